import { UserError } from '../../text/error.ts';
import { isRecord } from '../canonical.ts';
import { checkPredicate } from './known.ts';

/** CycloneDX JSON as a predicate, of any specification version. */
export const CYCLONEDX_TYPE = 'https://cyclonedx.org/bom';

/** SPDX 2 JSON as a predicate, as cosign and in-toto name it. */
export const SPDX_TYPE = 'https://spdx.dev/Document';

/** Every type under which an SBOM is found: some writers put SPDX's version into the type. */
export const SBOM_TYPES: readonly string[] = [CYCLONEDX_TYPE, SPDX_TYPE, `${SPDX_TYPE}/v2.3`];

export const isSbomType = (predicateType: string): boolean => SBOM_TYPES.includes(predicateType);

export type SbomFormat = 'cyclonedx' | 'spdx';

/** A whole document; what is in it is the business of the SBOM room. */
export interface SbomPredicate {
  readonly format: SbomFormat;
  readonly document: Readonly<Record<string, unknown>>;
}

/** The predicate type that `document` is signed under. @throws UserError when it is of neither format. */
export function sbomPredicate(document: unknown): { readonly type: string; readonly predicate: unknown } {
  const type = typeOf(document);
  checkPredicate(type, document, 'SBOM');
  return { type, predicate: document };
}

/** @throws UserError when it is of neither format, or lacks what its format requires. */
export function parseSbom(predicate: unknown): SbomPredicate {
  const type = typeOf(predicate);
  checkPredicate(type, predicate, 'SBOM');
  const document = predicate as Readonly<Record<string, unknown>>;
  return { format: type === CYCLONEDX_TYPE ? 'cyclonedx' : 'spdx', document };
}

function typeOf(document: unknown): string {
  if (isRecord(document) && document['bomFormat'] === 'CycloneDX') return CYCLONEDX_TYPE;
  if (isRecord(document) && typeof document['spdxVersion'] === 'string') return SPDX_TYPE;
  throw new UserError({
    what: 'not an SBOM',
    rule: "CycloneDX JSON (bomFormat: 'CycloneDX') or SPDX 2 JSON (spdxVersion)",
    seen: isRecord(document) ? Object.keys(document).slice(0, 5).join(', ') : typeof document,
  });
}

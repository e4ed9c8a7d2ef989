import { type Parser, parsedBy } from '../../shared/action/parser.ts';
import { type Digest, parseDigest } from '../../shared/oci/digest.ts';
import { UserError } from '../../shared/text/error.ts';

/** One line of `attestations`: which predicate, about which digest, from which file. */
export interface AttestationLine {
  readonly predicateType: string;
  /** The index or a platform manifest; without it the type decides. */
  readonly digest: Digest | undefined;
  readonly path: string;
}

const TYPE = 'TYPE[@DIGEST]=PATH';
const LINE = /^([^=\s]+?)(?:@(sha\d+:[^=\s]*))?=(.+)$/;

export const attestationLine: Parser<AttestationLine> = parsedBy(TYPE, (line) => {
  const [, predicateType = '', digest, path = ''] = LINE.exec(line) ?? [];
  if (!URL.canParse(predicateType)) {
    throw new UserError({
      what: 'not an attestation',
      rule: `${TYPE}, where TYPE is the URI of a predicate type`,
      seen: JSON.stringify(line),
    });
  }
  return { predicateType, digest: digest === undefined ? undefined : parseDigest(digest), path: path.trim() };
});

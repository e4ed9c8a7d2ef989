import { parseReference } from '../../../shared/oci/reference.ts';
import { UserError } from '../../../shared/text/error.ts';

/** What BuildKit is asked to attest. */
export type AttestationRequest =
  { readonly kind: 'provenance' } | { readonly kind: 'sbom'; readonly scanner: string };

/**
 * Reads `provenance`, or `sbom=SCANNER@sha256:…`. The scanner is an image that BuildKit runs on what was built: without a digest it would be whatever
 * a registry has by that name.
 * @throws UserError for anything else.
 */
export function parseAttestationRequest(text: string): AttestationRequest {
  if (text === 'provenance') return { kind: 'provenance' };
  const [, , scanner] = /^sbom(=(\S+))?$/.exec(text) ?? [];
  if (scanner === undefined && text !== 'sbom') {
    throw new UserError({
      what: 'BuildKit attests no such thing',
      rule: 'provenance, or sbom=SCANNER@sha256:…',
      seen: JSON.stringify(text),
    });
  }
  const reference = scanner === undefined ? undefined : parseReference(scanner);
  if (scanner === undefined || reference?.kind !== 'registry' || reference.digest === undefined) {
    throw new UserError({
      what: "the image that makes BuildKit's SBOM is not named by digest",
      rule: 'sbom=SCANNER@sha256:…: it is run on everything that was built',
      seen: JSON.stringify(text),
      next: 'look up the digest of the scanner that you reviewed, such as docker/buildkit-syft-scanner, and write it behind the name',
    });
  }
  return { kind: 'sbom', scanner };
}

/** The options of `docker buildx build`: nothing that is not asked for, also where BuildKit would attest by itself. */
export function attestationOptions(requests: readonly AttestationRequest[] = []): readonly string[] {
  const provenance = requests.some(({ kind }) => kind === 'provenance');
  const scanner = requests.flatMap((each) => (each.kind === 'sbom' ? [each.scanner] : [])).at(-1);
  return [
    // An older BuildKit passes over `version` and writes SLSA v0.2, which is read too.
    provenance ? '--provenance=mode=max,version=v1' : '--provenance=false',
    scanner === undefined ? '--sbom=false' : `--sbom=generator=${scanner}`,
  ];
}

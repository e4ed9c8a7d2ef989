import { defineContract, defaulted, optional, required } from '../../shared/action/contract.ts';
import { dryRunInput, registryInputs, signingInputs, signingPermission } from '../../shared/action/inputs.ts';
import { boolean, lines, oneOf, pair, parsedBy, text } from '../../shared/action/parser.ts';
import { parseDigestReference } from '../../shared/oci/reference.ts';
import type { Problem } from '../../shared/text/error.ts';
import { attestationLine } from './attestation-line.ts';

const imageByDigest = parsedBy('REPOSITORY@sha256:… or oci-layout:PATH@sha256:…', parseDigestReference);

export const contract = defineContract({
  name: 'sign',
  description:
    'Signs an image by digest, and attaches provenance, SBOM, test results or any predicate to it as Sigstore bundles that cosign, oras and admission controllers read.',
  inputs: {
    image: required(lines(imageByDigest), 'The image or images to sign, by digest.'),
    attestations: optional(
      lines(attestationLine),
      'What to attach: the URI of the predicate type, the digest of the platform manifest that it is about, and the JSON file that holds the predicate. Provenance is about the index and its platforms, an SBOM about one platform, everything else about the image unless a digest is given.',
    ),
    tests: optional(
      lines(pair('SUITE', text)),
      'Test results to attach, each a JUnit XML file: `unit=reports/unit.xml`. A failed suite is attached as failed. Each suite has one file; shards and jobs of a matrix name their suites apart.',
    ),
    bundles: optional(
      lines(parsedBy('FILE', (line) => line)),
      'Bundles that this signer made before, such as those of `bundle-paths` from an artifact: they are attached again where they are missing, as they are.',
    ),
    recursive: defaulted(
      boolean,
      'false',
      'Sign every platform manifest of an index too, and attach its provenance to each, for readers that never see the index.',
    ),
    'github-attestations': defaulted(
      boolean,
      'false',
      'Store the bundles with GitHub too, where `gh attestation verify` finds them. For keyless signing.',
    ),
    cleanup: defaulted(
      oneOf(['off', 'list', 'delete']),
      'off',
      'Lists of referrers (tags `sha256-…`) whose image is gone: `list` shows them, `delete` deletes them, never one that a living tag shares. In registries that have the referrers API there are none.',
    ),
    ...signingInputs,
    ...registryInputs,
    ...dryRunInput,
  },
  outputs: {
    'bundle-digests': 'Digests of the bundles, one a line.',
    'bundle-paths': 'Files with the bundles, one a line in the same order, for a workflow artifact to keep.',
    signer: 'Who signed: the fingerprint of the key, or workflow and ref. Absent when nothing was signed.',
    'log-url': 'Where the transparency log shows the entries, one a line; absent for what is in no log.',
    'stale-tags': 'With `cleanup`: the tags whose image is gone, one a line.',
  },
  permissions: [
    { scope: 'contents', level: 'read', why: 'to check out the files that are attached' },
    { scope: 'packages', level: 'write', why: 'to attach to an image on ghcr.io; not for other registries' },
    signingPermission,
  ],
  contradictions: ({ image = [], attestations = [], tests = [] }) => [
    ...suitesTwice(tests),
    ...(image.length < 2
      ? []
      : attestations
          .filter(({ digest }) => digest === undefined)
          .map(({ predicateType, path }) => ({
            what: `input 'attestations': ${path} could be about any of ${image.length} images`,
            rule: 'with several images each line names its digest',
            seen: `${predicateType}=${path}`,
            next: `write ${predicateType}@sha256:…=${path}`,
          }))),
  ],
});

/** Of one suite the newest result decides: of two that are signed at once, one would hide the other. */
function suitesTwice(
  tests: readonly { readonly name: string; readonly value: string }[],
): readonly Problem[] {
  return [...Map.groupBy(tests, ({ name }) => name)].flatMap(([suite, lines]) =>
    lines.length < 2
      ? []
      : [
          {
            what: `input 'tests': suite '${suite}' is given ${lines.length} times`,
            rule: 'of one suite the newest result decides, so one of them would hide the others',
            seen: lines.map(({ name, value }) => `${name}=${value}`).join(', '),
            next: `give each its own name, such as ${lines.map((_, index) => `${suite}-${index + 1}`).join(', ')}, and require them all`,
          },
        ],
  );
}

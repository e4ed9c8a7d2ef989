import { describe, expect, it } from '@jest/globals';
import { attestationLine } from '../../../../actions/sign/attestation-line.ts';
import type { Attestation } from '../../../../actions/sign/files.ts';
import { type Place, type SignedImage, planStatements } from '../../../../actions/sign/plan.ts';
import { type Digest, digestOf } from '../../../../shared/oci/digest.ts';

const place = (label: string): Place => ({
  label,
  descriptor: { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: digestOf(label), size: 1 },
});
const index = place('index');
const amd64 = place('linux/amd64');
const arm64 = place('linux/arm64');
const multi: SignedImage = { top: index, platforms: [amd64, arm64] };
const single: SignedImage = { top: place('image'), platforms: [] };

const PROVENANCE = 'https://slsa.dev/provenance/v1';
const SBOM = 'https://cyclonedx.org/bom';
const OWN = 'https://acme.example/review/v1';
const attestation = (predicateType: string, digest?: Digest): Attestation => ({
  predicateType,
  digest,
  path: 'file.json',
  predicate: { from: predicateType },
});
const suite = { suite: 'unit', predicate: { result: 'PASSED' as const, configuration: [{ name: 'unit' }] } };

/** `LABEL: SUBJECTS -> PLACES`, a line a statement. */
const plan = (
  images: readonly SignedImage[],
  attestations: readonly Attestation[] = [],
  recursive = false,
) => {
  const names = new Map(
    [index, amd64, arm64, single.top].map((each) => [each.descriptor.digest.slice(7), each.label]),
  );
  return planStatements(images, { attestations, tests: [], bundles: [], recursive }).map(
    ({ label, statement, places }) => {
      const subjects = statement.subject.map(({ digest }) => names.get(digest['sha256'] ?? '')).join('+');
      return `${label}: ${subjects} -> ${places.map((each) => each.label).join('+')}`;
    },
  );
};

describe('what is said of which digest', () => {
  it.each<[string, SignedImage, readonly Attestation[], boolean, readonly string[]]>([
    ['signs the index alone', multi, [], false, ['signature: index -> index']],
    [
      'signs each platform by itself when recursive',
      multi,
      [],
      true,
      [
        'signature: index -> index',
        'signature: linux/amd64 -> linux/amd64',
        'signature: linux/arm64 -> linux/arm64',
      ],
    ],
    [
      'makes provenance about the index and its platforms',
      multi,
      [attestation(PROVENANCE)],
      false,
      ['signature: index -> index', 'SLSA provenance: index+linux/amd64+linux/arm64 -> index'],
    ],
    [
      'takes the digest of a line for what it is about',
      multi,
      [
        attestation(SBOM, arm64.descriptor.digest),
        attestation(OWN, amd64.descriptor.digest),
        attestation(PROVENANCE, amd64.descriptor.digest),
      ],
      false,
      [
        'signature: index -> index',
        'CycloneDX SBOM: linux/arm64 -> linux/arm64',
        `${OWN}: linux/amd64 -> linux/amd64`,
        'SLSA provenance: linux/amd64 -> linux/amd64',
      ],
    ],
    [
      'attaches an SBOM to the only platform',
      { top: index, platforms: [arm64] },
      [attestation(SBOM)],
      false,
      ['signature: index -> index', 'CycloneDX SBOM: linux/arm64 -> linux/arm64'],
    ],
    [
      'attaches everything to an image of one manifest',
      single,
      [attestation(SBOM), attestation(PROVENANCE), attestation(OWN)],
      true,
      [
        'signature: image -> image',
        'CycloneDX SBOM: image -> image',
        'SLSA provenance: image -> image',
        `${OWN}: image -> image`,
      ],
    ],
  ])('%s', (_, image, attestations, recursive, expected) => {
    expect(plan([image], attestations, recursive)).toEqual(expected);
  });

  it('attaches one provenance to every place when recursive', () => {
    expect(plan([multi], [attestation(PROVENANCE)], true)).toContain(
      'SLSA provenance: index+linux/amd64+linux/arm64 -> index+linux/amd64+linux/arm64',
    );
  });

  it('gives the test results to every image, and an attestation to the image of its digest', () => {
    const wishes = {
      attestations: [attestation(OWN, single.top.descriptor.digest)],
      tests: [suite],
      bundles: [],
      recursive: false,
    };
    const planned = planStatements([multi, single], wishes);
    expect(planned.map(({ image, label }) => `${image} ${label}`)).toEqual([
      '0 signature',
      '0 test results unit',
      '1 signature',
      `1 ${OWN}`,
      '1 test results unit',
    ]);
  });

  it('refuses an SBOM that could be of several platforms and a digest from elsewhere, both at once', () => {
    const elsewhere = digestOf('elsewhere');
    expect(() => plan([multi], [attestation(SBOM), attestation(OWN, elsewhere)])).toThrow(
      new RegExp(
        `could be the SBOM of any of 2 platforms.*${arm64.descriptor.digest} .linux/arm64.[^]*saw ${elsewhere}`,
      ),
    );
  });
});

describe('a line of attestations', () => {
  const digest = digestOf('x');
  it.each([
    [`${SBOM}=sbom.json`, { predicateType: SBOM, digest: undefined, path: 'sbom.json' }],
    [`${SBOM}@${digest}=out/a=b@c.json`, { predicateType: SBOM, digest, path: 'out/a=b@c.json' }],
    [
      'https://acme.example/@team/v1=a.json',
      { predicateType: 'https://acme.example/@team/v1', digest: undefined, path: 'a.json' },
    ],
  ])('reads %s', (line, expected) => {
    expect(attestationLine.parse(line)).toEqual(expected);
  });

  it.each([
    ['sbom.json', 'not an attestation'],
    ['cyclonedx=sbom.json', 'not an attestation'],
    [`${SBOM}=`, 'not an attestation'],
    [`${SBOM}@sha256:abc=sbom.json`, 'not a digest'],
    [`${SBOM}@sha512:${'a'.repeat(128)}=sbom.json`, 'not a digest'],
  ])('refuses %s', (line, why) => {
    expect(() => attestationLine.parse(line)).toThrow(why);
  });
});

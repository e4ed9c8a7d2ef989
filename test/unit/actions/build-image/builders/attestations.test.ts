import { afterEach, describe, expect, it } from '@jest/globals';
import {
  attestationOptions,
  parseAttestationRequest,
} from '../../../../../actions/build-image/builders/attestation-request.ts';
import { checkStored, readStatements } from '../../../../../actions/build-image/builders/attestations.ts';
import { parseBuildKitProvenance } from '../../../../../actions/build-image/builders/buildkit-provenance.ts';
import { writeBytes } from '../../../../../shared/oci/blob.ts';
import { parseDigest } from '../../../../../shared/oci/digest.ts';
import type { Descriptor } from '../../../../../shared/oci/descriptor.ts';
import { MEDIA_TYPE } from '../../../../../shared/oci/media-types.ts';
import { openStore } from '../../../../../shared/oci/open.ts';
import { parseReference } from '../../../../../shared/oci/reference.ts';
import type { ImageStore } from '../../../../../shared/oci/store.ts';
import { AMD64, writeTestImage } from '../../../../kit/registry/image.ts';
import { ANONYMOUS } from '../../../image/workspace.ts';
import { directory, removeDirectories } from '../repository.ts';

afterEach(removeDirectories);

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const PROVENANCE = 'https://slsa.dev/provenance/v1';
const SPDX = 'https://spdx.dev/Document';
const BOTH = [parseAttestationRequest('provenance'), parseAttestationRequest(`sbom=a/scanner@${DIGEST}`)];

interface Attested {
  readonly statements?: readonly object[];
  readonly reference?: string;
  readonly subject?: Descriptor;
}

/** An index as BuildKit writes it: a platform's manifest, and what it attests of it. */
async function attested(given: (image: Descriptor) => Attested) {
  const store: ImageStore = openStore(parseReference(`oci-layout:${directory()}/out`), ANONYMOUS);
  const { mediaType, digest: written, size } = await writeTestImage(store);
  const image = { mediaType, digest: written, size };
  const { statements = [], reference = image.digest, subject } = given(image);
  const layers = await Promise.all(
    statements.map(async (each) =>
      writeBytes(store, Buffer.from(JSON.stringify(each)), 'application/vnd.in-toto+json'),
    ),
  );
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: await writeBytes(store, Buffer.from('{}'), MEDIA_TYPE.empty),
    layers,
    ...(subject === undefined ? {} : { subject }),
  };
  const child = await store.putManifest(Buffer.from(JSON.stringify(manifest)), {
    mediaType: MEDIA_TYPE.manifest,
  });
  const annotations = {
    'vnd.docker.reference.type': 'attestation-manifest',
    'vnd.docker.reference.digest': reference,
  };
  const index = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.index,
    manifests: [
      { ...image, platform: AMD64 },
      { ...child, annotations, platform: { os: 'unknown', architecture: 'unknown' } },
    ],
  };
  const { digest } = await store.putManifest(Buffer.from(JSON.stringify(index)), {
    mediaType: MEDIA_TYPE.index,
  });
  return { store, digest, platforms: [{ platform: AMD64, digest: image.digest }] };
}

const statement = (predicateType: string, subject: readonly object[] = []) => ({
  _type: 'https://in-toto.io/Statement/v0.1',
  predicateType,
  subject,
  predicate: { spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT', creationInfo: {} },
});

async function read(given: (image: Descriptor) => Attested, requests = BOTH) {
  const { store, digest, platforms } = await attested(given);
  return readStatements(store, digest, platforms, requests);
}

describe('readStatements', () => {
  it('reads what is about a platform of the index, and only what was asked for', async () => {
    const statements = [statement(PROVENANCE), statement(SPDX), statement('https://x.example/other')];
    const both = await read((image) => ({ statements, subject: image }));
    expect(both.map(({ kind }) => kind)).toEqual(['provenance', 'sbom']);
    const [first] = both;
    expect(JSON.parse(first?.bytes.toString() ?? '')).toEqual(statements[0]);
    const one = await read(() => ({ statements }), [parseAttestationRequest('provenance')]);
    expect(one.map(({ kind }) => kind)).toEqual(['provenance']);
    expect(await read(() => ({ statements }), [])).toEqual([]);
  });

  it.each<[string, (image: Descriptor) => Attested, RegExp]>([
    ['about another manifest', () => ({ reference: DIGEST }), /it is about a platform of its index/],
    [
      'of two minds about it',
      (image) => ({ subject: { ...image, digest: `sha256:${'cd'.repeat(32)}` as Descriptor['digest'] } }),
      /it is about a platform of its index/,
    ],
    [
      'whose statement names another subject',
      () => ({ statements: [statement(PROVENANCE, [{ digest: { sha256: 'cd'.repeat(32) } }])] }),
      /it is about sha256:/,
    ],
    [
      'that is not there',
      () => ({ statements: [statement(PROVENANCE)] }),
      /did not attest the sbom of linux\/amd64/,
    ],
    [
      'that is there twice',
      () => ({ statements: [statement(PROVENANCE), statement(SPDX), { ...statement(SPDX), extra: 1 }] }),
      /attested the sbom of linux\/amd64 2 times/,
    ],
    [
      'that is no SPDX document',
      () => ({ statements: [{ ...statement(SPDX), predicate: { bomFormat: 'CycloneDX' } }] }),
      /the SBOM of linux\/amd64.*spdxVersion/,
    ],
    ['that is no statement', () => ({ statements: [{ _type: 'x' }] }), /malformed statement/],
    [
      'that never ends',
      () => ({ statements: Array.from({ length: 17 }, (_, at) => ({ ...statement(SPDX), at })) }),
      /at most 16 statements/,
    ],
  ])('refuses one %s', async (_, given, message) => {
    await expect(read(given)).rejects.toThrow(message);
  });
});

describe('checkStored', () => {
  it('wants the very manifests that BuildKit wrote', async () => {
    const statements = await read(() => ({ statements: [statement(PROVENANCE), statement(SPDX)] }));
    const subject = statements[0]?.subject;
    if (subject === undefined) throw new Error('it is about something');
    expect(() => {
      checkStored(statements, [subject]);
    }).not.toThrow();
    expect(() => {
      checkStored(statements, [parseDigest(DIGEST)]);
    }).toThrow(/about a manifest that is not stored/);
  });
});

describe('parseAttestationRequest', () => {
  it.each([
    ['sbom', /not named by digest.*digest of the scanner/s],
    ['sbom=docker/scanner:latest', /not named by digest/],
    ['sbom=oci-layout:x', /not named by digest/],
    ['sbom=', /no such thing/],
    ['cosign', /no such thing.*provenance, or sbom=/s],
  ])('refuses %s', (text, message) => {
    expect(() => parseAttestationRequest(text)).toThrow(message);
  });

  it('becomes options of buildx, and nothing where nothing is asked for', () => {
    expect(attestationOptions(BOTH)).toEqual([
      '--provenance=mode=max,version=v1',
      `--sbom=generator=a/scanner@${DIGEST}`,
    ]);
    expect(attestationOptions()).toEqual(['--provenance=false', '--sbom=false']);
  });
});

describe('parseBuildKitProvenance', () => {
  const materials = [{ uri: 'pkg:docker/a@1', digest: { sha256: 'ab' } }];

  it('reads both versions', () => {
    const own = { buildType: 't', builderId: 'b', invocationId: 'i', materials };
    const v1 = {
      buildDefinition: {
        buildType: 't',
        resolvedDependencies: [...materials, { uri: 'x' }, { digest: { a: 'b' } }, 1],
      },
      runDetails: { builder: { id: 'b' }, metadata: { invocationId: 'i' } },
    };
    const v02 = { buildType: 't', builder: { id: 'b' }, metadata: { buildInvocationID: 'i' }, materials };
    expect([parseBuildKitProvenance(v1), parseBuildKitProvenance(v02)]).toEqual([own, own]);
  });

  it.each([null, 1, [], { materials: 'x' }])('reads nothing from %j', (value) => {
    expect(parseBuildKitProvenance(value)).toEqual({
      materials: [],
      buildType: '',
      builderId: '',
      invocationId: '',
    });
  });
});

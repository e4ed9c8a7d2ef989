import { describe, expect, it } from '@jest/globals';
import { attachBundle, attachStatement, attachStatements } from '../../../shared/evidence/attach.ts';
import { BUNDLE_MEDIA_TYPE } from '../../../shared/evidence/bundle.ts';
import { loadEvidence } from '../../../shared/evidence/verify.ts';
import {
  IMAGE,
  OTHER,
  SIGNATURE,
  TEST_RESULT,
  release,
  signature,
  signer,
  stranger,
  tests,
} from './fixtures.ts';
import { memoryStore } from './memory-store.ts';

describe('attaching', () => {
  it('attaches a signed statement that is then found, with its signer by the name that trust gives it', async () => {
    const store = memoryStore();
    const attached = await attachStatement(store, signer, tests('unit', '2026-11-24T11:00:00Z'), IMAGE);
    expect(attached.status).toBe('written');
    const { accepted, ignored } = await loadEvidence([store], IMAGE.digest, [release]);
    expect(ignored).toEqual([]);
    expect(accepted).toMatchObject([
      {
        predicateType: TEST_RESULT,
        signedBy: 'release',
        subject: IMAGE.digest,
        bundleDigest: attached.bundleDigest,
        store: 'registry.example/shop',
        time: new Date('2026-11-24T11:00:00Z'),
        timeSource: 'predicate',
      },
    ]);
  });

  it('lays the referrer out as cosign does: empty config, one bundle layer, annotations, and a subject', async () => {
    const store = memoryStore();
    const { manifestDigest } = await attachStatement(store, signer, signature(), IMAGE);
    const manifest = JSON.parse(store.manifests.get(manifestDigest)?.toString() ?? '') as Record<
      string,
      unknown
    >;
    expect(manifest).toMatchObject({
      artifactType: BUNDLE_MEDIA_TYPE,
      config: { mediaType: 'application/vnd.oci.empty.v1+json', size: 2 },
      layers: [{ mediaType: BUNDLE_MEDIA_TYPE }],
      annotations: {
        'dev.sigstore.bundle.content': 'dsse-envelope',
        'dev.sigstore.bundle.predicateType': SIGNATURE,
      },
      subject: IMAGE,
    });
  });

  it('writes nothing when the same signer has said the same before', async () => {
    const store = memoryStore();
    const first = await attachStatement(store, signer, tests('unit', '2026-11-24T11:00:00Z'), IMAGE);
    const again = await attachStatement(store, signer, tests('unit', '2026-11-24T11:00:00Z'), IMAGE);
    expect(again).toEqual({ ...first, status: 'unchanged' });
    expect(store.referrers.get(IMAGE.digest)).toHaveLength(1);
  });

  it.each([
    ['another signer', stranger, tests('unit', '2026-11-24T11:00:00Z')],
    ['another suite', signer, tests('browser', '2026-11-24T11:00:00Z')],
    ['another result', signer, tests('unit', '2026-11-24T11:00:00Z', 'FAILED')],
    [
      'more subjects',
      signer,
      {
        ...tests('unit', '2026-11-24T11:00:00Z'),
        subject: signature(OTHER).subject.concat(signature().subject),
      },
    ],
  ])('writes beside it what %s says', async (_, by, statement) => {
    const store = memoryStore();
    await attachStatement(store, signer, tests('unit', '2026-11-24T11:00:00Z'), IMAGE);
    expect((await attachStatement(store, by, statement, IMAGE)).status).toBe('written');
    expect(store.referrers.get(IMAGE.digest)).toHaveLength(2);
  });

  it('reads what is there once for many statements', async () => {
    const store = memoryStore();
    const statements = [
      signature(),
      tests('unit', '2026-11-24T11:00:00Z'),
      tests('e2e', '2026-11-24T11:00:00Z'),
    ];
    await attachStatements(store, signer, statements, IMAGE);
    store.calls.length = 0;
    const again = await attachStatements(store, signer, statements, IMAGE);
    expect(again.map(({ status }) => status)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(store.calls.filter((call) => call.startsWith('referrers'))).toHaveLength(1);
  });

  it('fails when the registry loses what it took, and names the manifest to repair it from', async () => {
    const store = memoryStore();
    const losing = { ...store, listReferrers: () => Promise.resolve([]) };
    await expect(attachStatement(losing, signer, signature(), IMAGE)).rejects.toThrow(
      /signature was attached to sha256:.* and does not come back .* not among the referrers .* manifest is sha256:/,
    );
  });

  it('fails when another bundle comes back', async () => {
    const store = memoryStore();
    const real = await signer.sign(signature());
    const foreign = await stranger.sign(signature());
    const swapping = { ...store, readBlob: () => store.readBlob({ ...IMAGE, digest: foreign.digest }) };
    store.blobs.set(foreign.digest, foreign.bytes);
    await expect(attachBundle(swapping, signer, real, IMAGE)).rejects.toThrow(/saw other signer/);
  });

  it('refuses a statement that is not about what it is attached to', async () => {
    await expect(attachStatement(memoryStore(), signer, signature(OTHER), IMAGE)).rejects.toThrow(
      /is not about/,
    );
  });
});

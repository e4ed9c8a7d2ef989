import { describe, expect, it } from '@jest/globals';
import { attachBundle, attachStatement } from '../../../shared/evidence/attach.ts';
import { BUNDLE_MEDIA_TYPE } from '../../../shared/evidence/bundle.ts';
import { countIgnored } from '../../../shared/evidence/evidence.ts';
import { LIMIT } from '../../../shared/evidence/limits.ts';
import { loadEvidence } from '../../../shared/evidence/verify.ts';
import {
  IMAGE,
  OTHER,
  SIGNATURE,
  VULN,
  push,
  release,
  signature,
  signed,
  signer,
  stranger,
  tests,
} from './fixtures.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import { type MemoryStore, memoryStore } from './memory-store.ts';

describe('loading evidence', () => {
  const NO_EVIDENCE: readonly (readonly [string, string, (store: MemoryStore) => Promise<unknown>])[] = [
    ['another key', 'other signer', (store) => attachStatement(store, stranger, signature(), IMAGE)],
    [
      'our signature about another image',
      'other subject',
      async (store) => push(store, (await signer.sign(signature(OTHER))).bytes),
    ],
    [
      'our signature without subjects',
      'other subject',
      (store) => push(store, signed(JSON.stringify({ ...signature(), subject: [] }))),
    ],
    [
      'our signature about its SHA-512',
      'other subject',
      (store) =>
        push(
          store,
          signed(
            JSON.stringify({ ...signature(), subject: [{ digest: { sha512: IMAGE.digest.slice(7) } }] }),
          ),
        ),
    ],
    [
      'our signature over another payload type',
      'malformed',
      (store) => push(store, signed(JSON.stringify(signature()), 'text/plain')),
    ],
    ['our signature over no statement', 'malformed', (store) => push(store, signed('[]'))],
    ['our signature over text that is no JSON', 'malformed', (store) => push(store, signed('{'))],
    [
      'our signature over a statement that nests deeply',
      'malformed',
      (store) =>
        push(
          store,
          signed(
            JSON.stringify(signature()).replace(
              '"predicate":{}',
              `"predicate":${'['.repeat(1e5)}${']'.repeat(1e5)}`,
            ),
          ),
        ),
    ],
    [
      'a bundle that nests deeply',
      'malformed',
      (store) => push(store, Buffer.from('['.repeat(1e6) + ']'.repeat(1e6))),
    ],
    ['text that is no bundle', 'malformed', (store) => push(store, Buffer.from('hello'))],
    [
      'two bundles in one manifest',
      'malformed',
      (store) =>
        push(store, signed('{}'), {
          layers: [BUNDLE_MEDIA_TYPE, BUNDLE_MEDIA_TYPE].map((mediaType) => ({
            mediaType,
            digest: IMAGE.digest,
            size: 1,
          })),
        }),
    ],
    [
      'a bundle larger than the limit',
      'too large',
      (store) =>
        push(store, signed('{}'), {
          layers: [{ mediaType: BUNDLE_MEDIA_TYPE, digest: IMAGE.digest, size: LIMIT.bundleBytes + 1 }],
        }),
    ],
    [
      'a signature of another kind',
      'unknown media type',
      (store) => push(store, signed('{}'), { artifactType: 'application/vnd.cncf.notary.signature' }),
    ],
    [
      'a layer of another kind',
      'unknown media type',
      (store) =>
        push(store, signed('{}'), {
          layers: [{ mediaType: 'application/octet-stream', digest: IMAGE.digest, size: 1 }],
        }),
    ],
    [
      'a manifest that is gone',
      'unreadable',
      async (store) => store.manifests.delete(await push(store, signed('{}'))),
    ],
    [
      'a certificate, whoever it is from',
      'other signer',
      async (store) => {
        const bundle = JSON.parse((await signer.sign(signature())).bytes.toString()) as Record<
          string,
          unknown
        >;
        const verificationMaterial = { certificate: { rawBytes: 'AAAA' } };
        return push(store, Buffer.from(JSON.stringify({ ...bundle, verificationMaterial })));
      },
    ],
  ];

  it.each(NO_EVIDENCE)('does not take %s for evidence, and says: %s', async (_, reason, attach) => {
    const store = memoryStore();
    await attach(store);
    const { accepted, ignored } = await loadEvidence([store], IMAGE.digest, [release]);
    expect(accepted).toEqual([]);
    expect(ignored.map((each) => each.reason)).toEqual([reason]);
  });

  it('accepts the good among all the bad, and counts the rest', async () => {
    const store = memoryStore();
    for (const [, , attach] of NO_EVIDENCE) await attach(store);
    await attachStatement(store, signer, signature(), IMAGE);
    const { accepted, ignored } = await loadEvidence([store], IMAGE.digest, [release]);
    expect(accepted).toHaveLength(1);
    expect(ignored).toHaveLength(NO_EVIDENCE.length);
    expect(countIgnored(ignored).slice(0, 2)).toEqual([
      ['malformed', 7],
      ['other subject', 3],
    ]);
  });

  it('believes the type inside the statement, not the annotation', async () => {
    const store = memoryStore();
    await push(store, (await signer.sign(signature())).bytes, {
      annotations: { 'dev.sigstore.bundle.predicateType': VULN },
    });
    const { accepted } = await loadEvidence([store], IMAGE.digest, [release]);
    expect(accepted.map(({ predicateType }) => predicateType)).toEqual([SIGNATURE]);
  });

  it("finds cosign's bundles, listed under the type of their empty config", async () => {
    const store = memoryStore();
    await push(store, (await signer.sign(signature())).bytes);
    const list = store.referrers.get(IMAGE.digest) ?? [];
    store.referrers.set(
      IMAGE.digest,
      list.map((each) => ({ ...each, artifactType: 'application/vnd.oci.empty.v1+json' })),
    );
    expect((await loadEvidence([store], IMAGE.digest, [release])).accepted).toHaveLength(1);
  });

  it('reads statements of version 0.1, which cosign attest writes', async () => {
    const store = memoryStore();
    await push(store, signed(JSON.stringify({ ...signature(), _type: 'https://in-toto.io/Statement/v0.1' })));
    expect((await loadEvidence([store], IMAGE.digest, [release])).accepted).toHaveLength(1);
  });

  it('counts a bundle once that two stores hold', async () => {
    const [one, two] = [memoryStore('one'), memoryStore('two')];
    const bundle = await signer.sign(signature());
    for (const store of [one, two]) await attachBundle(store, signer, bundle, IMAGE);
    const { accepted } = await loadEvidence([one, two], IMAGE.digest, [release]);
    expect(accepted.map(({ store }) => store)).toEqual(['one']);
  });

  it.each([
    ['revoked', { revoked: true }, 'revoked signer'],
    ['expired', { validUntil: new Date('2026-11-24T11:59:59Z') }, 'expired signer'],
  ])('accepts nothing of a signer that is %s', async (_, limits, reason) => {
    const store = memoryStore();
    await attachStatement(store, signer, tests('unit', '2026-11-20T11:00:00Z'), IMAGE);
    const now = new Date('2026-11-24T12:00:00Z');
    const { accepted, ignored } = await loadEvidence([store], IMAGE.digest, [{ ...release, ...limits }], {
      now,
    });
    expect(accepted).toEqual([]);
    expect(ignored).toMatchObject([{ reason }]);
  });

  it('refuses to judge more referrers than it may read', async () => {
    const store = memoryStore();
    store.referrers.set(
      IMAGE.digest,
      Array.from({ length: LIMIT.referrers + 1 }, () => IMAGE),
    );
    await expect(loadEvidence([store], IMAGE.digest, [release])).rejects.toThrow(/too many referrers/);
  });

  it('refuses to read more bytes than anybody needs', async () => {
    const store = memoryStore();
    const size = LIMIT.bundleBytes;
    for (let number = 0; number <= LIMIT.totalBytes / size; number += 1) {
      const bundle = signed(`${number}`);
      const layers = [{ mediaType: BUNDLE_MEDIA_TYPE, digest: digestOf(bundle), size }];
      await push(store, bundle, { layers });
    }
    await expect(loadEvidence([store], IMAGE.digest, [release])).rejects.toThrow(/at most 1.0 GiB/);
  });

  it('knows no evidence where nothing is attached', async () => {
    expect(await loadEvidence([memoryStore()], IMAGE.digest, [release])).toEqual({
      accepted: [],
      ignored: [],
    });
  });
});

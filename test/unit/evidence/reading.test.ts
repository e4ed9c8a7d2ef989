import { describe, expect, it } from '@jest/globals';
import { attachStatement } from '../../../shared/evidence/attach.ts';
import { newestPerKey } from '../../../shared/evidence/key-of-evidence.ts';
import { LIMIT } from '../../../shared/evidence/limits.ts';
import { loadEvidence } from '../../../shared/evidence/verify.ts';
import { IMAGE, SIGNATURE, TEST_RESULT, VULN, push, release, signature, signer, tests } from './fixtures.ts';
import { memoryStore } from './memory-store.ts';

describe('how much is read to load evidence', () => {
  it('saves reading what claims to be of another type, never what claims nothing', async () => {
    const store = memoryStore();
    await attachStatement(store, signer, tests('unit', '2026-11-24T11:00:00Z'), IMAGE);
    await push(store, (await signer.sign(signature())).bytes);
    store.calls.length = 0;
    const { accepted } = await loadEvidence([store], IMAGE.digest, [release], {
      types: new Set([SIGNATURE]),
    });
    expect(accepted.map(({ predicateType }) => predicateType)).toEqual([SIGNATURE]);
    expect(store.calls.filter((call) => call.startsWith('blob'))).toHaveLength(1);
  });

  it('reads what claims to be of another type when a type is missing, each once', async () => {
    const store = memoryStore();
    const annotations = { 'dev.sigstore.bundle.predicateType': VULN };
    await push(store, (await signer.sign(signature())).bytes, { annotations });
    await attachStatement(store, signer, tests('unit', '2026-11-24T11:00:00Z'), IMAGE);
    store.calls.length = 0;
    const types = new Set([SIGNATURE, TEST_RESULT]);
    const { accepted } = await loadEvidence([store], IMAGE.digest, [release], { types });
    expect(new Set(accepted.map(({ predicateType }) => predicateType))).toEqual(types);
    expect(store.calls.filter((call) => call.startsWith('blob'))).toHaveLength(2);
  });

  it('reads a thousand referrers, a few at a time, each once', async () => {
    const store = memoryStore();
    for (let number = 0; number < 1_000; number += 1) {
      await push(store, (await signer.sign(tests(`suite ${number}`, '2026-11-24T11:00:00Z'))).bytes);
    }
    let [now, most] = [0, 0];
    const watched = {
      ...store,
      readManifest: async (reference: string) => {
        most = Math.max(most, ++now);
        await Promise.resolve();
        now -= 1;
        return store.readManifest(reference);
      },
    };
    store.calls.length = 0;
    const { accepted } = await loadEvidence([watched], IMAGE.digest, [release]);
    expect(newestPerKey(accepted)).toHaveLength(1_000);
    expect(store.calls).toHaveLength(2_001);
    expect(most).toBeLessThanOrEqual(LIMIT.parallel);
  });

  it('needs at most thirty reads to find the ten that matter among a hundred', async () => {
    const store = memoryStore();
    for (let number = 0; number < 90; number += 1) {
      await attachStatement(store, signer, tests(`suite ${number}`, '2026-11-24T11:00:00Z'), IMAGE);
    }
    for (let number = 0; number < 10; number += 1) {
      await attachStatement(
        store,
        signer,
        { ...signature(), predicateType: VULN, predicate: { number } },
        IMAGE,
      );
    }
    store.calls.length = 0;
    const { accepted } = await loadEvidence([store], IMAGE.digest, [release], { types: new Set([VULN]) });
    expect(accepted).toHaveLength(10);
    expect(store.calls.length).toBeLessThanOrEqual(30);
  });
});

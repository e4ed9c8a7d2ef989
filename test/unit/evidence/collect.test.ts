import { describe, expect, it } from '@jest/globals';
import { attachStatement } from '../../../shared/evidence/attach.ts';
import { loadEvidence } from '../../../shared/evidence/verify.ts';
import { IMAGE, VULN, release, signature, signer, tests } from './fixtures.ts';
import { memoryStore } from './memory-store.ts';

describe('a list of referrers', () => {
  it('hides nothing by its labels', async () => {
    const store = memoryStore();
    await attachStatement(store, signer, tests('unit', '2026-11-24T11:00:00Z'), IMAGE);
    await attachStatement(store, signer, tests('unit', '2026-11-24T12:00:00Z', 'FAILED'), IMAGE);
    const list = store.referrers.get(IMAGE.digest) ?? [];
    const annotations = { 'dev.sigstore.bundle.predicateType': VULN };
    store.referrers.set(
      IMAGE.digest,
      list.map((each) => ({ ...each, artifactType: 'application/vnd.attacker', annotations })),
    );
    const { accepted } = await loadEvidence([store], IMAGE.digest, [release]);
    expect(accepted).toHaveLength(2);
  });

  it('counts what cannot be understood of a list, once', async () => {
    const store = memoryStore();
    await attachStatement(store, signer, signature(), IMAGE);
    const listReferrers: typeof store.listReferrers = (subject, leftOut) => {
      leftOut?.('{"digest":"sha512:…"}');
      return store.listReferrers(subject);
    };
    for (const options of [{}, { types: new Set([VULN]) }]) {
      const found = await loadEvidence([{ ...store, listReferrers }], IMAGE.digest, [release], options);
      expect(found.accepted).toHaveLength(1);
      expect(found.ignored).toEqual([
        { reason: 'malformed', detail: 'an entry of the list: {"digest":"sha512:…"}', store: store.name },
      ]);
    }
  });
});

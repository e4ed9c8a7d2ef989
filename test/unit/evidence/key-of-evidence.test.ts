import { describe, expect, it } from '@jest/globals';
import { attachStatements } from '../../../shared/evidence/attach.ts';
import { newestPerKey } from '../../../shared/evidence/key-of-evidence.ts';
import type { Statement } from '../../../shared/evidence/statement.ts';
import { loadEvidence } from '../../../shared/evidence/verify.ts';
import { IMAGE, release, signature, signer, tests } from './fixtures.ts';
import { memoryStore } from './memory-store.ts';

describe('the newest of each key', () => {
  const load = async (statements: readonly Statement[]) => {
    const store = memoryStore();
    await attachStatements(store, signer, statements, IMAGE);
    return newestPerKey((await loadEvidence([store], IMAGE.digest, [release])).accepted);
  };

  it('decides within a suite, whatever the order of the list', async () => {
    const [old, young] = [
      tests('unit', '2026-11-24T10:00:00Z'),
      tests('unit', '2026-11-24T11:00:00+00:00', 'FAILED'),
    ];
    for (const order of [
      [old, young],
      [young, old],
    ]) {
      expect((await load(order)).map(({ statement }) => statement.predicate)).toEqual([young.predicate]);
    }
  });

  it('hides nothing across suites and types', async () => {
    expect(
      await load([tests('unit', '2026-11-24T10:00:00Z'), tests('e2e', '2026-11-24T11:00:00Z'), signature()]),
    ).toHaveLength(3);
  });

  it('takes what has a time over what has none, and the same one of equals each time', async () => {
    const timed = tests('unit', '2026-11-24T10:00:00Z');
    const untimed = tests('unit', 'yesterday');
    expect((await load([timed, untimed])).map(({ time }) => time)).toEqual([
      new Date('2026-11-24T10:00:00Z'),
    ]);
    const store = memoryStore();
    await attachStatements(store, signer, [timed, tests('unit', '2026-11-24T10:00:00Z', 'FAILED')], IMAGE);
    const { accepted } = await loadEvidence([store], IMAGE.digest, [release]);
    expect(newestPerKey(accepted)).toEqual(newestPerKey([...accepted].reverse()));
  });
});

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

  it('takes what has a time over what has none', async () => {
    const timed = tests('unit', '2026-11-24T10:00:00Z');
    const untimed = tests('unit', 'yesterday');
    for (const order of [
      [timed, untimed],
      [untimed, timed],
    ]) {
      expect((await load(order)).map(({ time }) => time)).toEqual([new Date('2026-11-24T10:00:00Z')]);
    }
  });

  it.each([['2026-11-24T10:00:00Z'], ['yesterday']])(
    'is all that was said at one moment (%s), in one order, so that a no is seen',
    async (time) => {
      const store = memoryStore();
      const both = [tests('unit', time), tests('unit', time, 'FAILED')];
      await attachStatements(store, signer, both, IMAGE);
      const { accepted } = await loadEvidence([store], IMAGE.digest, [release]);
      const newest = newestPerKey(accepted);
      expect(new Set(newest.map(({ statement }) => statement.predicate))).toEqual(
        new Set(both.map(({ predicate }) => predicate)),
      );
      expect(newestPerKey([...accepted].reverse())).toEqual(newest);
    },
  );
});

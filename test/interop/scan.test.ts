import { spawnSync } from 'node:child_process';
import { describe, expect } from '@jest/globals';
import { compareDpkg } from '../../shared/advisories/version/dpkg.ts';
import { interop } from '../kit/parts.ts';

/** Mulberry32: the same numbers in every run, so that a difference can be looked at again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Versions of few different parts, so that many pairs differ only in a detail. */
function versions(count: number): readonly string[] {
  const next = random(42);
  const pick = (choices: readonly string[]): string => choices[Math.floor(next() * choices.length)] ?? '';
  return Array.from({ length: count }, () => {
    const epoch = pick(['', '', '', '0:', '1:']);
    const upstream = Array.from({ length: 1 + Math.floor(next() * 4) }, () =>
      pick(['1', '2', '10', '01', 'a', 'Z', '~', '~~', '.', '+', '~rc1', '.0', '-', 'dfsg']),
    ).join('');
    return `${epoch}${pick(['0', '1', '3'])}${upstream}${pick(['', '', '-1', '-1~deb12u1', '-1+b1', '-0', '-2.1'])}`;
  });
}

/** What dpkg itself says; undefined where it takes one of the two for no version. */
function oracle(a: string, b: string): number | undefined {
  const holds = (relation: string): boolean | undefined => {
    const { status, stderr } = spawnSync('dpkg', ['--compare-versions', a, relation, b], {
      encoding: 'utf8',
    });
    return stderr === '' ? status === 0 : undefined;
  };
  const less = holds('lt');
  if (less === undefined) return undefined;
  return less ? -1 : holds('eq') === true ? 0 : 1;
}

describe('scan with real programs', () => {
  interop('orders 500 pairs of Debian versions as dpkg does', ['dpkg'], async () => {
    await Promise.resolve();
    const list = versions(501);
    const differing = list.slice(1).flatMap((b, index) => {
      const a = list[index] ?? '';
      const expected = oracle(a, b);
      const seen = compareDpkg(a, b);
      return expected === undefined || Math.sign(seen ?? Number.NaN) === expected
        ? []
        : [`${a} ${b}: ${seen}, not ${expected}`];
    });
    expect(differing).toEqual([]);
  });
});

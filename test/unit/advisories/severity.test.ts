import { describe, expect, it } from '@jest/globals';
import { scoreCvss3 } from '../../../shared/advisories/cvss3.ts';
import { scoreCvss4 } from '../../../shared/advisories/cvss4.ts';
import { rate, severityOfScore } from '../../../shared/advisories/severity.ts';

describe('CVSS v3', () => {
  // Scores of FIRST's own examples and of well-known vulnerabilities.
  it.each<[string, number]>([
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10],
    ['CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1],
    ['CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N', 3.1],
    ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', 6.4],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', 7.5],
    ['CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H', 8.8],
    ['CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L', 4.2],
    ['CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L', 2.4],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0],
    ['CVSS:3.1/A:H/I:H/C:H/S:U/UI:N/PR:N/AC:L/AV:N/E:P/RL:O', 9.8],
  ])('%s scores %d', (vector, score) => {
    expect(scoreCvss3(vector)).toBe(score);
  });
});

describe('CVSS v4', () => {
  // Examples of FIRST's user guide, and each way through the classes at its most severe.
  it.each<[string, number]>([
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', 10],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 9.3],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N', 8.7],
    ['CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 7.3],
    ['CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 7.7],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:P/VC:L/VI:L/VA:N/SC:L/SI:L/SA:N', 5.1],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N', 0],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:U', 9.1],
  ])('%s scores %d', (vector, score) => {
    expect(scoreCvss4(vector)).toBe(score);
  });

  it.each([
    [
      'a worse metric',
      'AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
      'AV:P/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
    ],
    [
      'no exploit',
      'AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
      'AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U',
    ],
    [
      'a modified metric',
      'AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
      'AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/MAV:L',
    ],
    [
      'a lower requirement',
      'AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N',
      'AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N/CR:L',
    ],
  ])('%s counts', (_, worse, better) => {
    expect(scoreCvss4(`CVSS:4.0/${worse}`)).toBeGreaterThan(scoreCvss4(`CVSS:4.0/${better}`) ?? Infinity);
  });

  it('never scores a less severe value higher, over the whole of the base metrics', () => {
    const metrics = {
      AV: 'NALP',
      AC: 'LH',
      AT: 'NP',
      PR: 'NLH',
      UI: 'NPA',
      VC: 'HLN',
      VI: 'HN',
      VA: 'HN',
      SC: 'HN',
      SI: 'HN',
      SA: 'HN',
    };
    const values = Object.entries(metrics).reduce<string[]>(
      (vectors, [name, letters]) =>
        vectors.flatMap((vector) => Array.from(letters, (letter) => `${vector}/${name}:${letter}`)),
      ['CVSS:4.0'],
    );
    expect(values).toHaveLength(13_824);
    const broken = values.filter((vector) => {
      const score = scoreCvss4(vector);
      const better = scoreCvss4(vector.replace('/AV:N', '/AV:P'));
      return score === undefined || better === undefined || better > score || score < 0 || score > 10;
    });
    expect(broken).toEqual([]);
  });
});

describe('vectors that are none', () => {
  it.each([
    '',
    'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H',
    'CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    'CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:S/SA:H',
    'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H',
    'CVSS:4.0/constructor',
  ])('%j has no score', (vector) => {
    expect([scoreCvss3(vector), scoreCvss4(vector)]).toEqual([undefined, undefined]);
  });
});

describe('the severity of a record', () => {
  const v4 = {
    kind: 'cvss4',
    value: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N',
  } as const;
  const v3 = { kind: 'cvss3', value: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' } as const;
  const word = (value: string) => ({ kind: 'word', value }) as const;

  it.each<[string, Parameters<typeof rate>[0], ReturnType<typeof rate>]>([
    ['a word comes before a vector', [v3, word('LOW')], { severity: 'low' }],
    [
      'a word that says nothing is passed over',
      [word('not yet assigned'), v3],
      { severity: 'critical', score: 9.8 },
    ],
    ['version 4 comes before version 3', [v3, v4], { severity: 'high', score: 8.7 }],
    [
      'a vector that cannot be read is passed over',
      [{ kind: 'cvss4', value: 'CVSS:4.0/x' }, v3],
      { severity: 'critical', score: 9.8 },
    ],
    ['nothing is unknown', [], { severity: 'unknown' }],
    ['no name of an object counts as a word', [word('constructor')], { severity: 'unknown' }],
    ['MODERATE is medium', [word('MODERATE')], { severity: 'medium' }],
  ])('%s', (_, ratings, expected) => {
    expect(rate(ratings)).toEqual(expected);
  });

  it.each([
    [10, 'critical'],
    [9, 'critical'],
    [8.9, 'high'],
    [7, 'high'],
    [6.9, 'medium'],
    [4, 'medium'],
    [3.9, 'low'],
    [0, 'low'],
  ] as const)('%d is %s', (score, severity) => {
    expect(severityOfScore(score)).toBe(severity);
  });
});

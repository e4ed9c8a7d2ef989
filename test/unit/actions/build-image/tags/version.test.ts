import { describe, expect, it } from '@jest/globals';
import {
  compareVersions,
  parsePep440,
  parseSemver,
} from '../../../../../actions/build-image/tags/version.ts';

describe('versions', () => {
  it('are ordered as Semantic Versioning 2.0.0, 11 says', () => {
    const order = [
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.0.1',
      '1.1.0',
      '2.0.0',
    ];
    const shuffled = order.toReversed().flatMap((text) => parseSemver(text) ?? []);
    expect(shuffled.sort(compareVersions).map(({ version }) => version)).toEqual(order);
  });

  it.each(['1.2', '01.2.3', '1.2.3-01', '1.2.3-', '1.2.3+', 'v1.2.3.4', ''])('%j is none', (text) => {
    expect(parseSemver(text)).toBeUndefined();
  });

  it.each([
    ['v1.0.0-RC1', '1.0.0rc1'],
    ['1.2.alpha', '1.2a0'],
    ['2!1.0.dev3', '2!1.0.dev3'],
    ['1.0-1', '1.0.post1'],
    ['1.0+ubuntu.1', '1.0+ubuntu.1'],
    ['01.00.1rc007', '1.0.1rc7'],
    ['1.0.post', '1.0.post0'],
    ['1.0.dev20261124123456789', '1.0.dev20261124123456789'],
    ['99999999999999999999.1', '99999999999999999999.1'],
    ['x', undefined],
  ])('PEP 440 reads %s as %s', (text, expected) => {
    expect(parsePep440(text)?.version).toBe(expected);
  });
});

import { describe, expect, it } from '@jest/globals';
import { digestOf } from '../../../shared/oci/digest.ts';
import { HOLDS_PATH, type Hold, checkHolds, loadHolds } from '../../../shared/policy/holds.ts';
import { parsePolicy } from '../../../shared/policy/load.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const POLICY = parsePolicy(
  'version: 1\nimages: {shop: {repository: x.io/shop}}\nenvironments: {production: {}}\n',
);
const SUBJECT = {
  image: 'shop',
  digest: digestOf('image'),
  platforms: [{ name: 'linux/amd64', digest: digestOf('amd64') }],
};

const loading = (text: string | undefined, name = HOLDS_PATH): Promise<readonly Hold[]> =>
  loadHolds(POLICY, {
    uri: 'here',
    read: (path) => Promise.resolve(text === undefined || path !== name ? undefined : Buffer.from(text)),
  });

const idsOf = async (...holds: readonly string[]): Promise<readonly string[]> => {
  const text = `version: 1\nholds:\n${holds.map((each) => `  - {${each}, reason: r, by: eve}\n`).join('')}`;
  return checkHolds(await loading(text), 'production', SUBJECT, NOW).map(({ requirement }) => requirement);
};

describe('a hold', () => {
  it('keeps out one digest (of a platform too), one image or everything, of its environment', async () => {
    expect(
      await idsOf(
        `id: a, environment: production, image: shop, digest: '${SUBJECT.digest}'`,
        `id: b, environment: production, digest: '${digestOf('other')}'`,
        'id: c, environment: production, image: shop',
        'id: d, environment: production',
        `id: e, environment: production, digest: '${digestOf('amd64')}'`,
      ),
    ).toEqual(['hold a', 'hold c', 'hold d', 'hold e']);
  });

  it('ends by itself at the end of its last day', async () => {
    expect(
      await idsOf(
        'id: a, environment: production, until: 2026-11-23',
        'id: b, environment: production, until: 2026-11-24',
        'id: c, environment: production, until: 2026-11-24T11:59Z',
      ),
    ).toEqual(['hold b']);
  });

  it('is not there without the file', async () => {
    expect(await loading(undefined)).toEqual([]);
  });

  it('in a file of another name is not passed over', async () => {
    await expect(loading('version: 1\n', '.github/fixity/holds.yaml')).rejects.toThrow(
      /rename it to \.github\/fixity\/holds\.yml/,
    );
  });

  it.each([
    ['is not YAML', 'holds: [', /not valid YAML/],
    ['has an unknown key', 'version: 1\nhold: []\n', /unknown key "hold".*did you mean 'holds'/],
    [
      'lacks a reason',
      'version: 1\nholds: [{id: a, environment: production, by: eve}]\n',
      /holds\[0\]\.reason is missing/,
    ],
    [
      'names no environment',
      'version: 1\nholds: [{id: a, environment: prod, reason: r, by: eve}]\n',
      /names no environment of the policy – known are production – saw "prod"/,
    ],
    [
      'names no digest',
      'version: 1\nholds: [{id: a, environment: production, digest: v1, reason: r, by: eve}]\n',
      /digest is not right/,
    ],
  ])('refuses everything when the file %s', async (_, text, reason) => {
    await expect(loading(text)).rejects.toThrow(reason);
  });
});

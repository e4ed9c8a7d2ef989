import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isSameIdentity } from '../../../shared/evidence/identity.ts';
import { parseTrustRoots } from '../../../shared/evidence/trust-root.ts';
import { trustedIdentities } from '../../../shared/evidence/trust.ts';
import { loadPolicy, parsePolicy } from '../../../shared/policy/load.ts';
import { UserError, describeProblem } from '../../../shared/text/error.ts';
import { type Sigstore, startSigstore } from '../../kit/sigstore/sigstore.ts';

const ISSUER = 'https://token.actions.githubusercontent.com';
const DELIVER = 'acme/shop/.github/workflows/deliver.yml';

const policy = (entry: string, more = 'trust-roots: [root.json]\n'): string =>
  `version: 1\ntrust:\n  release: {${entry}}\n${more}`;

const toldAbout = (text: string): readonly string[] => {
  try {
    parsePolicy(text);
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.problems.map(describeProblem);
    throw error;
  }
};

let sigstore: Sigstore;

beforeAll(async () => {
  sigstore = await startSigstore();
});

afterAll(() => sigstore.close());

describe('an identity that a policy trusts', () => {
  it.each([
    [
      'a workflow on a ref',
      `issuer: ${ISSUER}, workflow: ${DELIVER}, ref: 'refs/tags/v*', repository: acme/shop, repository-id: '123', owner-id: '7'`,
      {
        issuer: ISSUER,
        subject: `https://github.com/${DELIVER}@refs/tags/v*`,
        repository: 'https://github.com/acme/shop',
        repositoryId: '123',
        ownerId: '7',
      },
    ],
    [
      'a subject of another issuer',
      'issuer: https://gitlab.com, subject: https://gitlab.com/acme/shop//ci.yml@refs/heads/main',
      { issuer: 'https://gitlab.com', subject: 'https://gitlab.com/acme/shop//ci.yml@refs/heads/main' },
    ],
  ])('may be %s', async (_, entry, expected) => {
    const contents: Readonly<Record<string, string>> = {
      '.github/fixity.yml': policy(entry),
      'root.json': sigstore.trustRoot,
    };
    const loaded = await loadPolicy({
      uri: 'here',
      read: (path) => Promise.resolve(path in contents ? Buffer.from(contents[path] ?? '') : undefined),
    });
    expect(trustedIdentities(loaded.signers)[0]).toMatchObject({ name: 'release', ...expected });
    expect(loaded.trustedRoots).toHaveLength(1);
  });

  it.each([
    ['nothing at all', '', [/key or issuer is missing/, /workflow and ref, or subject, are missing/]],
    ['no issuer', 'subject: a@b.c', [/key or issuer is missing/]],
    ['no ref', `issuer: ${ISSUER}, workflow: ${DELIVER}`, [/workflow and ref, or subject, are missing/]],
    ['a key too', `key: k.pub, issuer: ${ISSUER}`, [/trust\.release\.issuer does not belong to a key/]],
    [
      'two subjects',
      `issuer: ${ISSUER}, workflow: ${DELIVER}, ref: refs/heads/main, subject: a`,
      [/two subjects/],
    ],
    [
      'another issuer for a workflow',
      `issuer: https://x.io, workflow: ${DELIVER}, ref: refs/heads/main`,
      [/subject is missing/],
    ],
    [
      'any ref',
      `issuer: ${ISSUER}, workflow: ${DELIVER}, ref: 'refs/*'`,
      [/ref would trust strangers.*saw "refs\/\*"/],
    ],
    ['any tag', `issuer: ${ISSUER}, workflow: ${DELIVER}, ref: 'refs/tags/*'`, [/ref would trust strangers/]],
    [
      'a wildcard within',
      `issuer: ${ISSUER}, workflow: ${DELIVER}, ref: 'refs/tags/v*-rc'`,
      [/ref would trust strangers/],
    ],
    [
      'any workflow',
      `issuer: ${ISSUER}, workflow: 'acme/shop/.github/workflows/*', ref: refs/heads/main`,
      [/workflow would trust strangers/],
    ],
    [
      'any repository',
      `issuer: ${ISSUER}, workflow: ${DELIVER}, ref: refs/heads/main, repository: 'acme/*'`,
      [/repository would trust strangers/],
    ],
    ['any subject', `issuer: ${ISSUER}, subject: '*'`, [/subject would trust strangers/]],
  ] as const)('with %s is refused', (_, entry, expected) => {
    const told = toldAbout(policy(entry));
    expect(told).toHaveLength(expected.length);
    expected.forEach((reason, index) => {
      expect(told[index]).toMatch(reason);
    });
  });

  it('is believed by the default roots where the policy names none', async () => {
    const entry = `issuer: ${ISSUER}, workflow: ${DELIVER}, ref: refs/heads/main`;
    const files = { uri: 'here', read: () => Promise.resolve(Buffer.from(policy(entry, ''))) };
    const roots = parseTrustRoots(sigstore.trustRoot);
    expect((await loadPolicy(files, () => Promise.resolve(roots))).trustedRoots).toBe(roots);
    await expect(loadPolicy(files)).rejects.toThrow(/identities need trust-roots/);
  });

  it.each([
    [`${ISSUER}/acme`, 'https://github.com'],
    ['https://token.actions.acme.ghe.com', 'https://acme.ghe.com'],
  ])('may have the issuer %s, which is then the only one', async (issuer, server) => {
    const entry = `issuer: ${issuer}, workflow: ${DELIVER}, ref: refs/heads/main, repository: acme/shop`;
    const files = { uri: 'here', read: () => Promise.resolve(Buffer.from(policy(entry, ''))) };
    const [signer] = trustedIdentities((await loadPolicy(files, () => Promise.resolve([]))).signers);
    const subject = `${server}/${DELIVER}@refs/heads/main`;
    expect(signer).toMatchObject({ issuer, subject, repository: `${server}/acme/shop` });
    const seen = { subject, repository: `${server}/acme/shop`, repositoryId: '1', ownerId: '2' };
    const accepts = (other: string) => signer && isSameIdentity(signer, { ...seen, issuer: other });
    expect([issuer, ISSUER, `${issuer}-evil`, `${issuer}/x`].map(accepts)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('needs a certificate authority', async () => {
    const entry = `issuer: ${ISSUER}, workflow: ${DELIVER}, ref: refs/heads/main`;
    const files = {
      uri: 'here',
      read: (path: string) => Promise.resolve(path === 'root.json' ? undefined : Buffer.from(policy(entry))),
    };
    await expect(loadPolicy(files)).rejects.toThrow(/trust-roots\[0\] cannot be used.*no file root\.json/);
    const wrong = {
      uri: 'here',
      read: (path: string) => Promise.resolve(Buffer.from(path === 'root.json' ? '[]' : policy(entry))),
    };
    await expect(loadPolicy(wrong)).rejects.toThrow(/trust-roots\[0\] cannot be used/);
  });
});

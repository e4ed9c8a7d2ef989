import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadExceptions } from '../../../../actions/scan/exceptions.ts';
import { parseVulnerabilities } from '../../../../shared/evidence/predicates/vulnerabilities.ts';
import { AMD64 } from '../../../kit/registry/image.ts';
import { commitFiles } from '../../../kit/github/git.ts';
import { type GitHubFake, startGitHub } from '../../../kit/github/server.ts';
import { HARMLESS, OPENSSL, SHOP, type World, createWorld } from './world.ts';

const CLAIMS = { repository: 'acme/shop', repository_owner: 'acme', sub: 'repo:acme/shop' };
const POLICY = '.github/fixity.yml';

const policy = (advisory: string, more = 'created: 2026-11-01, expires: 2026-12-01'): string =>
  `version: 1\nexceptions:\n  - {id: EX-12, rule: vulnerabilities, match: {advisory: ${advisory}, package: 'pkg:deb/debian/openssl'}, owner: 'team:acme/platform', reason: not reachable, ${more}}\n`;

let world: World;
let github: GitHubFake;
let token: string;

beforeEach(async () => {
  world = await createWorld();
  github = await startGitHub({ repositories: { 'acme/shop': { files: { 'README.md': 'shop' } } } });
  token = github.mint({ contents: 'read' }, CLAIMS);
});
afterEach(async () => {
  await github.stop();
  await world.close();
});

const commit = (text: string, branch = 'main'): Promise<string> =>
  commitFiles(github.repository('acme/shop').directory, { [POLICY]: text }, { branch });

const context = () => {
  const { run, ...rest } = world.context();
  return { ...rest, run: { ...run, apiUrl: github.apiUrl, serverUrl: github.serverUrl } };
};

const load = () => loadExceptions({ token }, context());

describe('the exceptions of a scan', () => {
  it('are those of the default branch, and need no more than to read it', async () => {
    await commit(policy('CVE-2026-1'));
    await commit(policy('CVE-2026-2'), 'mine');
    expect(await load()).toEqual([
      {
        id: 'EX-12',
        advisory: 'CVE-2026-1',
        package: 'pkg:deb/debian/openssl',
        owner: 'team:acme/platform',
        reason: 'not reachable',
        expires: new Date('2026-12-01T23:59:59.999Z'),
      },
    ]);
    expect(github.used(token)).toEqual({ contents: 'read' });
  });

  it('are none without a policy, and without a token nobody is asked', async () => {
    expect(await load()).toEqual([]);
    const { length } = github.requests;
    expect(await loadExceptions({}, context())).toEqual([]);
    expect(github.requests).toHaveLength(length);
  });

  it('have to have begun; one that has ended is still shown', async () => {
    await commit(policy('CVE-2026-1', 'created: 2026-11-25, expires: 2026-12-01'));
    expect(await load()).toEqual([]);
    await commit(policy('CVE-2026-1', 'created: 2026-11-01, expires: 2026-11-20'));
    expect(await load()).toHaveLength(1);
  });

  it('of a policy that is wrong stop the scan at its line', async () => {
    await commit(policy('CVE-2026-1').replace('owner', 'onwer'));
    await expect(load()).rejects.toMatchObject({
      problems: expect.arrayContaining([
        expect.objectContaining({ at: expect.objectContaining({ file: POLICY, line: 3 }) as unknown }),
      ]) as unknown,
    });
  });

  it('let a finding pass that they cover, and are in summary and evidence', async () => {
    world.advisories(OPENSSL, ...HARMLESS);
    const image = await world.push([[AMD64, [SHOP]]]);
    const inputs = { image: `${world.registry.host}/acme/shop@${image.digest}` };
    const scan = () => world.scan({ ...inputs, token }, 'push', context());
    expect((await scan()).result).toBe('refused');
    await commit(policy('CVE-2026-1'));
    const outcome = await scan();
    expect(outcome).toMatchObject({ result: 'done', outputs: { critical: 0 } });
    expect(outcome.summary).toMatch(/EX-12.*team&#58;acme\/platform.*not reachable.*2026-12-01/);
    const { content } = await world.store.readManifest(image.digest);
    const [child] = 'manifests' in content ? content.manifests : [];
    if (child === undefined) throw new Error('no platform');
    const newest = (await world.evidence(child.digest)).map(({ statement }) =>
      parseVulnerabilities(JSON.parse(JSON.stringify(statement.predicate))),
    );
    expect(newest.find(({ verdict }) => verdict === 'pass')).toMatchObject({
      exceptions: [{ id: 'EX-12', advisory: 'CVE-2026-1', package: 'pkg:deb/debian/openssl' }],
      findings: [{ exception: 'EX-12' }],
    });
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseVulnerabilities } from '../../../../shared/evidence/predicates/vulnerabilities.ts';
import { configSecrets } from '../../../../actions/scan/secrets.ts';
import type { Outcome } from '../../../../shared/action/run.ts';
import { AMD64 } from '../../../kit/registry/image.ts';
import { type Files, HARMLESS, PEM, SHOP, type World, createWorld, npm } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
  world.advisories(...HARMLESS);
});
afterEach(async () => {
  await world.close();
});

const scan = async (
  layers: readonly Files[],
  inputs: Readonly<Record<string, string>> = {},
): Promise<Outcome> => {
  const { digest } = await world.push([[AMD64, [SHOP, ...layers]]]);
  return world.scan({ image: `${world.registry.host}/acme/shop@${digest}`, ...inputs });
};
const KEY: readonly [string, string] = ['app/config/server.key', `# ours\n${PEM}`];
const OWNED = '/.\n/etc/ssl/snakeoil.key\n';

describe('secrets in an image', () => {
  it('refuse it, with path, line and layer and without the secret, also when a later layer deletes them', async () => {
    const { result, headline, summary, outputs, problems } = await scan([
      [KEY],
      [['app/config/.wh.server.key', '']],
    ]);
    expect({ result, headline, secrets: outputs['secrets'] }).toEqual({
      result: 'refused',
      headline: 'scan: refused, 1 secret',
      secrets: 1,
    });
    expect(problems).toMatchObject([
      {
        what: expect.stringContaining('a private key'),
        seen: '/app/config/server.key:2, layer 2 of 3, linux/amd64',
      },
    ]);
    expect(JSON.stringify([summary, problems, outputs])).not.toContain(PEM.split('\n')[1]);
  });

  it('are counted in the evidence, which fails', async () => {
    const { digest } = await world.push([[AMD64, [SHOP, [KEY]]]]);
    await world.scan({ image: `${world.registry.host}/acme/shop@${digest}` });
    const { content } = await world.store.readManifest(digest);
    const child = 'manifests' in content ? content.manifests[0] : undefined;
    const [record] = child === undefined ? [] : await world.evidence(child.digest);
    expect(parseVulnerabilities(record?.statement.predicate)).toMatchObject({ verdict: 'fail', secrets: 1 });
  });

  it.each<[string, readonly Files[], Readonly<Record<string, string>>]>([
    [
      'the distribution brought them',
      [
        [
          ['etc/ssl/snakeoil.key', PEM],
          ['var/lib/dpkg/info/ssl-cert.list', OWNED],
        ],
      ],
      {},
    ],
    ['they are test data of a package', [[['app/node_modules/left-pad/test/key.pem', PEM]]], {}],
    [
      'a page of a package shows one',
      [[['app/node_modules/left-pad/README.md', `ghp_${'a'.repeat(36)}`]]],
      {},
    ],
    ['their path is ignored', [[KEY]], { 'ignore-secrets': '/app/config/server.key' }],
    ['their directory is ignored', [[KEY]], { 'ignore-secrets': 'app/config/' }],
    ['nobody looks', [[KEY]], { secrets: 'off' }],
  ])('do not count when %s', async (_, layers, inputs) => {
    const { result, outputs } = await scan(layers, inputs);
    expect({ result, secrets: outputs['secrets'] }).toEqual({ result: 'done', secrets: 0 });
  });

  it('are shown and pass when they are only a warning', async () => {
    const { result, summary, outputs } = await scan([[KEY]], { secrets: 'warn' });
    expect({ result, secrets: outputs['secrets'] }).toEqual({ result: 'done', secrets: 1 });
    expect(summary).toContain('/app/config/server.key');
  });

  it.each([
    ['a file by its name', ['app/.env', 'X=1']],
    ['a token in a text', ['app/src/client.js', `const token = 'ghp_${'a'.repeat(36)}';`]],
  ] as const)('are %s', async (_, file) => {
    expect(await scan([[file]])).toMatchObject({ headline: 'scan: refused, 1 secret' });
  });

  it.each<[string, unknown, number]>([
    ['an environment variable', { Env: ['NPM_TOKEN=npm_0123456789'] }, 1],
    ['a label', { Labels: { note: `ghp_${'a'.repeat(36)}` } }, 1],
    ['a harmless one', { Env: ['PATH=/bin'], Labels: { title: 'shop' } }, 0],
    ['no config', null, 0],
    ['a config of other types', { Env: 'TOKEN=x', Labels: ['a'] }, 0],
    ['lists of other types', { Env: [1, null], Labels: { a: 1 } }, 0],
  ])('are looked for in %s of the config', (_, config, count) => {
    expect(configSecrets(config)).toHaveLength(count);
  });

  it('refuses an ignored path that leaves the image', async () => {
    await expect(scan([], { 'ignore-secrets': '../etc' })).rejects.toThrow(/not a path in the image/);
  });

  it('do not change what is found in packages', async () => {
    const { outputs } = await scan([[['app/node_modules/ms/package.json', npm('ms', '2.1.3')]]]);
    expect(outputs).toMatchObject({ verdict: 'pass', complete: true });
  });
});

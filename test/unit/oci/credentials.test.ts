import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCredentialHelper } from '../../../shared/oci/credential-helper.ts';
import { type Credential, dockerCredentials } from '../../../shared/oci/credentials.ts';

const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });

describe('docker credentials', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'fixity-docker-'));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  const asked: string[] = [];
  const helper = (name: string, server: string): Promise<Credential | undefined> => {
    asked.push(`${name} ${server}`);
    return Promise.resolve(server === 'unknown.example' ? undefined : { username: name, password: server });
  };
  const find = async (
    config: unknown,
    registry: string,
    repository = 'acme/shop',
  ): Promise<Credential | undefined> => {
    await writeFile(
      path.join(directory, 'config.json'),
      typeof config === 'string' ? config : JSON.stringify(config),
    );
    return dockerCredentials(directory, helper).for(registry, repository);
  };

  it.each([
    ['ghcr.io', { auths: { 'ghcr.io': auth('me:secret') } }, 'me', 'secret'],
    ['ghcr.io', { auths: { 'https://ghcr.io': auth('me:a:b') } }, 'me', 'a:b'],
    ['ghcr.io', { auths: { 'https://ghcr.io/': auth('me:secret') } }, 'me', 'secret'],
    ['ghcr.io', { auths: { 'ghcr.io': { username: 'me', password: 'secret' } } }, 'me', 'secret'],
    ['docker.io', { auths: { 'https://index.docker.io/v1/': auth('me:hub') } }, 'me', 'hub'],
    ['docker.io', { auths: { 'docker.io': auth('me:hub') } }, 'me', 'hub'],
    ['127.0.0.1:5000', { auths: { '127.0.0.1:5000': auth('me:local') } }, 'me', 'local'],
  ])('of %s are found in %j', async (registry, config, username, password) => {
    expect(await find(config, registry)).toMatchObject({ username, password });
  });

  it('take the longest key that covers the repository', async () => {
    const config = {
      auths: { 'ghcr.io': auth('a:1'), 'ghcr.io/acme': auth('b:2'), 'ghcr.io/acme/shop': auth('c:3') },
    };
    expect(await find(config, 'ghcr.io', 'acme/shop')).toMatchObject({ username: 'c' });
    expect(await find(config, 'ghcr.io', 'acme/shop/sub')).toMatchObject({ username: 'c' });
    expect(await find(config, 'ghcr.io', 'acme/other')).toMatchObject({ username: 'b' });
    expect(await find(config, 'ghcr.io', 'acmes/shop')).toMatchObject({ username: 'a' });
  });

  it('are never those of another host', async () => {
    const config = { auths: { 'ghcr.io': auth('me:secret'), 'ghcr.io:443': auth('x:y') } };
    expect(await find(config, 'ghcr.io.evil.example')).toBeUndefined();
    expect(await find(config, 'io')).toBeUndefined();
    expect(await find({ auths: {} }, '__proto__')).toBeUndefined();
  });

  it('may be an identity token, which goes before a password', async () => {
    const config = {
      auths: {
        'acr.example': { ...auth('00000000-0000-0000-0000-000000000000:'), identitytoken: 'refresh' },
      },
    };
    expect(await find(config, 'acr.example')).toMatchObject({ identityToken: 'refresh' });
  });

  it('come from the helper of a registry before anything else, from the store last', async () => {
    const config = {
      auths: { 'a.example': auth('me:x') },
      credHelpers: { 'a.example': 'ecr-login' },
      credsStore: 'desktop',
    };
    asked.length = 0;
    expect(await find(config, 'a.example')).toMatchObject({ username: 'ecr-login' });
    expect(await find(config, 'b.example')).toMatchObject({ username: 'desktop' });
    expect(await find({ ...config, credHelpers: {} }, 'a.example')).toMatchObject({ username: 'me' });
    expect(await find({ credHelpers: { 'unknown.example': 'h' } }, 'unknown.example')).toBeUndefined();
    expect(asked).toEqual(['ecr-login a.example', 'desktop b.example', 'h unknown.example']);
  });

  it('are none without a file', async () => {
    expect(await dockerCredentials(path.join(directory, 'none')).for('ghcr.io', 'acme/shop')).toBeUndefined();
  });

  it('are refused in a file that is broken, without showing what is in it', async () => {
    await expect(find('{"auths": {"ghcr.io": {"auth": "c2VjcmV0', 'ghcr.io')).rejects.toThrow(
      /config\.json is not JSON/,
    );
    await expect(find('{"auths": "c2VjcmV0"', 'ghcr.io')).rejects.not.toThrow(/c2VjcmV0/);
    await expect(find({ auths: { 'ghcr.io': auth('no colon here') } }, 'ghcr.io')).rejects.toThrow(
      /ghcr\.io in .*malformed/,
    );
    await expect(find({ auths: { 'ghcr.io': auth('no colon here') } }, 'ghcr.io')).rejects.not.toThrow(
      /colon here/,
    );
  });
});

describe('a credential helper', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'fixity-helper-'));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true });
  });
  const install = async (name: string, script: string): Promise<void> => {
    const file = path.join(directory, `docker-credential-${name}`);
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
  };

  it('gets the server by its standard input and only "get" by its arguments', async () => {
    await install('echo', 'server=$(cat); printf \'{"Username":"%s","Secret":"%s"}\' "$*" "$server"');
    const found = await runCredentialHelper('echo', 'ghcr.io; rm -rf /', directory);
    expect(found).toMatchObject({ username: 'get', password: 'ghcr.io; rm -rf /' });
  });

  it('answers <token> with an identity token', async () => {
    await install('token', 'cat >/dev/null; echo \'{"Username":"<token>","Secret":"refresh"}\'');
    expect(await runCredentialHelper('token', 'acr.example', directory)).toMatchObject({
      identityToken: 'refresh',
    });
  });

  it('that knows no such server means anonymous', async () => {
    await install('none', 'echo "credentials not found in native keychain"; exit 1');
    expect(await runCredentialHelper('none', 'ghcr.io', directory)).toBeUndefined();
  });

  it.each([
    ['fails', 'echo secret-text; exit 3', /failed for ghcr\.io.*exit code 3/],
    ['answers nonsense', 'echo secret-text', /did not answer with Username and Secret/],
    ['answers null', 'echo null', /did not answer with Username and Secret/],
    ['floods', 'head -c 200000 /dev/zero', /failed|did not answer/],
  ])('that %s is named, and what it said is not shown', async (name, script, message) => {
    await install(name.replace(/ /g, '-'), script);
    const failure = await runCredentialHelper(name.replace(/ /g, '-'), 'ghcr.io', directory).catch(
      (error: unknown) => String(error),
    );
    expect(failure).toMatch(message);
    expect(failure).not.toMatch('secret-text');
  });

  it('that is missing, or whose name is a path, is refused', async () => {
    await expect(runCredentialHelper('not-installed', 'ghcr.io', directory)).rejects.toThrow(
      'docker-credential-not-installed cannot be run',
    );
    await expect(runCredentialHelper('../../bin/sh', 'ghcr.io', directory)).rejects.toThrow(
      'not the name of a credential helper',
    );
  });
});

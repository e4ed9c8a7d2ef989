import { afterEach, describe, expect, it } from '@jest/globals';
import { readSmallBlob, writeBytes } from '../../../shared/oci/blob.ts';
import { parseChallenges } from '../../../shared/oci/challenge.ts';
import type { Credential, CredentialSource } from '../../../shared/oci/credentials.ts';
import { openStore } from '../../../shared/oci/open.ts';
import { parseReference } from '../../../shared/oci/reference.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import type { ImageStore } from '../../../shared/oci/store.ts';
import { testClock, type TestClock } from '../../kit/clock.ts';
import { writeTestImage } from '../../kit/registry/image.ts';
import { type RegistryOptions, startRegistry, type TestRegistry } from '../../kit/registry/registry.ts';

describe('challenges', () => {
  it.each([
    ['Basic realm="x"', [{ scheme: 'basic', parameters: { realm: 'x' } }]],
    [
      'Bearer realm="https://a/token",service="s, t",scope="repository:a/b:pull,push"',
      [
        {
          scheme: 'bearer',
          parameters: { realm: 'https://a/token', service: 's, t', scope: 'repository:a/b:pull,push' },
        },
      ],
    ],
    [
      'BEARER Realm = "r" , Service=plain',
      [{ scheme: 'bearer', parameters: { realm: 'r', service: 'plain' } }],
    ],
    [
      'Basic realm="a", Bearer realm="b",error="invalid_token"',
      [
        { scheme: 'basic', parameters: { realm: 'a' } },
        { scheme: 'bearer', parameters: { realm: 'b', error: 'invalid_token' } },
      ],
    ],
    [
      'Negotiate, Basic realm="x"',
      [
        { scheme: 'negotiate', parameters: {} },
        { scheme: 'basic', parameters: { realm: 'x' } },
      ],
    ],
    [String.raw`Basic realm="a \"quoted\" b"`, [{ scheme: 'basic', parameters: { realm: 'a "quoted" b' } }]],
    ['', []],
    ['Basic', [{ scheme: 'basic', parameters: {} }]],
    ['Basic realm="never closed', [{ scheme: 'basic', parameters: {} }]],
  ])('%s are read', (text, expected) => {
    expect(parseChallenges(text).slice(0, expected.length)).toEqual(expected);
  });
});

const running: TestRegistry[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((registry) => registry.close()));
});

interface Secured {
  readonly registry: TestRegistry;
  readonly clock: TestClock;
  readonly store: ImageStore;
  readonly open: (repository: string) => ImageStore;
  /** Tokens that were asked for so far, by scope. */
  readonly scopes: () => readonly string[];
}

async function start(options: RegistryOptions, credential?: Credential | 'right'): Promise<Secured> {
  const clock = testClock();
  const registry = await startRegistry({ now: () => clock.now().getTime(), ...options });
  running.push(registry);
  const { username, password } = registry;
  const given = credential === 'right' ? { username, password, source: 'a test' } : credential;
  const credentials: CredentialSource = { for: () => Promise.resolve(given) };
  const open = (repository: string): ImageStore =>
    openStore(parseReference(`${registry.host}/${repository}`), { credentials, clock });
  const scopes = (): readonly string[] =>
    registry.requests
      .filter(({ url }) => url.startsWith('/token'))
      .map(({ url }) => new URL(url, 'http://x').searchParams.getAll('scope').join(' '));
  return { registry, clock, store: open('acme/shop'), open, scopes };
}

const SECRET = 'wrong-and-secret';

describe('a registry that wants a token', () => {
  it('gets one for each kind of work, with scopes of ours and not those of its challenge', async () => {
    const { store, scopes, registry } = await start({ auth: 'token' }, 'right');
    await writeTestImage(store, { tag: 'v1', layers: ['a', 'b', 'c'] });
    await store.readManifest('v1');
    await store.listTags();
    expect(scopes()).toEqual(['repository:acme/shop:pull,push', 'repository:acme/shop:pull']);
    expect(registry.requests.filter(({ authorization }) => authorization === undefined)).toHaveLength(1);
  });

  it('gets one for both repositories when a blob is mounted', async () => {
    const { store, open, scopes } = await start({ auth: 'token' }, 'right');
    const blob = await writeBytes(open('acme/base'), Buffer.from('shared'), 'x/y');
    const none = (): never => {
      throw new Error('no bytes are needed');
    };
    expect(await store.writeBlob(blob, none, { mountFrom: 'acme/base' })).toBe('mounted');
    expect(scopes().at(-1)).toBe('repository:acme/shop:pull,push repository:acme/base:pull');
  });

  it('gets a new one before the old one ends, and after it was refused', async () => {
    const { store, clock, scopes, registry } = await start({ auth: 'token', tokenLifetime: 60 }, 'right');
    await store.listTags();
    clock.advance(50_000);
    await store.listTags();
    expect(scopes()).toHaveLength(1);
    clock.advance(6_000);
    await store.listTags();
    expect(scopes()).toHaveLength(2);
    registry.revokeTokens();
    await store.listTags();
    expect(scopes()).toHaveLength(3);
  });

  it('gets a new one for a large blob too, on the connection where the old one was refused', async () => {
    const { store, scopes, registry } = await start({ auth: 'token' }, 'right');
    const content = Buffer.alloc(2_000_000, 'x');
    const blob = { mediaType: 'x/y', digest: digestOf(content), size: content.length };
    registry.repository('acme/shop').blobs.set(blob.digest, content);
    for (const tokens of [1, 2]) {
      registry.revokeTokens();
      expect((await readSmallBlob(store, blob, content.length)).equals(content)).toBe(true);
      expect(scopes()).toHaveLength(tokens);
    }
    const reads = registry.requests.filter(({ url }) => url.includes('/blobs/'));
    expect(reads).toHaveLength(4);
    expect(new Set(reads.map(({ port }) => port)).size).toBe(1);
  });

  it('is asked once by many requests at a time', async () => {
    const { store, scopes } = await start({ auth: 'token' }, 'right');
    await store.listTags();
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => writeBytes(store, Buffer.from(`${index}`), 'x/y')),
    );
    expect(scopes()).toEqual(['repository:acme/shop:pull', 'repository:acme/shop:pull,push']);
  });

  it('takes an identity token by POST, never in an address', async () => {
    const identityToken = 'a-refresh-token';
    const { store, registry } = await start({ auth: 'token', identityToken }, { identityToken });
    await store.listTags();
    const asked = registry.requests.find(({ url }) => url.startsWith('/token'));
    expect(asked?.method).toBe('POST');
    expect(registry.requests.every(({ url }) => !url.includes(identityToken))).toBe(true);
  });

  it('that never stops refusing ends with the name of the registry and the source of the credentials', async () => {
    const { store, registry } = await start({ auth: 'token' }, 'right');
    const headers = { 'www-authenticate': `Bearer realm="http://${registry.host}/token"` };
    registry.faults.add({ path: '/v2/', times: Infinity, action: { kind: 'status', status: 401, headers } });
    const failure = store.listTags();
    await expect(failure).rejects.toThrow(`${registry.host} does not accept the credentials of 'robot'`);
    await expect(failure).rejects.toThrow('a test');
    expect(registry.requests.filter(({ url }) => url.startsWith('/v2/'))).toHaveLength(2);
  });

  it('may fail for a moment at its token service', async () => {
    const { store, registry } = await start({ auth: 'token' }, 'right');
    registry.faults.add({ path: '/token', times: 2, action: { kind: 'status', status: 503 } });
    registry.faults.add({ path: '/token', action: { kind: 'reset' } });
    expect(await store.listTags()).toEqual([]);
    registry.revokeTokens();
    registry.faults.add({ path: '/token', times: Infinity, action: { kind: 'status', status: 500 } });
    await expect(store.listTags()).rejects.toThrow(/gives no token for .* 5 tries/);
  });

  it.each([
    ['not JSON', 'no token'],
    ['null', 'no token'],
    ['{"token":""}', 'no token'],
    ['{"token":"with\\nline"}', 'no token'],
    [`{"token":"${'x'.repeat(100_000)}"}`, 'sent more than expected'],
  ])('is not believed when it answers %.30s', async (body, message) => {
    const { store, registry } = await start({ auth: 'token' }, 'right');
    registry.faults.add({ path: '/token', action: { kind: 'status', status: 200, body } });
    await expect(store.listTags()).rejects.toThrow(
      message === 'no token' ? 'did not answer with a token' : message,
    );
  });

  it.each([
    'http://elsewhere.example/token',
    'ftp://127.0.0.1/token',
    'file:///etc/passwd',
    'https://user:pass@elsewhere.example/token',
    'no address',
  ])('is told nothing at %s', async (realm) => {
    const { store, registry } = await start({ auth: 'token' }, 'right');
    const headers = { 'www-authenticate': `Bearer realm="${realm}"` };
    registry.faults.add({ path: '/v2/', action: { kind: 'status', status: 401, headers } });
    await expect(store.listTags()).rejects.toThrow('an address that is not safe');
  });
});

describe('credentials', () => {
  it.each(['basic', 'token'] as const)(
    'that are wrong are refused by name and source, and never shown (%s)',
    async (auth) => {
      const { store, registry } = await start(
        { auth },
        { username: 'someone', password: SECRET, source: 'the moon' },
      );
      const failure = String(await store.listTags().catch((error: unknown) => error));
      expect(failure).toContain(`${registry.host} does not accept the credentials of 'someone'`);
      expect(failure).toContain('the moon');
      expect(failure).not.toContain(SECRET);
      expect(failure).not.toContain(Buffer.from(`someone:${SECRET}`).toString('base64'));
    },
  );

  it.each(['basic', 'token'] as const)('that are missing are asked for (%s)', async (auth) => {
    const { store, registry } = await start({ auth });
    await expect(store.listTags()).rejects.toThrow(
      `${registry.host} ${auth === 'basic' ? 'wants' : 'wants'} credentials`,
    );
    await expect(store.listTags()).rejects.toThrow('log in to');
  });

  it('for Basic are sent only when they are asked for, and after that at once', async () => {
    const { store, registry } = await start({ auth: 'basic' }, 'right');
    await writeTestImage(store, { tag: 'v1' });
    const [first, ...others] = registry.requests;
    expect(first?.authorization).toBeUndefined();
    expect(others.every(({ authorization }) => authorization?.startsWith('Basic ') === true)).toBe(true);
  });

  it.each([
    ['permission_denied: write_package', "add 'permissions: { packages: write }' to the job"],
    ['installation not allowed to Create organization package', 'Manage Actions access'],
    ['you may not', "give the credentials the right to do it, or check the repository's name"],
  ])('without the right to write are refused with what the registry says, %s', async (message, remedy) => {
    const { store, registry } = await start({}, 'right');
    const body = JSON.stringify({ errors: [{ code: 'DENIED', message }] });
    registry.faults.add({ method: 'POST', times: Infinity, action: { kind: 'status', status: 403, body } });
    const failure = writeBytes(store, Buffer.from('x'), 'x/y');
    await expect(failure).rejects.toThrow(`saw DENIED ${message} – `);
    await expect(failure).rejects.toThrow(remedy);
    await expect(failure).rejects.toThrow('the credentials came from a test');
  });

  it('stay behind when a download or an upload goes on at another origin', async () => {
    const { store, registry } = await start({ auth: 'basic' }, 'right');
    const elsewhere = await startRegistry();
    running.push(elsewhere);
    const blob = await writeBytes(store, Buffer.from('content'), 'x/y');
    elsewhere.repository('acme/shop').blobs.set(blob.digest, Buffer.from('content'));
    const to = `http://${elsewhere.host}/v2/acme/shop/blobs/${blob.digest}`;
    registry.faults.add({ method: 'GET', path: 'blobs', action: { kind: 'redirect', to } });
    for await (const chunk of await store.readBlob(blob)) expect(String(chunk)).toBe('content');

    elsewhere.repository('acme/shop').uploads.set('id', Buffer.alloc(0));
    const location = `http://${elsewhere.host}/v2/acme/shop/blobs/uploads/id?_state=id`;
    registry.faults.add({ method: 'POST', action: { kind: 'status', status: 202, headers: { location } } });
    await writeBytes(store, Buffer.from('more content'), 'x/y');
    expect(elsewhere.requests.map(({ method }) => method)).toEqual(['GET', 'PUT']);
    expect(elsewhere.requests.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it('are not asked for by whoever the registry leads to', async () => {
    for (const auth of ['basic', 'token'] as const) {
      const { store, registry } = await start({ auth }, 'right');
      const blob = await writeBytes(store, Buffer.from('content'), 'x/y');
      const elsewhere = await startRegistry();
      running.push(elsewhere);
      const realm = `Bearer realm="http://${elsewhere.host}/token",service="s"`;
      elsewhere.faults.add({
        times: Infinity,
        action: { kind: 'status', status: 401, headers: { 'www-authenticate': realm } },
      });
      const to = `http://${elsewhere.host}/storage`;
      registry.faults.add({
        method: 'GET',
        path: 'blobs',
        times: Infinity,
        action: { kind: 'redirect', to },
      });
      await expect(readSmallBlob(store, blob, 100)).rejects.toThrow(
        `${elsewhere.host}, to which ${registry.host} leads, refuses`,
      );
      expect(elsewhere.requests.map(({ url, authorization }) => [url, authorization])).toEqual([
        ['/storage', undefined],
      ]);
    }
  });
});

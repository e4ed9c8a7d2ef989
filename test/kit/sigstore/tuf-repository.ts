import { type KeyObject, createHash, generateKeyPairSync, sign } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A repository of The Update Framework with one target, over plain HTTP. */
export interface TufRepository {
  readonly url: string;
  /** The root that clients start from, as JSON. */
  readonly firstRoot: string;
  /** Publishes another content of the target; `by: 'stranger'` signs it with keys that no root names. */
  publish(content: string, by?: 'owner' | 'stranger'): void;
  close(): Promise<void>;
}

const EXPIRES = '2099-01-01T00:00:00Z';
const ROLES = ['root', 'timestamp', 'snapshot', 'targets'] as const;

export async function startTufRepository(target: string): Promise<TufRepository> {
  const files = new Map<string, string>();
  const server = http.createServer((request, response) => {
    const body = files.get(request.url ?? '');
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const [owner, stranger] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
  const key = tufKey(owner.publicKey);
  const firstRoot = signed(
    {
      ...header('root', 1),
      consistent_snapshot: false,
      keys: { [idOf(key)]: key },
      roles: Object.fromEntries(ROLES.map((role) => [role, { keyids: [idOf(key)], threshold: 1 }])),
    },
    idOf(key),
    owner.privateKey,
  );
  let version = 0;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    firstRoot,
    publish: (content, by = 'owner') => {
      version += 1;
      const signer = by === 'owner' ? owner : stranger;
      const write = (role: string, more: object): void => {
        files.set(
          `/${role}.json`,
          signed({ ...header(role, version), ...more }, idOf(key), signer.privateKey),
        );
      };
      const described = (text: string) => ({
        length: Buffer.byteLength(text),
        hashes: { sha256: createHash('sha256').update(text).digest('hex') },
      });
      files.set(`/targets/${target}`, content);
      write('targets', { targets: { [target]: described(content) } });
      write('snapshot', { meta: { 'targets.json': { version } } });
      write('timestamp', { meta: { 'snapshot.json': { version } } });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const header = (role: string, version: number) => ({
  _type: role,
  spec_version: '1.0.31',
  version,
  expires: EXPIRES,
});

const tufKey = (key: KeyObject) => ({
  keytype: 'ed25519',
  scheme: 'ed25519',
  keyval: { public: key.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex') },
});

const idOf = (key: object): string => createHash('sha256').update(canonical(key)).digest('hex');

const signed = (content: object, keyid: string, key: KeyObject): string =>
  JSON.stringify({
    signed: content,
    signatures: [{ keyid, sig: sign(null, Buffer.from(canonical(content)), key).toString('hex') }],
  });

/** Canonical JSON, for the plain texts and numbers that metadata holds: members in the order of their names. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(',')}}`;
}

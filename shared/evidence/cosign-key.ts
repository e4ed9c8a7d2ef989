import { type KeyObject, createPrivateKey, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { UserError } from '../text/error.ts';
import { at, textAt } from './predicates/fields.ts';
import { openSecretbox } from './secretbox.ts';
import { tryJson } from '../text/json.ts';

/** The labels of cosign's encrypted key files, the newer first. */
const LABELS = ['ENCRYPTED SIGSTORE PRIVATE KEY', 'ENCRYPTED COSIGN PRIVATE KEY'];

const PEM = /^-----BEGIN ([A-Z ]+)-----\s+([A-Za-z0-9+/=\s]+)-----END \1-----$/;
const KEY_BYTES = 32;
/** cosign uses N = 65,536, r = 8: 64 MiB. A file that wants more than 256 MiB is not from cosign. */
const MAX_MEMORY = 256 * 1024 * 1024;

/** By its label alone; whether it can be read is another question. */
export const isCosignKey = (pem: string): boolean => LABELS.includes(PEM.exec(pem.trim())?.[1] ?? '');

/**
 * Reads cosign's encrypted key file: scrypt and NaCl secretbox around PKCS #8. Takes about 0.3 s and 64 MiB, by the design of scrypt.
 * @throws UserError when the password is wrong or the file is damaged; neither is shown.
 */
export async function readCosignKey(pem: string, password: string): Promise<KeyObject> {
  const file = parseFile(pem);
  const { N, r, p, salt, nonce, ciphertext } = file;
  const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
  // Node's own limit is 32 MiB; what scrypt needs is 128 N r and a little.
  const key = await derive(password, salt, KEY_BYTES, { N, r, p, maxmem: 128 * N * r + 1024 * 1024 });
  const der = openSecretbox(ciphertext, nonce, key);
  if (der !== undefined) return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  throw new UserError({
    what: 'the signing key does not open',
    rule: "key-password must be the password of cosign's key file",
    seen: password === '' ? 'an empty password' : 'another password, or a damaged file',
  });
}

interface CosignKeyFile {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Buffer;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
}

function parseFile(pem: string): CosignKeyFile {
  const json = tryJson(Buffer.from(PEM.exec(pem.trim())?.[2] ?? '', 'base64'));
  if (json === undefined) throw unreadable('it holds JSON');
  const expect = (path: string, value: string): void => {
    if (textAt(json, path) !== value) throw unreadable(`${path} is ${value}`);
  };
  const integer = (path: string): number => {
    const found = at(json, path);
    if (typeof found === 'number' && Number.isInteger(found) && found > 0) return found;
    throw unreadable(`${path} is a whole number`);
  };
  const bytes = (path: string): Buffer => Buffer.from(textAt(json, path) ?? '', 'base64');
  expect('kdf.name', 'scrypt');
  expect('cipher.name', 'nacl/secretbox');
  const [N, r, p] = [integer('kdf.params.N'), integer('kdf.params.r'), integer('kdf.params.p')];
  if (128 * N * r > MAX_MEMORY || p > 4 || (N & (N - 1)) !== 0)
    throw unreadable('scrypt takes at most 256 MiB');
  return { N, r, p, salt: bytes('kdf.salt'), nonce: bytes('cipher.nonce'), ciphertext: bytes('ciphertext') };
}

const unreadable = (rule: string): UserError =>
  new UserError({ what: "cosign's key file cannot be read", rule });

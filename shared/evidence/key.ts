import { type KeyObject, createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { UserError } from '../text/error.ts';

const KEY_RULE = 'P-256 (ECDSA), or RSA of 2048 bits or more';
const MIN_RSA_BITS = 2_048;

/**
 * A private key in PEM: PKCS #8, SEC1 (`EC PRIVATE KEY`) or PKCS #1 (`RSA PRIVATE KEY`).
 * @throws UserError that never shows the key; other key types are named, for tools disagree on how they sign (P-384, Ed25519).
 */
export function parsePrivateKey(pem: string): KeyObject {
  const label = labelOf(pem, 'a private key in PEM', 'PRIVATE KEY');
  if (label.startsWith('ENCRYPTED')) {
    throw new UserError({
      what: 'the signing key is encrypted',
      rule: "a plain key in PEM, or cosign's key file with key-password",
      seen: label,
      next: 'decrypt it once, for example with openssl pkcs8 -topk8 -nocrypt, and store the result as the secret',
    });
  }
  return supportedKey(read(() => createPrivateKey(pem.trim()), label));
}

/** A public key in PEM (SubjectPublicKeyInfo). @throws UserError; a private key in its place is refused, it must not lie about. */
export function parsePublicKey(pem: string): KeyObject {
  const label = labelOf(pem, 'a public key in PEM', 'PUBLIC KEY');
  return supportedKey(read(() => createPublicKey(pem.trim()), label));
}

/** Base64 of SHA-256 over the public key's SubjectPublicKeyInfo in DER: what bundles carry as the key's hint. */
export const keyHint = (key: KeyObject): string => spkiHash(key).toString('base64');

/** For people: `key sha256:` and 12 characters of the hash of the public key's SubjectPublicKeyInfo. */
export const describeKey = (key: KeyObject): string =>
  `key sha256:${spkiHash(key).toString('hex').slice(0, 12)}`;

/** The key itself, when it is public already. */
export const publicPart = (key: KeyObject): KeyObject =>
  key.type === 'private' ? createPublicKey(key) : key;

const spkiHash = (key: KeyObject): Buffer =>
  createHash('sha256')
    .update(publicPart(key).export({ type: 'spki', format: 'der' }))
    .digest();

function labelOf(pem: string, wanted: string, ending: string): string {
  const label = /^-----BEGIN ([A-Z0-9 ]+)-----/.exec(pem.trim())?.[1];
  if (label?.endsWith(ending) === true) return label;
  throw new UserError({
    what: `not ${wanted}`,
    rule: `text that starts with -----BEGIN … ${ending}-----`,
    seen: label ?? 'text of another kind',
  });
}

function read(parse: () => KeyObject, label: string): KeyObject {
  try {
    return parse();
  } catch (error) {
    const next = 'store the whole file, with its first and last line and its line breaks';
    throw new UserError(
      { what: `a ${label} that cannot be read`, rule: 'valid PEM', next },
      { cause: error },
    );
  }
}

/** The key itself. @throws UserError for types on whose signatures tools disagree (P-384, Ed25519). */
export function supportedKey(key: KeyObject): KeyObject {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'ec' && details?.namedCurve === 'prime256v1') return key;
  if (type === 'rsa' && (details?.modulusLength ?? 0) >= MIN_RSA_BITS) return key;
  throw new UserError({
    what: 'a key of a type that not every verifier reads',
    rule: KEY_RULE,
    seen: [type, details?.namedCurve, details?.modulusLength && `${details.modulusLength} bits`]
      .filter((part) => part !== undefined && part !== 0)
      .join(' '),
    next: 'make one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256',
  });
}

import type { KeyObject } from 'node:crypto';
import { UserError } from '../text/error.ts';
import { type StoredBundle, keyBundle } from './bundle.ts';
import { commandSigner } from './command-signer.ts';
import { isCosignKey, readCosignKey } from './cosign-key.ts';
import { IN_TOTO_PAYLOAD_TYPE, signPayload } from './dsse.ts';
import { describeKey, keyHint, parsePrivateKey, parsePublicKey, publicPart, supportedKey } from './key.ts';
import { encodeStatement, type Statement } from './statement.ts';
import type { TrustRoot } from './trust-root.ts';
import type { TrustedSigner } from './trust.ts';

/** A statement and the bundle that proves who made it. */
export interface SignedBundle extends StoredBundle {
  readonly statement: Statement;
}

export interface Signer {
  /** For people: `key sha256:1f0c…`. */
  readonly description: string;
  /** What this signer's own bundles are verified with when they are read back. */
  readonly trust: TrustedSigner;
  /** Needed when `trust` is an identity. */
  readonly trustRoots?: readonly TrustRoot[];
  /** @throws UserError when the statement is larger than a verifier would read. */
  sign(statement: Statement): Promise<SignedBundle>;
}

/** The values of `signingInputs`. */
export interface SigningInputs {
  readonly signing: 'auto' | 'keyless' | 'key' | 'none';
  readonly key?: string | undefined;
  /** For cosign's encrypted key files. */
  readonly keyPassword?: string | undefined;
  /** The file of the public key, for a command that signs. */
  readonly publicKey?: string | undefined;
  /** The file of a Sigstore signing config, and of the trusted root of the same instance. */
  readonly signingConfig?: string | undefined;
  readonly trustRoot?: string | undefined;
}

export interface SignerPorts {
  /** An environment variable; the caller masks what it returns. */
  variable(name: string): string | undefined;
  /** A text file that holds a secret, relative to the workspace; the caller masks what it returns. */
  readFile(path: string): Promise<string> | string;
  /** A text file that everybody may read, relative to the workspace. */
  readText?(path: string): Promise<string> | string;
  /** The job's OIDC token for `audience`. @throws UserError when the job has none. */
  readonly idToken?: (audience: string) => Promise<string>;
  /** Runs a command with `input` on its standard input, and returns what it writes. @throws UserError when it fails. */
  readonly runCommand?: (command: string, input: Buffer) => Promise<Buffer>;
  readonly now?: () => Date;
  /** The run is of a pull request, which may go without a key. */
  readonly pullRequest: boolean;
}

/**
 * The signer that the inputs ask for; undefined means that nothing is signed: asked for with `none`, or `auto` without a key in a
 * pull request.
 * @throws UserError when a key or a token is needed and missing, or cannot be used.
 */
export async function loadSigner(inputs: SigningInputs, ports: SignerPorts): Promise<Signer | undefined> {
  const { signing, key, signingConfig, trustRoot } = inputs;
  switch (signing) {
    case 'none':
      return undefined;
    case 'keyless':
      return loadKeyless(inputs, ports);
    case 'key':
      if (key !== undefined) return loadKey(key, inputs, ports);
      throw noKey('signing: key needs one');
    case 'auto':
      if (key !== undefined) return loadKey(key, inputs, ports);
      if (ports.pullRequest) return undefined;
      if ((signingConfig ?? trustRoot) !== undefined) return loadKeyless(inputs, ports);
      throw noKey('signing: auto needs one, except in a pull request');
  }
}

const noKey = (rule: string): UserError =>
  new UserError({
    what: 'no signing key',
    rule,
    next: "give 'key' a secret with a PEM text, env:NAME or file:PATH; or say signing: none",
  });

async function loadKey(key: string, inputs: SigningInputs, ports: SignerPorts): Promise<Signer> {
  if (key.startsWith(COMMAND)) return loadCommand(key.slice(COMMAND.length), inputs.publicKey, ports);
  return keySigner(await openKey(await readKey(key, ports), inputs.keyPassword));
}

const COMMAND = 'command:';

async function loadCommand(
  command: string,
  publicKey: string | undefined,
  ports: SignerPorts,
): Promise<Signer> {
  const { runCommand } = ports;
  if (command.trim() === '' || publicKey === undefined || runCommand === undefined) {
    throw new UserError({
      what: 'a signing command needs its public key',
      rule: 'key: command:PROGRAM ARGUMENTS, and public-key: FILE',
      next: "give 'public-key' the public part of the key that the command signs with, in PEM",
    });
  }
  const key = parsePublicKey(await readOpen(publicKey, ports));
  return commandSigner(key, (digest) => runCommand(command, digest));
}

/** A file that is no secret: nothing of it is masked. */
const readOpen = (file: string, ports: SignerPorts): Promise<string> | string =>
  ports.readText?.(file) ?? ports.readFile(file);

async function loadKeyless(inputs: SigningInputs, ports: SignerPorts): Promise<Signer> {
  const { signingConfig, trustRoot } = inputs;
  if (signingConfig === undefined || trustRoot === undefined) {
    throw new UserError({
      what: 'keyless signing does not know its Sigstore instance',
      rule: 'signing-config names its services, trust-root what is believed of them',
      next: 'give both the files that the instance publishes, signing_config.json and trusted_root.json',
    });
  }
  if (ports.idToken === undefined) throw new UserError({ what: 'keyless signing needs an OIDC token' });
  const texts = await Promise.all([readOpen(signingConfig, ports), readOpen(trustRoot, ports)]);
  const { keylessSigner } = await import('./keyless.ts');
  return keylessSigner({
    signingConfig: texts[0],
    trustRoot: texts[1],
    idToken: ports.idToken,
    now: ports.now ?? (() => new Date()),
  });
}

/** Signs with a private key that `parsePrivateKey` has accepted. */
export function keySigner(key: KeyObject): Signer {
  const publicKey = publicPart(key);
  const hint = keyHint(publicKey);
  const description = describeKey(publicKey);
  return {
    description,
    trust: { name: description, publicKey },
    sign: (statement) => {
      const payload = encodeStatement(statement);
      const signature = signPayload(IN_TOTO_PAYLOAD_TYPE, payload, key);
      const bundle = keyBundle({ payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signature, hint });
      return Promise.resolve({ ...bundle, statement });
    },
  };
}

async function openKey(pem: string, password = ''): Promise<KeyObject> {
  if (!isCosignKey(pem)) return parsePrivateKey(pem);
  return supportedKey(await readCosignKey(pem, password));
}

async function readKey(key: string, ports: SignerPorts): Promise<string> {
  if (key.startsWith('env:')) {
    const name = key.slice('env:'.length);
    const value = ports.variable(name);
    if (value !== undefined && value !== '') return value;
    const next = `set it with 'env: { ${name}: … }' on the step`;
    throw new UserError({ what: `key env:${name}`, rule: 'a variable that is set', seen: 'nothing', next });
  }
  return key.startsWith('file:') ? ports.readFile(key.slice('file:'.length)) : key;
}

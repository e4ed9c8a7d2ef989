import type { KeyObject } from 'node:crypto';
import type { Clock } from '../ports/clock.ts';
import { type Problem, UserError } from '../text/error.ts';
import { commandSigner } from './command-signer.ts';
import { isCosignKey, readCosignKey } from './cosign-key.ts';
import { type InstanceChoice, type InstanceFacts, chooseInstance } from './instance.ts';
import { parsePrivateKey, parsePublicKey, supportedKey } from './key.ts';
import { keySigner } from './key-signer.ts';
import type { RootPorts } from './published-root.ts';
import type { Signer } from './signed-bundle.ts';

export { keySigner } from './key-signer.ts';
export type { SignedBundle, Signer } from './signed-bundle.ts';

/** The values of `signingInputs`. */
export interface SigningInputs {
  readonly signing: 'auto' | 'keyless' | 'key' | 'none';
  readonly key?: string | undefined;
  /** For cosign's encrypted key files. */
  readonly keyPassword?: string | undefined;
  /** The file of the public key, for a command that signs. */
  readonly publicKey?: string | undefined;
  /** Which of the built-in Sigstore instances; `auto` goes by the repository. */
  readonly sigstore?: InstanceChoice | undefined;
  /** The file of the signing config of an instance that is not built in. */
  readonly signingConfig?: string | undefined;
  /** The file of the instance's trusted root, in place of the one that it publishes. */
  readonly trustRoot?: string | undefined;
}

export interface SignerPorts {
  /** An environment variable; the caller masks what it returns. */
  variable(name: string): string | undefined;
  /** A text file that holds a secret, relative to the workspace; the caller masks what it returns. */
  readFile(path: string): Promise<string> | string;
  /** A text file that everybody may read, relative to the workspace. */
  readText?(path: string): Promise<string> | string;
  /** The job's OIDC token for `audience`; absent when the job may not have one. */
  readonly idToken?: ((audience: string) => Promise<string>) | undefined;
  /** Runs a command with `input` on its standard input, and returns what it writes. @throws UserError when it fails. */
  readonly runCommand?: (command: string, input: Buffer) => Promise<Buffer>;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** The run is of a pull request, which may go without a key and without a token. */
  readonly pullRequest: boolean;
  readonly instance?: InstanceFacts;
  readonly roots?: RootPorts;
}

/**
 * The signer that the inputs ask for: the key if one is given, else, for `auto` and `keyless`, the job's identity. Undefined means that
 * nothing is signed: asked for with `none`, or `auto` in a pull request that has neither key nor token.
 * @throws UserError when a key or a token is needed and missing, or cannot be used.
 */
export async function loadSigner(inputs: SigningInputs, ports: SignerPorts): Promise<Signer | undefined> {
  const { signing, key } = inputs;
  switch (signing) {
    case 'none':
      return undefined;
    case 'keyless':
      return loadKeyless(inputs, ports, 'keyless signing has no OIDC token to ask a certificate for');
    case 'key':
      if (key !== undefined) return loadKey(key, inputs, ports);
      throw new UserError({ ...NO_KEY, rule: 'signing: key needs one', next: GIVE_KEY });
    case 'auto':
      if (key !== undefined) return loadKey(key, inputs, ports);
      if (ports.pullRequest && ports.idToken === undefined) return undefined;
      return loadKeyless(inputs, ports, 'there is no signing key, and no OIDC token to sign without one');
  }
}

const NO_KEY: Problem = { what: 'there is no signing key' };
const GIVE_KEY = "give 'key' a secret with a PEM text, env:NAME or file:PATH; or say signing: none";

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

async function loadKeyless(inputs: SigningInputs, ports: SignerPorts, without: string): Promise<Signer> {
  const { idToken, clock, signal } = ports;
  if (idToken === undefined || clock === undefined) throw noToken(without, inputs);
  const chosen = await chooseServices(inputs, ports, clock);
  const { keylessSigner } = await import('./keyless.ts');
  return keylessSigner({ ...chosen, idToken, clock, ...(signal === undefined ? {} : { signal }) });
}

const noToken = (what: string, { signing }: SigningInputs): UserError =>
  new UserError({
    what,
    rule: 'a job has a token when it is given one; a pull request from a fork never is, and a reusable workflow has only what its caller grants',
    next: `add 'permissions: { id-token: write }' to the job, and to the caller of a reusable workflow${signing === 'auto' ? `; or ${GIVE_KEY}` : ''}`,
  });

/** The services of the files that are given, else of a built-in instance; and the trusted root that goes with them. */
async function chooseServices(inputs: SigningInputs, ports: SignerPorts, clock: Clock) {
  const { signingConfig, trustRoot, sigstore = 'auto' } = inputs;
  if (signingConfig !== undefined) {
    if (trustRoot === undefined) throw noTrustRoot(signingConfig);
    const [config, root, { parseSigningConfig }] = await Promise.all([
      readOpen(signingConfig, ports),
      readOpen(trustRoot, ports),
      import('./signing-config.ts'),
    ]);
    return { services: parseSigningConfig(config, clock.now()), trustRoot: root };
  }
  const { instance: facts = { serverUrl: 'https://github.com', visibility: undefined }, roots } = ports;
  const instance = chooseInstance(sigstore, facts);
  if (trustRoot !== undefined) {
    return { services: instance.services, trustRoot: await readOpen(trustRoot, ports) };
  }
  if (roots === undefined) throw new Error('nowhere to keep a trusted root');
  const { publishedRoot } = await import('./published-root.ts');
  return { services: instance.services, trustRoot: await publishedRoot(instance, roots) };
}

const noTrustRoot = (signingConfig: string): UserError =>
  new UserError({
    what: `${signingConfig} names a Sigstore instance, and nothing says whom to believe there`,
    rule: "'signing-config' needs 'trust-root': what is signed is verified with it before it is attached",
    next: "give 'trust-root' the trusted_root.json that the instance publishes",
  });

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

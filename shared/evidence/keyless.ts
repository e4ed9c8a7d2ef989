import { X509Certificate, generateKeyPairSync, sign } from 'node:crypto';
import { bundleToJSON } from '@sigstore/bundle';
import {
  DSSEBundleBuilder,
  FulcioSigner,
  InternalError,
  RekorWitness,
  type Signature,
  type Signer as SigstoreSigner,
  TSAWitness,
  type Witness,
} from '@sigstore/sign';
import { digestOf } from '../oci/digest.ts';
import type { Clock } from '../ports/clock.ts';
import { formatDuration } from '../text/duration.ts';
import { UnavailableError, UserError } from '../text/error.ts';
import { certificateJudge } from './certificate.ts';
import { IN_TOTO_PAYLOAD_TYPE } from './dsse.ts';
import { describeSubject, isSameIdentity } from './identity.ts';
import type { SigningServices } from './instance.ts';
import { logUrlOf } from './log-entry.ts';
import { type Tries, patiently } from './patience.ts';
import { at } from './predicates/fields.ts';
import type { Signer } from './signed-bundle.ts';
import { encodeStatement } from './statement.ts';
import { tokenIdentity } from './token-identity.ts';
import { type TrustRoot, parseTrustRoots } from './trust-root.ts';
import type { TrustedIdentity } from './trust.ts';

export interface KeylessOptions {
  readonly services: SigningServices;
  /** Trusted roots, as JSON or JSON lines: what is signed is verified with them before it is attached. */
  readonly trustRoot: string;
  /** The job's OIDC token for an audience. */
  idToken(audience: string): Promise<string>;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** How long one request may take; 20 s unless told. */
  readonly requestMilliseconds?: number;
}

const REQUEST_MILLISECONDS = 20_000;
const AUDIENCE = 'sigstore';

/**
 * Signs with a certificate that a Sigstore instance issues for the job's identity. One certificate serves every statement of a step.
 * A statement is signed when the log and the timestamp authority of the instance have answered, and what they answered verifies.
 * @throws UserError when there is no token, or the root cannot be read.
 */
export async function keylessSigner(options: KeylessOptions): Promise<Signer> {
  const { services } = options;
  const trustRoots = parseTrustRoots(options.trustRoot);
  const trust = tokenIdentity(await options.idToken(AUDIENCE));
  const ask = askTogether(options);
  const signer = oneCertificate(options, ask);
  const builder = new DSSEBundleBuilder({ signer, witnesses: witnesses(options, ask) });
  return {
    description: `${describeSubject(trust.subject)} (keyless)`,
    trust,
    trustRoots,
    logUrl: (bundle) => logUrlOf(bundle, services.rekor?.url),
    sign: async (statement) => {
      const data = encodeStatement(statement);
      const bundle = await builder.create({ data, type: IN_TOTO_PAYLOAD_TYPE });
      const bytes = Buffer.from(JSON.stringify(bundleToJSON(bundle)));
      checkSigned(bytes, trust, trustRoots);
      return { bytes, digest: digestOf(bytes), statement };
    },
  };
}

/** The library asks once; how often and how long is ours to say. */
const transport = ({ requestMilliseconds = REQUEST_MILLISECONDS }: KeylessOptions) => ({
  retry: 0,
  timeout: requestMilliseconds,
});

/** Each is asked again by itself: an entry that the log took stays the one of this statement while the others are waited for. */
function witnesses(options: KeylessOptions, ask: Ask): Witness[] {
  const { rekor, timestamp } = options.services;
  const asked: Witness[] = [];
  if (rekor !== undefined) {
    const { url: rekorBaseURL, majorApiVersion } = rekor;
    asked.push(new RekorWitness({ rekorBaseURL, majorApiVersion, ...transport(options) }));
  }
  if (timestamp !== undefined) asked.push(new TSAWitness({ tsaBaseURL: timestamp, ...transport(options) }));
  return asked.map((witness) => ({
    testify: (content, publicKey) => ask(() => witness.testify(content, publicKey)),
  }));
}

/** Asks for a certificate once, and again only shortly before it ends. The key never leaves this process. */
function oneCertificate(options: KeylessOptions, ask: Ask): SigstoreSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const keyHolder: SigstoreSigner = {
    sign: (data) =>
      Promise.resolve({
        signature: sign('sha256', data, privateKey),
        key: { $case: 'publicKey', publicKey: pem },
      }),
  };
  const identityProvider = { getToken: () => options.idToken(AUDIENCE) };
  const fulcioBaseURL = options.services.fulcio;
  const fulcio = new FulcioSigner({ fulcioBaseURL, identityProvider, keyHolder, ...transport(options) });
  let issued: Promise<Signature['key']> | undefined;
  return {
    sign: async (data) => {
      if (issued !== undefined && !isFresh(await issued, options.clock.now())) issued = undefined;
      issued ??= ask(() => fulcio.sign(Buffer.from('certificate'))).then(({ key }) => key);
      const key = await issued;
      return { signature: sign('sha256', data, privateKey), key };
    },
  };
}

const SPARE_MILLISECONDS = 60_000;

const isFresh = (key: Signature['key'], now: Date): boolean =>
  key.$case === 'x509Certificate' &&
  Date.parse(new X509Certificate(key.certificate).validTo) - now.getTime() > SPARE_MILLISECONDS;

/** An instance that certified another key or logged another body would only be noticed by those who verify later. */
function checkSigned(bytes: Buffer, trust: TrustedIdentity, trustRoots: readonly TrustRoot[]): void {
  const judged = certificateJudge(trustRoots)(bytes);
  if ('identity' in judged && isSameIdentity(trust, judged.identity)) return;
  throw new UserError({
    what: 'the Sigstore instance answered with something that does not verify',
    rule: 'nothing is attached that its own trust root does not vouch for',
    seen: 'problem' in judged ? judged.problem : `a certificate for ${judged.identity.subject}`,
    next: 'check that trust-root and signing-config are of the same instance, and that the trust root is a current one',
  });
}

/** Asks a service until it answers or patience ends. */
type Ask = <T>(work: () => Promise<T>) => Promise<T>;

/** When one service is given up nothing will be attached: the others are not waited for any longer. */
function askTogether({ clock, signal }: KeylessOptions): Ask {
  const givenUp = new AbortController();
  const ends = AbortSignal.any([givenUp.signal, ...(signal === undefined ? [] : [signal])]);
  return async (work) => {
    try {
      return await patiently(work, { clock, signal: ends }, mayPass, explain);
    } catch (error) {
      givenUp.abort(error);
      throw error;
    }
  };
}

function mayPass(error: unknown): boolean {
  if (!(error instanceof InternalError) || SERVICE[error.code] === undefined) return false;
  const status = at(error.cause, 'statusCode');
  return typeof status !== 'number' || status >= 500 || status === 408 || status === 429;
}

/** The library's own texts may hold the token; only its code and the status of the answer are told. */
function explain(error: unknown, { count, milliseconds }: Tries): unknown {
  if (!(error instanceof InternalError)) return error;
  const what = SERVICE[error.code];
  if (what === undefined) return withoutService(error);
  const status = at(error.cause, 'statusCode');
  if (!mayPass(error)) {
    const seen = `status ${String(status)}`;
    return new UserError({ what, rule: 'the service accepts what it is asked', seen }, { cause: error });
  }
  const seen = typeof status === 'number' ? `status ${status}` : 'no answer';
  return new UnavailableError(
    {
      what,
      seen: `${seen}, ${count} times in ${formatDuration(milliseconds)}`,
      next: 'nothing was attached; run the step again when the service is back',
    },
    { cause: error },
  );
}

/** Before any service was asked: the token. */
const withoutService = ({ code, cause }: InternalError): unknown =>
  cause instanceof UserError || cause instanceof UnavailableError
    ? cause
    : new UserError(
        { what: 'the OIDC token cannot be used', rule: 'a token with a subject', seen: code },
        { cause },
      );

const SERVICE: Readonly<Record<string, string>> = {
  CA_CREATE_SIGNING_CERTIFICATE_ERROR: 'the certificate authority (Fulcio) issued no certificate',
  TLOG_CREATE_ENTRY_ERROR: 'the transparency log (Rekor) took no entry',
  TLOG_FETCH_ENTRY_ERROR: 'the transparency log (Rekor) did not show its entry',
  TSA_CREATE_TIMESTAMP_ERROR: 'the timestamp authority gave no timestamp',
};

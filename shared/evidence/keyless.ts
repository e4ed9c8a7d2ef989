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
} from '@sigstore/sign';
import { digestOf } from '../oci/digest.ts';
import { UnavailableError, UserError } from '../text/error.ts';
import { certificateJudge } from './certificate.ts';
import { IN_TOTO_PAYLOAD_TYPE } from './dsse.ts';
import { describeSubject, isSameIdentity } from './identity.ts';
import { at, textAt } from './predicates/fields.ts';
import type { Signer } from './signer.ts';
import { parseSigningConfig } from './signing-config.ts';
import { encodeStatement } from './statement.ts';
import type { TrustRoot } from './trust-root.ts';
import { parseTrustRoots } from './trust-root.ts';
import type { TrustedIdentity } from './trust.ts';

export interface KeylessOptions {
  /** A Sigstore signing config, as JSON. */
  readonly signingConfig: string;
  /** Trusted roots, as JSON or JSON lines: what is signed is verified with them before it is attached. */
  readonly trustRoot: string;
  /** The job's OIDC token for an audience. */
  idToken(audience: string): Promise<string>;
  readonly now: () => Date;
  /** How often, and after which pauses, a service is asked again that fails or does not answer. */
  readonly retry?: Retry;
}

export interface Retry {
  readonly retries: number;
  readonly minTimeout?: number;
  readonly maxTimeout?: number;
}

/** Three minutes and a half with what the requests themselves take: outages of that length are common. */
const PATIENT: Retry = { retries: 9, minTimeout: 1_000, maxTimeout: 30_000 };
const REQUEST_MILLISECONDS = 20_000;
const AUDIENCE = 'sigstore';

/**
 * Signs with a certificate that a Sigstore instance issues for the job's identity. One certificate serves every statement of a step.
 * A statement is signed when the log and the timestamp authority of the instance have answered, and what they answered verifies.
 * @throws UserError when there is no token, or config or root cannot be read.
 */
export async function keylessSigner(options: KeylessOptions): Promise<Signer> {
  const { now, retry = PATIENT } = options;
  const trustRoots = parseTrustRoots(options.trustRoot);
  const services = parseSigningConfig(options.signingConfig, now());
  const trust = identityOf(await options.idToken(AUDIENCE));
  const transport = { retry, timeout: REQUEST_MILLISECONDS };
  const { fulcio, rekor, timestamp } = services;
  const signer = oneCertificate(fulcio, transport, options);
  const witnesses = [
    ...(rekor
      ? [new RekorWitness({ rekorBaseURL: rekor.url, majorApiVersion: rekor.majorApiVersion, ...transport })]
      : []),
    ...(timestamp ? [new TSAWitness({ tsaBaseURL: timestamp, ...transport })] : []),
  ];
  const builder = new DSSEBundleBuilder({ signer, witnesses });
  return {
    description: `${describeSubject(trust.subject)} (keyless)`,
    trust,
    trustRoots,
    sign: async (statement) => {
      const data = encodeStatement(statement);
      const bundle = await asked(() => builder.create({ data, type: IN_TOTO_PAYLOAD_TYPE }));
      const bytes = Buffer.from(JSON.stringify(bundleToJSON(bundle)));
      checkSigned(bytes, trust, trustRoots);
      return { bytes, digest: digestOf(bytes), statement };
    },
  };
}

interface Transport {
  readonly retry: Retry;
  readonly timeout: number;
}

/** Asks for a certificate once, and again only shortly before it ends. The key never leaves this process. */
function oneCertificate(
  fulcioBaseURL: string,
  transport: Transport,
  options: KeylessOptions,
): SigstoreSigner {
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
  const fulcio = new FulcioSigner({ fulcioBaseURL, identityProvider, keyHolder, ...transport });
  let issued: Promise<Signature['key']> | undefined;
  return {
    sign: async (data) => {
      if (issued !== undefined && !isFresh(await issued, options.now())) issued = undefined;
      issued ??= fulcio.sign(Buffer.from('certificate')).then(({ key }) => key);
      const key = await issued;
      return { signature: sign('sha256', data, privateKey), key };
    },
  };
}

const SPARE_MILLISECONDS = 60_000;

const isFresh = (key: Signature['key'], now: Date): boolean =>
  key.$case === 'x509Certificate' &&
  Date.parse(new X509Certificate(key.certificate).validTo) - now.getTime() > SPARE_MILLISECONDS;

/** Who the certificate will name, read from the token that it will be issued for. The token itself is never shown. */
function identityOf(token: string): TrustedIdentity {
  const claims = parseClaims(token);
  const issuer = textAt(claims, 'iss');
  const workflow = textAt(claims, 'job_workflow_ref');
  const subject =
    workflow === undefined
      ? (textAt(claims, 'email') ?? textAt(claims, 'sub'))
      : `${serverOf(issuer)}/${workflow}`;
  if (issuer === undefined || subject === undefined) {
    throw new UserError({
      what: 'the OIDC token names nobody',
      rule: 'iss, and job_workflow_ref, email or sub',
    });
  }
  return {
    name: describeSubject(subject),
    issuer,
    subject,
    ...(workflow === undefined ? {} : callerOf(issuer, claims)),
  };
}

/** The repository whose workflow was started, which may call a workflow of another. */
function callerOf(
  issuer: string,
  claims: unknown,
): Pick<TrustedIdentity, 'repository' | 'repositoryId' | 'ownerId'> {
  const repository = textAt(claims, 'repository');
  return {
    repository: repository === undefined ? undefined : `${serverOf(issuer)}/${repository}`,
    repositoryId: textAt(claims, 'repository_id'),
    ownerId: textAt(claims, 'repository_owner_id'),
  };
}

/** GitHub's token service of github.com has a host of its own; that of an enterprise server is under the server's. */
function serverOf(issuer: string | undefined): string {
  const { origin } = new URL(issuer ?? 'https://token.actions.githubusercontent.com');
  return origin === 'https://token.actions.githubusercontent.com' ? 'https://github.com' : origin;
}

function parseClaims(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  } catch {
    throw new UserError({ what: 'the OIDC token cannot be read', rule: 'a JSON web token' });
  }
}

/** An instance that certified another key or logged another body would only be noticed by those who verify later. */
function checkSigned(bytes: Buffer, trust: TrustedIdentity, trustRoots: readonly TrustRoot[]): void {
  const judged = certificateJudge(trustRoots)(bytes);
  if ('identity' in judged && isSameIdentity(trust, judged.identity)) return;
  throw new UserError({
    what: 'the Sigstore instance answered with something that does not verify',
    rule: 'nothing is attached that its own trust root does not vouch for',
    seen: 'problem' in judged ? judged.problem : `a certificate for ${judged.identity.subject}`,
    next: 'check that trust-root and signing-config are of the same instance',
  });
}

async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InternalError)) throw error;
    if (error.cause instanceof UserError) throw error.cause;
    throw explain(error);
  }
}

/** The library's own texts may hold the token; only its code and the status of the answer are told. */
function explain(error: InternalError): UserError | UnavailableError {
  const status = at(error.cause, 'statusCode');
  const what = SERVICE[error.code] ?? 'Sigstore did not sign';
  if (typeof status === 'number' && status >= 400 && status < 500 && status !== 408 && status !== 429) {
    return new UserError(
      { what, rule: 'the service accepts what it is asked', seen: `status ${status}` },
      { cause: error },
    );
  }
  const seen =
    typeof status === 'number' ? `status ${status}, again and again` : 'no answer, again and again';
  const next = 'nothing was attached; run the step again when the service is back';
  return new UnavailableError({ what, seen, next }, { cause: error });
}

const SERVICE: Readonly<Record<string, string>> = {
  CA_CREATE_SIGNING_CERTIFICATE_ERROR: 'the certificate authority (Fulcio) issued no certificate',
  TLOG_CREATE_ENTRY_ERROR: 'the transparency log (Rekor) took no entry',
  TLOG_FETCH_ENTRY_ERROR: 'the transparency log (Rekor) did not show its entry',
  TSA_CREATE_TIMESTAMP_ERROR: 'the timestamp authority gave no timestamp',
};

import { type KeyObject, createHash, generateKeyPairSync, sign } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  fulcioHandler,
  initializeCA,
  initializeCTLog,
  initializeTLog,
  initializeTSA,
  rekorHandler,
  tsaHandler,
} from '@sigstore/mock';
import type { SigningServices } from '../../../shared/evidence/instance.ts';
import { type Faults, createFaults } from '../registry/fault.ts';
import { dsseEntry } from './dsse-entry.ts';
import { timestampRequest } from './timestamp-request.ts';

export interface SigstoreOptions {
  /** A transparency log; default true. Without it the instance proves the time alone, as GitHub's own does. */
  readonly log?: boolean;
  /** A timestamp authority; default false. */
  readonly timestamps?: boolean;
  /** Milliseconds from now until certificates are valid; they are for ten minutes. Default 0. */
  readonly certificatesFrom?: number;
}

/** A Sigstore instance over plain HTTP that really certifies, logs and tells the time, for the library and for cosign. */
export interface Sigstore {
  readonly url: string;
  readonly services: SigningServices;
  /** JSON texts, as an instance publishes them. */
  readonly signingConfig: string;
  readonly trustRoot: string;
  /** Paths in the order in which they were asked. */
  readonly requests: string[];
  readonly faults: Faults;
  /** From now on the service at this path answers what it answered last, whatever it is asked: it lies. */
  replay(path: string): void;
  /** An OIDC token with these claims; `san` becomes the certificate's subject. */
  token(claims: Readonly<Record<string, string>>): string;
  close(): Promise<void>;
}

/** Like the handlers of the library, which name the type of the platform. */
type Bytes = Awaited<ReturnType<typeof initializeCA>>['rootCertificate'];

interface ServiceAnswer {
  readonly status: number;
  readonly body: string | Bytes;
  readonly headers: Readonly<Record<string, string>>;
}

type Handler = (body: Buffer, request: http.IncomingMessage) => Promise<ServiceAnswer>;

/** What the services of one instance share. */
interface Services {
  readonly handlers: Map<string, Handler>;
  /** The last answer of each. */
  readonly answers: Map<string, ServiceAnswer>;
  readonly requests: string[];
  readonly faults: Faults;
}

export const ISSUER = 'https://token.actions.githubusercontent.com';

/** Starts an instance on a free port of 127.0.0.1. */
export async function startSigstore(options: SigstoreOptions = {}): Promise<Sigstore> {
  const { log = true, timestamps = false, certificatesFrom } = options;
  const services: Services = {
    handlers: new Map(),
    answers: new Map(),
    requests: [],
    faults: createFaults(),
  };
  const { handlers, answers, requests, faults } = services;
  const server = http.createServer((request, response) => {
    answer(services, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keyPair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ctlog = await initializeCTLog(keyPair);
  const ca = await initializeCA(
    keyPair,
    ctlog,
    certificatesFrom === undefined ? undefined : new Date(Date.now() + certificatesFrom),
  );
  const tlog = await initializeTLog(url, keyPair);
  // The library reads fractions of a second of three digits alone, and asn1js leaves out the last zeros.
  const clock = new Date();
  const tsa = await initializeTSA(keyPair, clock);
  handlers.set('/api/v2/signingCert', fulcio(fulcioHandler(ca, { subjectClaim: 'san' }).fn));
  handlers.set('/api/v1/log/entries', rekor(rekorHandler(tlog).fn));
  handlers.set('/api/v1/timestamp', timestamp(tsaHandler(tsa).fn, clock));
  const logKey = { publicKey: tlog.publicKey, logID: createHash('sha256').update(tlog.publicKey).digest() };
  return {
    url,
    services: {
      fulcio: url,
      ...(log ? { rekor: { url, majorApiVersion: 1 } } : {}),
      ...(timestamps ? { timestamp: `${url}/api/v1/timestamp` } : {}),
    },
    signingConfig: signingConfig(url, log, timestamps),
    trustRoot: JSON.stringify({
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      certificateAuthorities: [authority(url, [ca.rootCertificate])],
      timestampAuthorities: timestamps ? [authority(url, [tsa.intCertificate, tsa.rootCertificate])] : [],
      tlogs: log ? [logInstance(url, logKey.publicKey, logKey.logID)] : [],
      ctlogs: [logInstance(url, ctlog.publicKey, bytesOf(ctlog.logID))],
    }),
    requests,
    faults,
    replay: (path) => {
      const last = answers.get(path);
      if (last === undefined) throw new Error(`nothing was answered at ${path} yet`);
      handlers.set(path, () => Promise.resolve(last));
    },
    token: (claims) =>
      webToken({ iss: ISSUER, aud: 'sigstore', sub: 'repo:acme/shop', ...claims }, keyPair.privateKey),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const START = '2020-01-01T00:00:00Z';
const bytesOf = (view: Bytes): Buffer => Buffer.from(view.buffer, view.byteOffset, view.byteLength);

const authority = (uri: string, certificates: readonly Bytes[]) => ({
  subject: { organization: 'test', commonName: 'test' },
  uri,
  certChain: { certificates: certificates.map((each) => ({ rawBytes: bytesOf(each).toString('base64') })) },
  validFor: { start: START },
});

const logInstance = (baseUrl: string, publicKey: Buffer, logId: Buffer) => ({
  baseUrl,
  hashAlgorithm: 'SHA2_256',
  publicKey: {
    rawBytes: publicKey.toString('base64'),
    keyDetails: 'PKIX_ECDSA_P256_SHA_256',
    validFor: { start: START },
  },
  logId: { keyId: logId.toString('base64') },
});

function signingConfig(url: string, log: boolean, timestamps: boolean): string {
  const service = (address: string) => ({
    url: address,
    majorApiVersion: 1,
    validFor: { start: START },
    operator: 'test',
  });
  return JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [service(url)],
    ...(log ? { rekorTlogUrls: [service(url)], rekorTlogConfig: { selector: 'ANY' } } : {}),
    ...(timestamps ? { tsaUrls: [service(`${url}/api/v1/timestamp`)], tsaConfig: { selector: 'ANY' } } : {}),
  });
}

function webToken(claims: Readonly<Record<string, string>>, key: KeyObject): string {
  const now = Math.floor(Date.now() / 1_000);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'ES256', typ: 'JWT' })}.${part({ ...claims, iat: now, exp: now + 600 })}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

async function answer(
  { handlers, answers, requests, faults }: Services,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  requests.push(request.url ?? '');
  const fault = faults.next(request);
  if (fault?.kind === 'reset') {
    request.socket.destroy();
    return;
  }
  if (fault?.kind === 'status') {
    response.writeHead(fault.status, fault.headers).end(fault.body);
    return;
  }
  if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
  const handler = handlers.get(request.url ?? '');
  if (handler === undefined) {
    response.writeHead(404).end();
    return;
  }
  const given = await handler(Buffer.concat(chunks), request);
  answers.set(request.url ?? '', given);
  response.writeHead(given.status, given.headers).end(given.body);
}

/** Fulcio names a workflow by its server and `job_workflow_ref`; the mock takes a claim as it stands, and checks no signature. */
function withSubject(token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  const { san, job_workflow_ref: workflow, iss } = claims;
  if (san !== undefined || typeof workflow !== 'string' || typeof iss !== 'string') return token;
  const server = iss === ISSUER ? 'https://github.com' : new URL(iss).origin;
  const named = JSON.stringify({ ...claims, san: `${server}/${workflow}` });
  return [header, Buffer.from(named).toString('base64url'), signature].join('.');
}

type MockHandler = ReturnType<typeof rekorHandler>['fn'];

const JSON_TYPE = { 'content-type': 'application/json' };

/** cosign sends the token as a bearer token, and takes a certificate with status 200 alone. */
const fulcio =
  (handle: MockHandler): Handler =>
  async (body, request) => {
    const asked = JSON.parse(body.toString()) as { credentials?: { oidcIdentityToken?: string } };
    const bearer = request.headers.authorization?.replace(/^Bearer /i, '');
    const token = asked.credentials?.oidcIdentityToken ?? bearer ?? '';
    const credentials = { oidcIdentityToken: withSubject(token) };
    const { statusCode, response } = await handle(JSON.stringify({ ...asked, credentials }));
    return { status: statusCode === 201 ? 200 : statusCode, body: response, headers: JSON_TYPE };
  };

/** cosign needs ETag and Location; a DSSE entry is kept in the canonical form that verifiers compare. */
const rekor =
  (handle: MockHandler): Handler =>
  async (body) => {
    const { statusCode, response } = await handle(JSON.stringify(dsseEntry(JSON.parse(body.toString()))));
    const [uuid = ''] =
      typeof response === 'string' && statusCode === 201 ? Object.keys(JSON.parse(response) as object) : [];
    const headers = { ...JSON_TYPE, etag: uuid, location: `/api/v1/log/entries/${uuid}` };
    return { status: statusCode, body: response, headers };
  };

/** cosign asks in DER, the library in JSON. */
const timestamp =
  (handle: MockHandler, clock: Date): Handler =>
  async (body, request) => {
    clock.setTime(Math.floor(Date.now() / 1_000) * 1_000);
    const isDer = request.headers['content-type'] === 'application/timestamp-query';
    const { statusCode, response } = await handle(
      isDer ? JSON.stringify(timestampRequest(body)) : body.toString(),
    );
    return { status: statusCode, body: response, headers: { 'content-type': 'application/timestamp-reply' } };
  };

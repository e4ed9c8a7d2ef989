import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { attachStatement } from '../../../shared/evidence/attach.ts';
import { logUrlOf } from '../../../shared/evidence/log-entry.ts';
import { UnavailableError, UserError } from '../../../shared/text/error.ts';
import { testClock } from '../../kit/clock.ts';
import { type Sigstore, startSigstore } from '../../kit/sigstore/sigstore.ts';
import { IMAGE, signature, tests } from './fixtures.ts';
import { CLAIMS, SUBJECT, WORKFLOW, identity, load, signerOf } from './keyless-fixtures.ts';
import { memoryStore } from './memory-store.ts';

const TESTS = tests('unit', '2026-11-24T11:00:00Z');

let sigstore: Sigstore;
beforeAll(async () => {
  sigstore = await startSigstore({ timestamps: true });
});
afterAll(() => sigstore.close());
afterEach(() => {
  sigstore.faults.clear();
  sigstore.requests.length = 0;
});

describe('signing without a key', () => {
  it.each([
    ['log and timestamp authority', { log: true, timestamps: true }, 'log'],
    ['a log alone', { log: true, timestamps: false }, 'log'],
    ['a timestamp authority alone', { log: false, timestamps: true }, 'timestamp'],
  ] as const)('makes evidence with a trusted time where the instance has %s', async (_, options, source) => {
    const instance = await startSigstore(options);
    try {
      const before = Date.now();
      const { accepted, ignored } = await load(instance, identity);
      expect(ignored).toEqual([]);
      expect(accepted).toMatchObject([{ signedBy: 'release', predicateType: signature().predicateType }]);
      if (!options.timestamps || !options.log) expect(accepted[0]?.timeSource).toBe(source);
      expect(Math.abs((accepted[0]?.time?.getTime() ?? 0) - before)).toBeLessThan(60_000);
    } finally {
      await instance.close();
    }
  });

  it('asks for one certificate for all statements of a step', async () => {
    const signer = await signerOf(sigstore);
    for (const suite of ['unit', 'browser', 'load']) await signer.sign(tests(suite, '2026-11-24T11:00:00Z'));
    const count = (path: string): number => sigstore.requests.filter((each) => each === path).length;
    expect(count('/api/v2/signingCert')).toBe(1);
    expect(count('/api/v1/log/entries')).toBe(3);
  });

  it('asks for another certificate before the first one ends', async () => {
    const clock = testClock(new Date().toISOString());
    const signer = await signerOf(sigstore, CLAIMS, { clock });
    await signer.sign(signature());
    clock.advance(10 * 366 * 24 * 3_600_000);
    await signer.sign(signature());
    expect(sigstore.requests.filter((each) => each === '/api/v2/signingCert')).toHaveLength(2);
  });

  it('finds its own statement the second time, with another certificate', async () => {
    const store = memoryStore();
    const first = await attachStatement(store, await signerOf(sigstore), signature(), IMAGE);
    const second = await attachStatement(store, await signerOf(sigstore), signature(), IMAGE);
    expect(second).toEqual({ ...first, status: 'unchanged' });
  });

  it('is named by workflow and ref', async () => {
    expect((await signerOf(sigstore)).description).toBe(`${WORKFLOW} (keyless)`);
  });

  it.each([
    ['fails', { kind: 'status', status: 503 } as const],
    ['hangs up', { kind: 'reset' } as const],
    ['takes longer than a request may', { kind: 'slow', milliseconds: 400 } as const],
  ])('waits for minutes while every service %s, and goes on when they are back', async (_, action) => {
    const clock = testClock(new Date().toISOString());
    const times = action.kind === 'slow' ? 2 : 6;
    for (const path of ['/signingCert', '/entries', '/timestamp'])
      sigstore.faults.add({ path, times, action });
    const signer = await signerOf(sigstore, CLAIMS, { clock, requestMilliseconds: 200 });
    await expect(signer.sign(signature())).resolves.toMatchObject({ statement: signature() });
    expect(clock.slept).toHaveLength(3 * times);
    expect(Math.max(...clock.slept)).toBeLessThanOrEqual(30_000);
  });

  it.each([
    ['/signingCert', 503, /\(Fulcio\) issued no certificate .* status 503, 14 times in 4 min 31 s/],
    ['/entries', 502, /\(Rekor\) took no entry .* status 502, 14 times/],
    ['/timestamp', 500, /timestamp authority gave no timestamp .* status 500, 14 times/],
    ['/signingCert', 403, /\(Fulcio\) issued no certificate .* saw status 403$/],
    ['/entries', 400, /\(Rekor\) took no entry .* saw status 400$/],
  ])(
    'gives up when %s answers %d, without showing the token, and attaches nothing',
    async (path, status, why) => {
      const clock = testClock(new Date().toISOString());
      sigstore.faults.add({ path, times: 99, action: { kind: 'status', status } });
      const store = memoryStore();
      const signer = await signerOf(sigstore, CLAIMS, { clock });
      const failure = attachStatement(store, signer, signature(), IMAGE);
      await expect(failure).rejects.toThrow(why);
      await expect(failure).rejects.not.toThrow(/eyJ/);
      await expect(failure).rejects.toBeInstanceOf(status < 500 ? UserError : UnavailableError);
      expect([store.manifests.size, store.blobs.size]).toEqual([0, 0]);
    },
  );

  it('stops waiting when the job is cancelled', async () => {
    sigstore.faults.add({ path: '/signingCert', times: 99, action: { kind: 'status', status: 503 } });
    const cancelled = new AbortController();
    const clock = testClock(new Date().toISOString());
    const impatient = {
      ...clock,
      sleep: (milliseconds: number, signal?: AbortSignal) => {
        cancelled.abort(new Error('the job was cancelled'));
        return clock.sleep(milliseconds, signal);
      },
    };
    const signer = await signerOf(sigstore, CLAIMS, { clock: impatient, signal: cancelled.signal });
    await expect(signer.sign(signature())).rejects.toThrow('the job was cancelled');
  });

  it.each([
    ['the authority certifies another key', '/api/v2/signingCert'],
    ['the log shows an entry for another body', '/api/v1/log/entries'],
    ['the timestamp is of another signature', '/api/v1/timestamp'],
  ])('attaches nothing when %s', async (_, path) => {
    const instance = await startSigstore({ timestamps: true });
    try {
      await (await signerOf(instance)).sign(signature());
      instance.replay(path);
      const store = memoryStore();
      const failure = attachStatement(store, await signerOf(instance), TESTS, IMAGE);
      await expect(failure).rejects.toThrow(/answered with something that does not verify/);
      expect(store.manifests.size).toBe(0);
    } finally {
      await instance.close();
    }
  });

  it('says where the log shows an entry, and nothing of an instance without a log', async () => {
    const signer = await signerOf(sigstore);
    const { bytes } = await signer.sign(signature());
    expect(signer.logUrl?.(bytes)).toMatch(
      new RegExp(`^${sigstore.url}/api/v1/log/entries\\?logIndex=\\d+$`),
    );
    expect(logUrlOf(bytes, 'https://rekor.sigstore.dev')).toMatch(
      /^https:\/\/search\.sigstore\.dev\/\?logIndex=\d+$/,
    );
    expect(logUrlOf(bytes, undefined)).toBeUndefined();
  });

  it('attaches nothing that its trust root does not vouch for', async () => {
    const other = await startSigstore();
    try {
      const signer = await signerOf(sigstore, CLAIMS, { trustRoot: other.trustRoot });
      await expect(signer.sign(signature())).rejects.toThrow(/does not verify .* same instance/);
    } finally {
      await other.close();
    }
  });

  it('refuses a certificate for somebody else', async () => {
    const signer = await signerOf(sigstore, { ...CLAIMS, san: `${SUBJECT}-evil` });
    await expect(signer.sign(signature())).rejects.toThrow(/a certificate for .*-evil/);
  });

  it.each([
    ['no web token', 'x', /cannot be read/],
    [
      'a token without subject',
      `x.${Buffer.from(JSON.stringify({ iss: 'https://a.example', email: 'a@b.c' })).toString('base64url')}.x`,
      /OIDC token cannot be used/,
    ],
    ['a token that names nobody', `x.${Buffer.from('{}').toString('base64url')}.x`, /names nobody/],
  ])('refuses %s without showing it', async (_, token, why) => {
    const signing = async () =>
      (await signerOf(sigstore, CLAIMS, { idToken: () => Promise.resolve(token) })).sign(signature());
    await expect(signing).rejects.toThrow(why);
    await expect(signing).rejects.not.toThrow(/eyJ/);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { attachStatement } from '../../../shared/evidence/attach.ts';
import { loadSigner } from '../../../shared/evidence/signer.ts';
import { type Sigstore, startSigstore } from '../../kit/sigstore/sigstore.ts';
import { IMAGE, signature, tests } from './fixtures.ts';
import { CLAIMS, SUBJECT, WORKFLOW, identity, load, signerOf } from './keyless-fixtures.ts';
import { memoryStore } from './memory-store.ts';

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
    let minutes = 0;
    const signer = await signerOf(sigstore, CLAIMS, { now: () => new Date(Date.now() + minutes * 60_000) });
    await signer.sign(signature());
    minutes = 24 * 60 * 366 * 10;
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
    ['fails once', { kind: 'status', status: 503 } as const],
    ['hangs up once', { kind: 'reset' } as const],
  ])('goes on when a service %s', async (_, action) => {
    for (const path of ['/signingCert', '/entries', '/timestamp']) sigstore.faults.add({ path, action });
    await expect((await signerOf(sigstore)).sign(signature())).resolves.toMatchObject({
      statement: signature(),
    });
  });

  it.each([
    ['/signingCert', 503, /\(Fulcio\) issued no certificate .* status 503, again and again/],
    ['/entries', 502, /\(Rekor\) took no entry .* status 502/],
    ['/timestamp', 500, /timestamp authority gave no timestamp/],
    ['/signingCert', 403, /\(Fulcio\) issued no certificate .* saw status 403/],
  ])(
    'says so when %s answers %d, without showing the token, and attaches nothing',
    async (path, status, why) => {
      sigstore.faults.add({ path, times: 9, action: { kind: 'status', status } });
      const store = memoryStore();
      const signer = await signerOf(sigstore);
      const failure = attachStatement(store, signer, signature(), IMAGE);
      await expect(failure).rejects.toThrow(why);
      await expect(failure).rejects.not.toThrow(/eyJ/);
      expect(store.manifests.size).toBe(0);
    },
  );

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

  it('is chosen by the inputs, and needs both files and a token', async () => {
    const files: Readonly<Record<string, string>> = {
      config: sigstore.signingConfig,
      root: sigstore.trustRoot,
    };
    const ports = {
      variable: () => undefined,
      readFile: (name: string) => files[name] ?? '',
      idToken: () => Promise.resolve(sigstore.token(CLAIMS)),
      pullRequest: false,
    };
    const inputs = { signingConfig: 'config', trustRoot: 'root' };
    for (const signing of ['keyless', 'auto'] as const) {
      expect((await loadSigner({ signing, ...inputs }, ports))?.description).toContain('(keyless)');
    }
    await expect(loadSigner({ signing: 'keyless' }, ports)).rejects.toThrow(
      /does not know its Sigstore instance/,
    );
    await expect(
      loadSigner(
        { signing: 'keyless', ...inputs },
        { ...ports, idToken: () => Promise.reject(new Error('no token')) },
      ),
    ).rejects.toThrow('no token');
  });

  it.each([
    ['no web token', 'x', /cannot be read/],
    ['a token that names nobody', `x.${Buffer.from('{}').toString('base64url')}.x`, /names nobody/],
  ])('refuses %s without showing it', async (_, token, why) => {
    await expect(signerOf(sigstore, CLAIMS, { idToken: () => Promise.resolve(token) })).rejects.toThrow(why);
  });
});

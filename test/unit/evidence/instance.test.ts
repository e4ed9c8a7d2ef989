import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../shared/action/system-clock.ts';
import { EMBEDDED_ROOT_DATE, embeddedRoot } from '../../../shared/evidence/embedded-root.ts';
import { type Instance, PUBLIC_GOOD, chooseInstance } from '../../../shared/evidence/instance.ts';
import { publishedRoot } from '../../../shared/evidence/published-root.ts';
import { type SignerPorts, type SigningInputs, loadSigner } from '../../../shared/evidence/signer.ts';
import { parseTrustRoots } from '../../../shared/evidence/trust-root.ts';
import { type Sigstore, startSigstore } from '../../kit/sigstore/sigstore.ts';
import { type TufRepository, startTufRepository } from '../../kit/sigstore/tuf-repository.ts';
import { CLAIMS, WORKFLOW } from './keyless-fixtures.ts';

const TARGET = 'trusted_root.json';

let directory: string;
let warnings: string[];
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'fixity-roots-'));
  warnings = [];
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});
const ports = () => ({
  cache: path.join(directory, 'cache'),
  warn: (line: string) => {
    warnings.push(line);
  },
});

describe('the instance that a job signs with', () => {
  const GITHUB = { fulcio: 'https://fulcio.githubapp.com', timestamp: 'https://timestamp.githubapp.com' };
  const COMPANY = {
    fulcio: 'https://fulcio.acme.ghe.com',
    timestamp: 'https://timestamp.acme.ghe.com',
  };

  it.each([
    ['auto', 'https://github.com', 'public', PUBLIC_GOOD.services],
    ['auto', 'https://github.com', 'private', GITHUB],
    ['auto', 'https://github.com', 'internal', GITHUB],
    // An event that does not know its repository must not put a private name into a public log.
    ['auto', 'https://github.com', undefined, GITHUB],
    ['github', 'https://github.com', 'public', GITHUB],
    ['public-good', 'https://github.com', 'private', PUBLIC_GOOD.services],
    ['auto', 'https://acme.ghe.com', 'private', COMPANY],
    ['auto', 'https://acme.ghe.com', undefined, COMPANY],
    ['public-good', 'https://git.acme.example', undefined, PUBLIC_GOOD.services],
  ] as const)(
    'for sigstore: %s at %s in a repository that is %s',
    (choice, serverUrl, visibility, services) => {
      expect(chooseInstance(choice, { serverUrl, visibility }).services).toEqual(services);
    },
  );

  it.each([
    'https://git.acme.example',
    'https://ghe.com',
    'https://acme.ghe.com.evil.example',
    'https://a.b.ghe.com',
  ])('is none at %s, and what to give is said', (serverUrl) => {
    expect(() => chooseInstance('auto', { serverUrl, visibility: undefined })).toThrow(
      /does not know the Sigstore instance of .* give 'signing-config' and 'trust-root'/,
    );
  });

  it('has a trusted root of its own for each company at ghe.com', () => {
    const { trust } = chooseInstance('auto', { serverUrl: 'https://acme.ghe.com', visibility: undefined });
    expect(trust).toMatchObject({ mirror: 'https://tuf-repo.github.com', target: 'acme.trusted_root.json' });
  });
});

describe('the trusted root of an instance', () => {
  let repository: TufRepository;
  let instance: Instance;
  beforeEach(async () => {
    repository = await startTufRepository(TARGET);
    const file = path.join(directory, 'root.json');
    writeFileSync(file, repository.firstRoot);
    const trust = { mirror: repository.url, target: TARGET, firstRoot: { file } };
    instance = { ...PUBLIC_GOOD, name: 'a test', trust };
  });
  afterEach(() => repository.close());

  it('is the one that it publishes, and the newest of these', async () => {
    repository.publish('{"first":1}');
    expect(await publishedRoot(instance, ports())).toBe('{"first":1}');
    repository.publish('{"second":2}');
    expect(await publishedRoot(instance, ports())).toBe('{"second":2}');
    expect(warnings).toEqual([]);
  });

  it('is never one that a stranger has published in its place', async () => {
    repository.publish('{"first":1}', 'stranger');
    await expect(publishedRoot(instance, ports())).rejects.toThrow(
      /could not be refreshed .* give 'trust-root'/,
    );
  });

  it('is fetched anew when what was kept of it is broken', async () => {
    repository.publish('{"first":1}');
    await publishedRoot(instance, ports());
    const kept = path.join(directory, 'cache', encodeURIComponent(new URL(repository.url).host));
    for (const role of ['timestamp', 'root']) writeFileSync(path.join(kept, `${role}.json`), '{');
    repository.publish('{"second":2}');
    await publishedRoot(instance, ports()).catch(() => undefined);
    expect(await publishedRoot(instance, ports())).toBe('{"second":2}');
  });

  it('comes with us for the public one, and a warning says how old it is, when it cannot be refreshed', async () => {
    // A repository that does not verify fails as one that cannot be reached does, and needs no network.
    const trust = { ...PUBLIC_GOOD.trust, firstRoot: { file: path.join(directory, 'missing.json') } };
    const root = await publishedRoot({ ...PUBLIC_GOOD, trust }, ports());
    expect(parseTrustRoots(root)[0]?.thresholds).toEqual({
      tlogThreshold: 1,
      ctlogThreshold: 1,
      timestampThreshold: 1,
    });
    expect(warnings).toEqual([expect.stringContaining(EMBEDDED_ROOT_DATE)]);
  });

  it('that comes with us is the one whose date we tell', async () => {
    const digest = createHash('sha256')
      .update(await embeddedRoot())
      .digest('hex');
    expect([EMBEDDED_ROOT_DATE, digest]).toEqual([
      '2026-11-05',
      '6494e21ea73fa7ee769f85f57d5a3e6a08725eae1e38c755fc3517c9e6bc0b66',
    ]);
  });

  it("is asked for by name where nothing vouches for it: GitHub's own", async () => {
    const gitHub = chooseInstance('github', { serverUrl: 'https://github.com', visibility: undefined });
    await expect(publishedRoot(gitHub, ports())).rejects.toThrow(
      /GitHub's Sigstore is not known here .*gh attestation trusted-root > /,
    );
  });
});

describe('a signer without a key', () => {
  let sigstore: Sigstore;
  beforeAll(async () => {
    sigstore = await startSigstore();
  });
  afterAll(() => sigstore.close());

  const load = (inputs: Partial<SigningInputs>, more: Partial<SignerPorts> = {}) => {
    const files: Readonly<Record<string, string>> = {
      config: sigstore.signingConfig,
      root: sigstore.trustRoot,
    };
    return loadSigner(
      { signing: 'auto', ...inputs },
      {
        variable: () => undefined,
        readFile: (name: string) => files[name] ?? '',
        idToken: () => Promise.resolve(sigstore.token(CLAIMS)),
        clock: systemClock,
        pullRequest: false,
        roots: ports(),
        instance: { serverUrl: 'https://github.com', visibility: 'private' },
        ...more,
      },
    );
  };
  const OWN = { signingConfig: 'config', trustRoot: 'root' };

  it.each([
    ['auto', false],
    ['keyless', false],
    ['auto', true],
    ['keyless', true],
  ] as const)('is the workflow for signing: %s, in a pull request %s', async (signing, pullRequest) => {
    expect((await load({ signing, ...OWN }, { pullRequest }))?.description).toBe(`${WORKFLOW} (keyless)`);
    expect((await load({ signing, trustRoot: 'root' }, { pullRequest }))?.description).toContain(WORKFLOW);
  });

  it('is none only for auto, in a pull request that has no token', async () => {
    expect(await load({}, { pullRequest: true, idToken: undefined })).toBeUndefined();
  });

  it.each([
    ['keyless', true, /keyless signing has no OIDC token/],
    ['keyless', false, /keyless signing has no OIDC token/],
    ['auto', false, /no signing key, and no OIDC token .* or give 'key'/],
  ] as const)('needs a token for signing: %s, in a pull request %s', async (signing, pullRequest, what) => {
    const failure = load({ signing, ...OWN }, { pullRequest, idToken: undefined });
    await expect(failure).rejects.toThrow(what);
    await expect(failure).rejects.toThrow(/permissions: \{ id-token: write \}.*reusable workflow/);
  });

  it.each([
    [{ signingConfig: 'config' }, /nothing says whom to believe there .*trusted_root\.json/],
    [{}, /GitHub's Sigstore is not known here .*gh attestation trusted-root/],
    [{ ...OWN, signingConfig: 'root' }, /signing config cannot be used/],
    [{ ...OWN, trustRoot: 'config' }, /trust root cannot be read/],
  ])('says what is missing with %j', async (inputs, what) => {
    await expect(load(inputs)).rejects.toThrow(what);
  });

  it('passes on why a token could not be had', async () => {
    const idToken = () => Promise.reject(new Error('the token service is away'));
    await expect(load(OWN, { idToken })).rejects.toThrow('the token service is away');
  });
});

import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../shared/action/system-clock.ts';
import { loadEvidence } from '../../shared/evidence/verify.ts';
import { parseTrustRoots } from '../../shared/evidence/trust-root.ts';
import type { TrustedSigner } from '../../shared/evidence/trust.ts';
import type { Descriptor } from '../../shared/oci/descriptor.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { type ActionResult, runAction } from '../kit/action-process.ts';
import { type GitHubFake, startGitHub } from '../kit/github/server.ts';
import { AMD64, ARM64, writeTestImage } from '../kit/registry/image.ts';
import { type TestRegistry, startRegistry } from '../kit/registry/registry.ts';
import { ISSUER, type Sigstore, startSigstore } from '../kit/sigstore/sigstore.ts';
import type { Permissions } from '../kit/workflow-runner/permissions.ts';

const WORKFLOW = 'acme/shop/.github/workflows/deliver.yml@refs/tags/v1.4.2';
const CLAIMS = {
  sub: 'repo:acme/shop:ref:refs/tags/v1.4.2',
  job_workflow_ref: WORKFLOW,
  repository: 'acme/shop',
  repository_id: '1001',
};
const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const KEY = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const RELEASE: TrustedSigner = { name: 'release', publicKey: keys.publicKey };

let registry: TestRegistry;
let old: TestRegistry;
let sigstore: Sigstore;
let github: GitHubFake;
let workspace: string;
let images = 0;
let store: ImageStore;
let image: Descriptor;
let reference: string;

beforeAll(async () => {
  [registry, old, sigstore, github] = await Promise.all([
    startRegistry(),
    startRegistry({ referrers: false }),
    startSigstore({ timestamps: true }),
    startGitHub({ repositories: { 'acme/shop': {} }, issuer: ISSUER }),
  ]);
  workspace = mkdtempSync(path.join(tmpdir(), 'fixity-sign-contract-'));
  const write = (name: string, text: string): void => {
    writeFileSync(path.join(workspace, name), text);
  };
  write('signing_config.json', sigstore.signingConfig);
  write('trusted_root.json', sigstore.trustRoot);
  write('unit.xml', '<testsuite timestamp="2026-11-01T10:00:00Z"><testcase name="a"/></testsuite>');
});
afterAll(async () => {
  await Promise.all([registry.close(), old.close(), sigstore.close(), github.stop()]);
  rmSync(workspace, { recursive: true });
});
beforeEach(() => newImage(registry));

const storeAt = (host: string, repository: string): ImageStore =>
  openStore(parseReference(`${host}/${repository}`), {
    credentials: { for: () => Promise.resolve(undefined) },
    clock: systemClock,
  });

async function newImage({ host }: TestRegistry): Promise<void> {
  images += 1;
  store = storeAt(host, `shop${images}`);
  image = await writeTestImage(store, { platforms: [AMD64, ARM64], layers: [`layer ${images}`] });
  reference = `${host}/shop${images}@${image.digest}`;
}

const sign = (inputs: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) =>
  runAction('sign', { inputs: { image: reference, ...inputs }, env, workspace });

const KEYLESS = {
  signing: 'keyless',
  'signing-config': 'signing_config.json',
  'trust-root': 'trusted_root.json',
};

/** As the runner gives it to a job with these permissions. */
function job(permissions: Permissions): { readonly token: string; readonly env: Record<string, string> } {
  const token = github.mint(permissions, CLAIMS);
  const env: Record<string, string> = { GITHUB_API_URL: github.apiUrl, GITHUB_SERVER_URL: github.serverUrl };
  if (permissions['id-token'] === 'write') {
    env['ACTIONS_ID_TOKEN_REQUEST_URL'] = github.idTokenUrl;
    env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] = token;
  }
  return { token, env };
}

const said = (ran: ActionResult): string => ran.annotations.map(({ message }) => message).join('\n');
const accepted = async (trusted: TrustedSigner, roots = '') => {
  const trustRoots = roots === '' ? [] : parseTrustRoots(roots);
  return (await loadEvidence([store], image.digest, [trusted], { trustRoots })).accepted;
};

describe('sign with a key', () => {
  it('attaches what it was given, keeps it as files, and has nothing to do the second time', async () => {
    const first = await sign({ key: KEY, tests: 'unit=unit.xml' });
    expect([first.exitCode, first.outputs['result']]).toEqual([0, 'done']);
    expect(first.outputs['signer']).toMatch(/^key sha256:[0-9a-f]{12}$/);
    const evidence = await accepted(RELEASE);
    expect(evidence.map(({ bundleDigest }) => bundleDigest).sort()).toEqual(
      first.outputs['bundle-digests']?.split('\n').sort(),
    );
    expect(first.outputs['bundle-paths']?.split('\n')).toHaveLength(2);
    expect([first.outputs['log-url'], first.outputs['stale-tags']]).toEqual([undefined, undefined]);
    const second = await sign({ key: KEY, tests: 'unit=unit.xml' });
    expect([second.exitCode, second.outputs['result']]).toEqual([0, 'unchanged']);
    expect(second.outputs['bundle-digests']).toBe(first.outputs['bundle-digests']);
  });

  it('shows the key nowhere', async () => {
    const ran = await sign({ key: KEY });
    const line = KEY.split('\n')[1] ?? '';
    const shown = ran.raw.replace(/^::add-mask::.*$/gm, '') + ran.summary + JSON.stringify(ran.report);
    expect(shown).not.toContain(line);
  });

  it('attaches the files of before again, byte for byte, where a registry has lost them', async () => {
    const kept = path.join(workspace, 'kept.sigstore.json');
    const steps = await sign({ key: KEY, 'dry-run': 'true' });
    expect([steps.outputs['result'], (await accepted(RELEASE)).length]).toEqual(['unchanged', 0]);
    await sign({ key: KEY });
    const [evidence] = await accepted(RELEASE);
    const [referrer] = await store.listReferrers(image.digest);
    const manifest = await store.readManifest(referrer?.digest ?? '');
    const [layer] = 'layers' in manifest.content ? manifest.content.layers : [];
    const bytes = layer === undefined ? [] : await (await store.readBlob(layer)).toArray();
    writeFileSync(kept, Buffer.concat(bytes as Buffer[]));
    if (referrer !== undefined) await store.delete(referrer.digest);
    expect(await accepted(RELEASE)).toEqual([]);
    const again = await sign({ key: KEY, bundles: 'kept.sigstore.json' });
    expect([again.outputs['result'], again.outputs['bundle-digests']]).toEqual([
      'done',
      evidence?.bundleDigest,
    ]);
    expect(await accepted(RELEASE)).toMatchObject([{ bundleDigest: evidence?.bundleDigest }]);
  });
});

describe('sign without a key', () => {
  it("attaches evidence of the job's workflow, and says where the log shows it", async () => {
    const ran = await sign(KEYLESS, job({ 'id-token': 'write' }).env);
    expect([ran.exitCode, ran.outputs['result']]).toEqual([0, 'done']);
    expect(ran.outputs['signer']).toBe(`${WORKFLOW} (keyless)`);
    expect(ran.outputs['log-url']).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/api\/v1\/log\/entries\?logIndex=\d+$/,
    );
    const subject = `https://github.com/${WORKFLOW}`;
    const trusted = { name: 'release', issuer: ISSUER, subject, repositoryId: '1001' };
    expect(await accepted(trusted, sigstore.trustRoot)).toMatchObject([{ signedBy: 'release' }]);
    expect(await accepted({ ...trusted, repositoryId: '1002' }, sigstore.trustRoot)).toEqual([]);
  });

  it('says which permission is missing, with the YAML to add, before it asks anybody', async () => {
    const before = registry.requests.length;
    const ran = await sign(KEYLESS, job({ contents: 'read' }).env);
    expect([ran.exitCode, ran.outputs['result']]).toEqual([1, 'invalid']);
    expect(said(ran)).toMatch(/permissions: \{ id-token: write \}/);
    expect(said(ran)).toMatch(/fork.*reusable workflow/);
    expect(registry.requests).toHaveLength(before);
  });

  it('shows nothing of what it asks the token service with when that gives no token', async () => {
    const wrong = { ...job({ 'id-token': 'write' }).env, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'not-a-token-4711' };
    const ran = await sign(KEYLESS, wrong);
    expect([ran.exitCode, ran.outputs['result']]).toEqual([1, 'unavailable']);
    expect(said(ran)).toMatch(/token service gave no OIDC token/);
    expect(ran.raw + ran.summary).not.toContain('not-a-token-4711');
  });

  it('signs nothing, and says so, in a pull request that has neither key nor token', async () => {
    const ran = await sign({}, { ...job({}).env, GITHUB_EVENT_NAME: 'pull_request' });
    expect([ran.exitCode, ran.outputs['result'], ran.outputs['signer']]).toEqual([0, 'unchanged', undefined]);
    expect(ran.summary).toMatch(/^### ⚠️ sign: nothing signed/);
  });

  it('asks for the trusted root that private repositories need, and names the command that writes it', async () => {
    const env = { ...job({ 'id-token': 'write' }).env, GITHUB_SERVER_URL: 'https://github.com' };
    const ran = await sign({ signing: 'keyless' }, env);
    expect([ran.exitCode, ran.outputs['result']]).toEqual([1, 'invalid']);
    expect(said(ran)).toMatch(/gh attestation trusted-root > /);
  });
});

describe('github-attestations', () => {
  const stored = () => github.repository('acme/shop').attestations;

  it('stores each bundle once, as it is attached, with no permission but the one that is declared', async () => {
    const { token, env } = job({ 'id-token': 'write', attestations: 'write' });
    const inputs = { ...KEYLESS, 'github-attestations': 'true', token };
    const ran = await sign(inputs, env);
    expect([ran.exitCode, said(ran)]).toEqual([0, '']);
    const mine = () => stored().filter(({ subjects }) => subjects.includes(image.digest));
    expect(mine()).toHaveLength(1);
    const [file = ''] = ran.outputs['bundle-paths']?.split('\n') ?? [];
    expect(file).toMatch(/\.sigstore\.json$/);
    expect(github.used(token)).toEqual({ 'id-token': 'write', attestations: 'write' });
    const again = await sign(inputs, env);
    expect([again.outputs['result'], mine().length]).toEqual(['unchanged', 1]);
  });

  it('says which permission is missing', async () => {
    const { token, env } = job({ 'id-token': 'write' });
    const ran = await sign({ ...KEYLESS, 'github-attestations': 'true', token }, env);
    expect([ran.exitCode, ran.outputs['result']]).toEqual([1, 'invalid']);
    expect(said(ran)).toMatch(/permissions: \{ attestations: write \}/);
  });

  it('takes no key, for nobody could verify it there, and attaches nothing then', async () => {
    const ran = await sign({ key: KEY, 'github-attestations': 'true' });
    expect(ran.outputs['result']).toBe('invalid');
    expect(said(ran)).toMatch(/gh attestation verify' takes certificates alone/);
    expect(await accepted(RELEASE)).toEqual([]);
  });
});

describe('sign that is killed', () => {
  it('between bundle and tag leaves no evidence, and completes when it runs again', async () => {
    await newImage(old);
    // Connections for the tag are closed until the process is killed over it.
    old.faults.add({ method: 'PUT', path: /manifests\/sha256-/, times: Infinity, action: { kind: 'reset' } });
    const killed = await runAction('sign', {
      inputs: { image: reference, key: KEY },
      workspace,
      timeoutMs: 2_000,
      patience: { interruptMs: 0, terminateMs: 0 },
    });
    old.faults.clear();
    expect([killed.timedOut, killed.ok]).toEqual([true, false]);
    const asked = old.requests.filter(({ url }) => url.includes(`/shop${images}/`));
    expect(asked.some(({ method, url }) => method === 'PUT' && url.includes('manifests/sha256:'))).toBe(true);
    expect([await store.listTags(), await accepted(RELEASE)]).toEqual([[], []]);
    const again = await sign({ key: KEY });
    expect([again.exitCode, again.outputs['result']]).toEqual([0, 'done']);
    expect(await accepted(RELEASE)).toHaveLength(1);
    expect((await sign({ key: KEY })).outputs['result']).toBe('unchanged');
  });
});

describe('cleanup', () => {
  it('lists the tags whose image is gone, deletes them when told to, and never a living one', async () => {
    await newImage(old);
    const gone = image;
    await sign({ key: KEY });
    const { host } = old;
    const name = `shop${images}`;
    const alive = await writeTestImage(storeAt(host, name), { tag: '2.0.0', layers: ['another'] });
    reference = `${host}/${name}@${alive.digest}`;
    await sign({ key: KEY });
    await store.delete(gone.digest);
    const tagOf = ({ digest }: Descriptor): string => digest.replace(':', '-');

    const listed = await sign({ key: KEY, cleanup: 'list' });
    expect([listed.outputs['result'], listed.outputs['stale-tags']]).toEqual(['unchanged', tagOf(gone)]);
    expect(await store.listTags()).toEqual(expect.arrayContaining([tagOf(gone), tagOf(alive)]));
    const dry = await sign({ key: KEY, cleanup: 'delete', 'dry-run': 'true' });
    expect(dry.summary).toContain('would be deleted');
    expect(await store.listTags()).toContain(tagOf(gone));

    const deleted = await sign({ key: KEY, cleanup: 'delete' });
    expect([deleted.outputs['result'], deleted.outputs['stale-tags']]).toEqual(['done', tagOf(gone)]);
    expect((await store.listTags()).toSorted()).toEqual(['2.0.0', tagOf(alive)]);
  });
});

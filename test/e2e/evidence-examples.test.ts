import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Repository } from '../../scripts/demo/repository.ts';
import { takeSample } from '../../scripts/demo/world.ts';
import { systemClock } from '../../shared/action/system-clock.ts';
import { attachStatement } from '../../shared/evidence/attach.ts';
import { keylessSigner } from '../../shared/evidence/keyless.ts';
import { SIGNATURE_TYPE } from '../../shared/evidence/predicates/known.ts';
import { statementAbout } from '../../shared/evidence/statement.ts';
import { loadEvidence } from '../../shared/evidence/verify.ts';
import { layoutStore } from '../../shared/oci/layout.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { type GitHubFake, startGitHub } from '../kit/github/server.ts';
import { type TestRegistry, startRegistry } from '../kit/registry/registry.ts';
import { ISSUER, type Sigstore, startSigstore } from '../kit/sigstore/sigstore.ts';
import type { Builtin } from '../kit/workflow-runner/actions.ts';
import type { RunOptions, WorkflowResult } from '../kit/workflow-runner/run.ts';
import { runWorkflow } from '../kit/workflow-runner/workflow.ts';

const WORKFLOWS = ['release-keyless.yml', 'release-air-gapped.yml', 'verify-before-deploy.yml'];
const BASE_SUBJECT = 'https://github.com/vendor/images/.github/workflows/build.yml@refs/heads/main';

let registry: TestRegistry;
let github: GitHubFake;
let sigstore: Sigstore;
let repository: Repository;
let scratch: string;
let base: string;
const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** An instance of one's own, in place of the public one that a test cannot reach. */
const ownInstance = (text: string): string =>
  text
    .replace(
      /^( +)signing: keyless$/m,
      '$&\n$1signing-config: .github/keys/signing_config.json\n$1trust-root: .github/keys/trusted_root.jsonl',
    )
    .replace(/^( +)identities: release=.*$/m, '$&\n$1trust-root: .github/keys/trusted_root.jsonl')
    // The sample's commits are of the GitHub of this test.
    .replaceAll('source: github.com/', `source: ${new URL(github.serverUrl).host}/`);

beforeAll(async () => {
  [registry, sigstore] = await Promise.all([startRegistry(), startSigstore()]);
  scratch = mkdtempSync(path.join(tmpdir(), 'fixity-examples-'));
  repository = await takeSample(registry.host, publicKey, WORKFLOWS);
  github = await startGitHub({
    repositories: { 'acme/shop': { directory: repository.bare } },
    issuer: ISSUER,
  });
  const file = (name: string, text: string): void => {
    writeFileSync(path.join(repository.clone, name), text);
  };
  file('.github/keys/signing_config.json', sigstore.signingConfig);
  file('.github/keys/trusted_root.jsonl', `${JSON.stringify(JSON.parse(sigstore.trustRoot))}\n`);
  file('deploy/deploy', '#!/bin/sh\necho "deployed $1" >> "$DEPLOYED"\n');
  execFileSync('chmod', ['+x', path.join(repository.clone, 'deploy/deploy')]);
  repository.commit('Use our own Sigstore', {
    ...Object.fromEntries(WORKFLOWS.map((name) => [`.github/workflows/${name}`, ownInstance])),
  });
  base = await signedBase();
}, 120_000);
afterAll(async () => {
  await Promise.all([registry.close(), sigstore.close(), github.stop()]);
  rmSync(scratch, { recursive: true });
});

/** The base image of the sample, as its vendor has signed it. */
async function signedBase(): Promise<string> {
  const store = openStore(parseReference(`${registry.host}/acme/base/nodejs`), {
    credentials: { for: () => Promise.resolve(undefined) },
    clock: systemClock,
  });
  const top = await store.resolve('bookworm');
  if (top === undefined) throw new Error('the base image is not there');
  const signer = await keylessSigner({
    services: sigstore.services,
    trustRoot: sigstore.trustRoot,
    idToken: () =>
      Promise.resolve(sigstore.token({ job_workflow_ref: BASE_SUBJECT.slice(19), san: BASE_SUBJECT })),
    clock: systemClock,
  });
  await attachStatement(store, signer, statementAbout([top], SIGNATURE_TYPE, {}), top);
  return `${registry.host}/acme/base/nodejs@${top.digest}`;
}

/** Keeps what was uploaded. */
const upload: Builtin = ({ inputs, workspace }) => {
  cpSync(path.join(workspace, inputs['path'] ?? ''), path.join(scratch, inputs['name'] ?? ''), {
    recursive: true,
  });
  return Promise.resolve({});
};

const run = (name: string, options: Partial<RunOptions> = {}): Promise<WorkflowResult> =>
  runWorkflow({
    file: `.github/workflows/${name}`,
    repository: { name: 'acme/shop', directory: repository.bare },
    github,
    actor: 'ada',
    builtins: { 'actions/upload-artifact': upload },
    ...options,
  });

/** How the run ended; when not well, with the end of its log. */
const ending = ({ result, log }: WorkflowResult): string =>
  result === 'success' ? result : [result, ...log.slice(-25).map(({ text }) => text)].join('\n');

const release = async (name: string, tag: string, options: Partial<RunOptions> = {}) => {
  repository.tag(tag);
  return run(name, { event: 'push', ref: `refs/tags/${tag}`, ...options });
};

const imageOf = ({ jobs }: WorkflowResult): string =>
  jobs['release']?.steps.find(({ id }) => id === 'build')?.outputs['image'] ?? '';

describe('release-keyless.yml', () => {
  it('signs as the workflow, verifies that, and stores the evidence with GitHub too', async () => {
    const result = await release('release-keyless.yml', 'v1.0.0');
    expect(ending(result)).toBe('success');
    const steps = result.jobs['release']?.steps ?? [];
    const [sign] = steps.filter(({ uses }) => uses?.includes('/sign@'));
    expect(sign?.outputs['signer']).toBe(
      'acme/shop/.github/workflows/release-keyless.yml@refs/tags/v1.0.0 (keyless)',
    );
    expect(sign?.permissions).toEqual({ 'id-token': 'write', attestations: 'write' });
    const digest = imageOf(result).split('@')[1] ?? '';
    const types = github
      .repository('acme/shop')
      .attestations.filter(({ subjects }) => subjects.includes(digest))
      .map(({ predicateType }) => predicateType);
    expect(types).toEqual(expect.arrayContaining([SIGNATURE_TYPE, 'https://slsa.dev/provenance/v1']));
  }, 60_000);

  it('does not pass its own verification when another workflow is expected', async () => {
    repository.commit('Expect another workflow', {
      '.github/workflows/release-keyless.yml': (text) =>
        text.replace(
          'github.com/${{ github.workflow_ref }}',
          'github.com/acme/shop/.github/workflows/x.yml@refs/tags/v*',
        ),
    });
    const result = await release('release-keyless.yml', 'v1.0.1');
    expect(result.result).toBe('failure');
    expect(result.annotations.map(({ message }) => message).join('\n')).toContain('signed-by');
  }, 60_000);
});

describe('release-air-gapped.yml', () => {
  const variables = (): Record<string, string> => {
    const key = path.join(scratch, 'hsm.pem');
    writeFileSync(key, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    return {
      BASE_IMAGE: base,
      BASE_IDENTITY: `${ISSUER} ${BASE_SUBJECT}`,
      SIGN_COMMAND: `openssl pkeyutl -sign -inkey ${key}`,
    };
  };

  it('carries away a directory that holds the image and its evidence', async () => {
    const result = await release('release-air-gapped.yml', 'v2.0.0', { vars: variables() });
    expect(ending(result)).toBe('success');
    const reference = parseReference(imageOf(result));
    const store = layoutStore(path.join(scratch, 'shop'), 'oci-layout:shop', systemClock);
    const { accepted, ignored } = await loadEvidence([store], reference.digest ?? ('' as never), [
      { name: 'release', publicKey },
    ]);
    expect(ignored).toEqual([]);
    expect(accepted.map(({ predicateType }) => predicateType).sort()).toEqual([
      'https://in-toto.io/attestation/test-result/v0.1',
      'https://sigstore.dev/cosign/sign/v1',
      'https://slsa.dev/provenance/v1',
    ]);
  }, 60_000);

  it('builds nothing on a base that somebody else has signed', async () => {
    const vars = { ...variables(), BASE_IDENTITY: `${ISSUER} ${BASE_SUBJECT.replace('images', 'other')}` };
    const result = await release('release-air-gapped.yml', 'v2.0.1', { vars });
    expect([result.result, imageOf(result)]).toEqual(['failure', '']);
  }, 60_000);
});

describe('verify-before-deploy.yml', () => {
  const deploy = async (image: string) => {
    const DEPLOYED = path.join(scratch, 'deployed');
    writeFileSync(DEPLOYED, '');
    const event = 'workflow_dispatch';
    const result = await run('verify-before-deploy.yml', { event, inputs: { image }, machine: { DEPLOYED } });
    return { result, deployed: readFileSync(DEPLOYED, 'utf8') };
  };

  it('deploys what the key has vouched for, and nothing else', async () => {
    repository.commit('Release with a key', {
      '.github/workflows/release-keyless.yml': (text) =>
        text
          .replace(/signing: keyless\n.*\n.*\n.*github-attestations: true/, 'key: ${{ secrets.FIXITY_KEY }}')
          .replace(/^ +- uses: .*\/verify@[^]*/m, ''),
    });
    const secrets = { FIXITY_KEY: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
    const signed = await release('release-keyless.yml', 'v3.0.0', { secrets });
    expect(ending(signed)).toBe('success');
    const good = await deploy(imageOf(signed));
    expect([ending(good.result), good.deployed]).toEqual(['success', `deployed ${imageOf(signed)}\n`]);
    const bad = await deploy(base);
    expect([bad.result.result, bad.deployed]).toEqual(['failure', '']);
  }, 60_000);
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../../shared/action/system-clock.ts';
import { keylessSigner } from '../../../../shared/evidence/keyless.ts';
import { ISSUER, type Sigstore, startSigstore } from '../../../kit/sigstore/sigstore.ts';
import { prove } from './proof.ts';
import { type World, createWorld, reference, writeInWorkspace } from './world.ts';

const WORKFLOW = 'acme/shop/.github/workflows/deliver.yml';

let world: World;
let sigstore: Sigstore;

beforeEach(async () => {
  [world, sigstore] = await Promise.all([createWorld(), startSigstore()]);
  writeInWorkspace(world, 'signing_config.json', sigstore.signingConfig);
  writeInWorkspace(world, 'trusted_root.json', sigstore.trustRoot);
});

afterEach(async () => {
  await Promise.all([world.stop(), sigstore.close()]);
});

const tokenAt = (ref: string): string =>
  sigstore.token({
    iss: ISSUER,
    aud: 'sigstore',
    sub: `repo:acme/shop:ref:${ref}`,
    job_workflow_ref: `${WORKFLOW}@${ref}`,
    san: `https://github.com/${WORKFLOW}@${ref}`,
    repository: 'acme/shop',
  });

const trustWorkflow = (): Promise<string> =>
  world.commit({
    'trusted_root.json': sigstore.trustRoot,
    '.github/fixity.yml': `version: 1
trust:
  release: {issuer: ${ISSUER}, workflow: ${WORKFLOW}, ref: 'refs/tags/v*'}
trust-roots: [trusted_root.json]
images: {shop: {repository: ${world.registry.host}/build/shop}}
environments:
  staging:
    require: {signed-by: [release]}
    targets: [{kustomize: deploy/staging/kustomization.yaml, image: shop}]
`,
  });

/** Signs and promotes as the workflow at `ref`. */
async function deliver(signedAt: string, promotedAt: string, between: () => void = () => undefined) {
  await trustWorkflow();
  const image = await world.build('v1');
  const { services, trustRoot } = sigstore;
  const signer = await keylessSigner({
    services,
    trustRoot,
    idToken: () => Promise.resolve(tokenAt(signedAt)),
    clock: systemClock,
  });
  await prove(world, image, ['signature'], { signer });
  between();
  return world.promote(
    {
      images: reference(world, 'build/shop', image.digest),
      environment: 'staging',
      signing: 'keyless',
      'signing-config': 'signing_config.json',
      'trust-root': 'trusted_root.json',
    },
    { key: undefined, idToken: tokenAt(promotedAt) },
  );
}

describe('promoting without a key', () => {
  it('believes the workflow that the policy names, and records as it', async () => {
    const outcome = await deliver('refs/tags/v1.4.2', 'refs/tags/v1.4.2');
    expect(outcome).toMatchObject({ result: 'done', outputs: { verdict: 'pass' } });
    expect(outcome.outputs['recordDigest']).toMatch(/^sha256:/);
  });

  it('does not believe the same workflow on another ref', async () => {
    const outcome = await deliver('refs/heads/main', 'refs/tags/v1.4.2');
    expect(outcome.result).toBe('refused');
    expect(outcome.summary).toContain('1 other signer');
  });

  it('commits nothing when the witness does not answer', async () => {
    const { git } = world.github.repository('acme/shop');
    const act = deliver('refs/tags/v1.4.2', 'refs/tags/v1.4.2', () => {
      sigstore.faults.add({ method: 'POST', times: 99, action: { kind: 'status', status: 500 } });
    });
    await expect(act).rejects.toThrow(/nothing was committed/);
    expect(await git.text(['log', '--format=%s', '-1', 'main'])).not.toMatch(/^Promote/);
    expect(world.github.repository('acme/shop').deployments).toEqual([]);
  });

  it('does not record as a workflow that the policy does not name', async () => {
    await expect(deliver('refs/tags/v1.4.2', 'refs/heads/main')).rejects.toThrow(
      /this signer may not record/,
    );
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';
import { pinImages } from '../../../../actions/build-image/builders/pin.ts';
import {
  buildRequest,
  dockerfileFindings,
  isDockerfile,
  loadDockerfilePlan,
} from '../../../../actions/build-image/dockerfile-plan.ts';
import { contract } from '../../../../actions/build-image/contract.ts';
import { parseInputs } from '../../../../shared/action/contract.ts';
import { openStore } from '../../../../shared/oci/open.ts';
import { parseReference } from '../../../../shared/oci/reference.ts';
import { writeTestImage } from '../../../kit/registry/image.ts';
import { ANONYMOUS } from '../../image/workspace.ts';
import { buildImage, contextFor, destination, removeDirectories, repository } from './repository.ts';

afterEach(removeDirectories);

const inputsOf = (inputs: Readonly<Record<string, string>>) =>
  parseInputs<(typeof contract)['inputs']>(
    contract,
    (name) => ({ file: 'Dockerfile', image: 'a/b', ...inputs })[name] ?? '',
  );

async function planned(
  dockerfile: string,
  inputs: Readonly<Record<string, string>> = {},
  event: unknown = {},
  eventName = 'push',
) {
  const context = contextFor(repository({ Dockerfile: dockerfile }), { event, eventName });
  const plan = await loadDockerfilePlan(inputsOf(inputs), context);
  return { plan, context, request: buildRequest(plan, context, '/tmp/layout') };
}

describe('a Dockerfile', () => {
  it.each([
    ['image.yml', false],
    ['deploy/image.yaml', false],
    ['Dockerfile', true],
    ['build/app.Dockerfile', true],
  ])('%s: %s', (file, expected) => {
    expect(isDockerfile(file)).toBe(expected);
  });

  it('is asked for with everything that the inputs say, into a layout', async () => {
    const { request } = await planned('FROM scratch\n', {
      target: 'x',
      platforms: 'linux/amd64\nlinux/arm64',
      'build-args': 'A=1',
      secrets: 'npm=s3cr3t',
      'cache-to': 'type=gha',
      'no-cache': 'true',
    });
    expect(request).toMatchObject({
      target: 'x',
      platforms: [{ architecture: 'amd64' }, { architecture: 'arm64' }],
      buildArgs: { A: '1' },
      secrets: { npm: 's3cr3t' },
      cacheTo: ['type=gha'],
      trusted: true,
      noCache: true,
      epoch: 1_767_323_045,
      output: { kind: 'layout', path: '/tmp/layout' },
    });
  });

  it.each([
    ['pull_request', false],
    ['pull_request_target', false],
    ['push', true],
    ['schedule', true],
  ])('lets %s write caches: %p', async (eventName, trusted) => {
    const { request } = await planned('FROM scratch\n', {}, {}, eventName);
    expect(request.trusted).toBe(trusted);
  });

  it('shows images by tag with the digest to paste, and variables that hold credentials, at their places', async () => {
    const { registry } = await destination();
    const base = openStore(parseReference(`${registry.host}/base`), ANONYMOUS);
    const { digest } = await writeTestImage(base, { tag: '1' });
    const text = `FROM ${registry.host}/base:1\nARG API_TOKEN\nCOPY --from=${registry.host}/base@${digest} /x /x\n`;
    const { request } = await planned(text);
    const { images } = await pinImages(request, ANONYMOUS);
    const findings = dockerfileFindings(request, images);
    expect(findings).toMatchObject([
      {
        check: 'base-images',
        at: { file: 'Dockerfile', line: 1 },
        next: `write  FROM ${registry.host}/base:1@${digest}`,
      },
      { check: 'secret-values', at: { file: 'Dockerfile', line: 2 } },
    ]);
  });

  it('is refused for a credential in an ARG before any builder is looked for', async () => {
    const workspace = repository({ Dockerfile: 'FROM scratch\nENV NPM_TOKEN=x\n' });
    const attempt = buildImage({ image: 'oci-layout:out', file: 'Dockerfile' }, contextFor(workspace));
    await expect(attempt).rejects.toMatchObject({ result: 'refused', problems: [{ at: { line: 2 } }] });
  });

  it('has each of its secrets masked before anything is run', async () => {
    const masked: string[] = [];
    const workspace = repository({ Dockerfile: 'FRM x\n' });
    const context = { ...contextFor(workspace), mask: (secret: string) => masked.push(secret) };
    const inputs = { image: 'oci-layout:out', file: 'Dockerfile', secrets: 'npm=one\nother=two' };
    await expect(buildImage(inputs, context)).rejects.toThrow();
    expect(masked).toEqual(['one', 'two']);
  });

  it('needs a builder, and says how to get one', async () => {
    const workspace = repository({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
    const attempt = buildImage({ image: 'oci-layout:out', file: 'Dockerfile' }, contextFor(workspace));
    await expect(attempt).rejects.toThrow(/docker buildx, or buildah/);
  });

  it('is refused with every problem of its text', async () => {
    const workspace = repository({ Dockerfile: 'FRM x\n' });
    await expect(
      buildImage({ image: 'oci-layout:out', file: 'Dockerfile' }, contextFor(workspace)),
    ).rejects.toThrow(/FRM/);
  });

  it('goes with a builder that runs it, and an image.yml with none', () => {
    expect(() => inputsOf({ file: 'image.yml', builder: 'buildah' })).toThrow(/buildah runs a Dockerfile/);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pinImages } from '../../../../../actions/build-image/builders/pin.ts';
import { targetBaseImages } from '../../../../../actions/build-image/builders/target-base.ts';
import { openStore } from '../../../../../shared/oci/open.ts';
import { parseReference } from '../../../../../shared/oci/reference.ts';
import { UserError } from '../../../../../shared/text/error.ts';
import { buildRequest, builderPorts } from '../../../../kit/building.ts';
import { AMD64, ARM64, writeTestImage } from '../../../../kit/registry/image.ts';
import { type TestRegistry, startRegistry } from '../../../../kit/registry/registry.ts';

let directory = '';
let registry: TestRegistry;
let digests: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'pin-'));
  registry = await startRegistry();
  const { stores } = builderPorts(directory, {});
  const write = async (name: string, tag: string, layer: string): Promise<string> => {
    const store = openStore(parseReference(name), stores);
    return (await writeTestImage(store, { tag, layers: [layer], platforms: [AMD64, ARM64] })).digest;
  };
  digests = {
    node: await write(`${registry.host}/node`, '24', 'node'),
    tools: await write(`${registry.host}/tools`, 'latest', 'tools'),
    frontend: await write(`${registry.host}/frontend`, '1', 'frontend'),
    base: await write('oci-layout:base', 'v1', 'base'),
  };
});
afterAll(async () => {
  await registry.close();
  rmSync(directory, { recursive: true, force: true });
});

const request = (lines: readonly string[], given: Parameters<typeof buildRequest>[3] = {}) =>
  buildRequest(directory, 'context', lines, given);
const pin = (...given: Parameters<typeof request>) =>
  pinImages(request(...given), builderPorts(directory, {}).stores);

describe('pinImages', () => {
  it('resolves each image once, and gives its digest to the build', async () => {
    const { host } = registry;
    const {
      request: pinned,
      images,
      materials,
    } = await pin(
      [
        `# syntax=${host}/frontend:1`,
        'ARG V=24',
        `FROM ${host}/node:$V AS build`,
        `COPY --from=${host}/tools /x /x`,
        `FROM ${host}/node:24 AS unused-and-missing`,
        `COPY --from=${host}/missing /x /x`,
        'FROM base',
        'COPY --from=build /x /x',
      ],
      { buildContexts: { base: 'oci-layout://base:v1' } },
    );
    expect(pinned.buildContexts).toEqual({
      base: 'oci-layout://base:v1',
      [`${host}/node:24`]: `docker-image://${host}/node@${digests['node']}`,
      [`${host}/tools`]: `docker-image://${host}/tools@${digests['tools']}`,
    });
    expect(pinned.buildArgs).toEqual({ BUILDKIT_SYNTAX: `${host}/frontend@${digests['frontend']}` });
    expect(images.map((image) => image.pinned)).toEqual([
      `${host}/frontend:1@${digests['frontend']}`,
      `${host}/node:24@${digests['node']}`,
      `${host}/tools@${digests['tools']}`,
      `oci-layout:${directory}/base:v1@${digests['base']}`,
    ]);
    expect(materials[3]?.uri).toBe(`oci-layout:base@${digests['base']}`);
    expect(materials[1]).toEqual({
      uri: `docker://${host}/node@${digests['node']}`,
      digest: { sha256: digests['node']?.slice('sha256:'.length) },
    });
  });

  it('resolves no tag of what is named by digest, and takes it as it is', async () => {
    const before = registry.requests.length;
    const name = `${registry.host}/node@${digests['node']}`;
    const { request: pinned, images } = await pin([`FROM ${name}`]);
    const paths = registry.requests.slice(before).map(({ url }) => url);
    expect(paths.filter((asked) => asked.includes('/manifests/') && !asked.includes('sha256:'))).toEqual([]);
    expect([pinned.buildContexts, images.map(({ pinned: text }) => text)]).toEqual([{}, [name]]);
  });

  it('goes on where only the builder can reach a base that is named by digest, and says what is not known', async () => {
    const name = `127.0.0.1:1/node@${digests['node']}`;
    const { images, warnings } = await pin([`FROM ${name}`]);
    expect(images).toHaveLength(1);
    expect(warnings).toMatchObject([
      { what: `whether '${name}' brings ONBUILD triggers is not known`, at: { line: 1 } },
    ]);
  });

  it('pins what the ONBUILD triggers of a base use, and the bases of stages that only they need', async () => {
    const { host } = registry;
    const trigger = openStore(parseReference(`${host}/trigger`), builderPorts(directory, {}).stores);
    const OnBuild = [`COPY --from=${host}/tools /x /x`, 'COPY --from=assets /y /y', 'RUN true'];
    await writeTestImage(trigger, { tag: '1', container: { OnBuild } });
    const lines = [`FROM ${host}/node:24 AS assets`, 'RUN x', `FROM ${host}/trigger:1`, 'USER 1'];
    const { images, triggers, request: pinned } = await pin(lines);
    expect(images.map(({ use, digest }) => [use.reference, use.at.line, digest])).toEqual([
      [`${host}/trigger:1`, 3, expect.anything()],
      [`${host}/node:24`, 1, digests['node']],
      [`${host}/tools`, 3, digests['tools']],
    ]);
    expect(triggers).toEqual({ [`${host}/trigger:1`]: OnBuild });
    expect(pinned.buildContexts[`${host}/tools`]).toBe(`docker-image://${host}/tools@${digests['tools']}`);
  });

  it('leaves frontends to the builder that reads none', async () => {
    const lines = [`# syntax=127.0.0.1:1/frontend:1`, 'FROM scratch'];
    const asked = request(lines);
    const { images, request: pinned } = await pinImages(asked, builderPorts(directory, {}).stores, {
      frontends: false,
    });
    expect([images, pinned.buildArgs]).toEqual([[], {}]);
  });

  it('takes what the builder builds for as TARGETPLATFORM, where nothing is said', async () => {
    const lines = ['ARG TARGETARCH', 'FROM $TARGETARCH'];
    const buildContexts = { arm64: `docker-image://${registry.host}/tools` };
    const asked = request(lines, { buildContexts });
    const { images } = await pinImages(asked, builderPorts(directory, {}).stores, { native: ARM64 });
    expect(images.map(({ digest }) => digest)).toEqual([digests['tools']]);
  });

  it('resolves what each platform reads', async () => {
    const lines = ['ARG TARGETARCH', 'FROM $TARGETARCH'];
    const contexts = {
      amd64: `docker-image://${registry.host}/node:24`,
      arm64: `docker-image://${registry.host}/tools`,
    };
    const { images } = await pin(lines, { platforms: [AMD64, ARM64], buildContexts: contexts });
    expect(images.map(({ digest }) => digest)).toEqual([digests['node'], digests['tools']]);
  });

  it('tells all images that do not exist at once, each with its line', async () => {
    const { host } = registry;
    const error: unknown = await pin([
      `FROM ${host}/no:1 AS a`,
      `FROM ${host}/node:no`,
      'COPY --from=a /x /x',
    ]).catch((thrown: unknown) => thrown);
    if (!(error instanceof UserError)) throw error;
    expect(error.problems.map(({ what, at }) => [what, at?.line])).toEqual([
      [`the image '${host}/no:1' does not exist`, 1],
      [`the image '${host}/node:no' does not exist`, 2],
    ]);
  });

  it('tells which variable has no value', async () => {
    await expect(pin(['ARG V', 'FROM node:$V'])).rejects.toThrow(
      /depends on V, which has no value.*build-args/,
    );
  });
});

describe('targetBaseImages', () => {
  const stores = () => builderPorts(directory, {}).stores;

  it('finds the base of the target through its stages, for each platform', async () => {
    const lines = [`FROM ${registry.host}/node:24 AS one`, 'FROM scratch AS other', 'FROM one'];
    const base = await targetBaseImages(request(lines), stores());
    expect(base?.material.digest['sha256']).toBe(digests['node']?.slice('sha256:'.length));
    expect(base?.forPlatform(ARM64)?.manifest.descriptor.digest).not.toBe(
      base?.forPlatform(AMD64)?.manifest.descriptor.digest,
    );
    expect(base?.forPlatform({ os: 'linux', architecture: 'riscv64' })).toBeUndefined();
  });

  it('reads the manifests of no platform but those that are built', async () => {
    const before = registry.requests.length;
    const base = await targetBaseImages(
      request([`FROM ${registry.host}/node@${digests['node']}`], { platforms: [ARM64] }),
      stores(),
    );
    expect(base?.forPlatform(ARM64)).toBeDefined();
    expect(base?.forPlatform(AMD64)).toBeUndefined();
    const manifests = registry.requests.slice(before).filter(({ url }) => url.includes('/manifests/'));
    expect(manifests).toHaveLength(2);
  });

  it.each([[['FROM scratch']], [['FROM a$UNSET']]])('finds none for %j', async (lines) => {
    expect(await targetBaseImages(request(lines), stores())).toBeUndefined();
  });
});

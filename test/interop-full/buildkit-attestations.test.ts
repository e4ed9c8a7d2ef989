import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';
import { type FoundBuildx, findBuilders } from '../../actions/build-image/builders/found.ts';
import { parseProvenance } from '../../shared/evidence/predicates/provenance.ts';
import { copyImage } from '../../shared/oci/copy.ts';
import type { ImageIndex } from '../../shared/oci/descriptor.ts';
import { digestOf, hexOf } from '../../shared/oci/digest.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { type TestBuilderPorts, builderPorts } from '../kit/building.ts';
import { type BusyboxLayout, busyboxLayout } from '../kit/busybox.ts';
import { findProgram, interop } from '../kit/parts.ts';
import { type TestRegistry, startRegistry } from '../kit/registry/registry.ts';
import {
  type TestContext,
  buildImage,
  contextFor,
  digestOutput,
  outputOf,
  removeDirectories,
  repository,
} from '../unit/actions/build-image/repository.ts';
import { type BuildKit, startBuildKit } from './buildkit-daemon.ts';
import { pushScanner } from './buildkit-scanner.ts';

const PARTS = ['docker', 'buildkitd', 'runc', 'busybox', 'tar', 'git'];

let directory = '';
let base: BusyboxLayout;
let buildkit: BuildKit | undefined;
let ports: TestBuilderPorts;
let registry: TestRegistry;
let scanner = '';

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'attestations-'));
  registry = await startRegistry();
  if (PARTS.some((part) => findProgram(part) === undefined)) return;
  base = busyboxLayout(directory);
  buildkit = await startBuildKit(directory);
  ports = builderPorts(directory, buildkit.env);
  const { buildx } = await findBuilders(ports, buildkit.builder);
  if ('missing' in buildx) throw new Error(buildx.missing);
  const found: FoundBuildx = buildx;
  scanner = await pushScanner(directory, `${registry.host}/scanner`, found, ports);
}, 120_000);
afterEach(removeDirectories);
afterAll(async () => {
  await buildkit?.stop();
  await registry.close();
  rmSync(directory, { recursive: true, force: true });
});

/** A context whose programs find the BuildKit of this test. */
function withBuildKit(workspace: string): TestContext {
  const env = buildkit?.env ?? {};
  const variables: Record<string, string | undefined> = { ...env, BUILDX_BUILDER: buildkit?.builder };
  return {
    ...contextFor(workspace),
    dockerConfig: env['DOCKER_CONFIG'] ?? '',
    variable: (name) => variables[name],
  };
}

interface Provenance {
  readonly buildDefinition: {
    readonly externalParameters: object;
    readonly internalParameters: object;
    readonly resolvedDependencies: readonly { readonly uri?: string; readonly annotations?: object }[];
  };
  readonly runDetails: { readonly builder: { readonly id: string }; readonly byproducts?: readonly object[] };
}

/** Builds into a layout of its own, from a commit with this Dockerfile. */
async function build(dockerfile: readonly string[], inputs: Readonly<Record<string, string>> = {}) {
  const workspace = repository({ Dockerfile: `${dockerfile.join('\n')}\n`, 'greeting.txt': 'hello\n' });
  const context = withBuildKit(workspace);
  const image = inputs['image'] ?? `oci-layout:${context.temp}/out`;
  const outcome = await buildImage(
    {
      image,
      tags: 'x',
      file: 'Dockerfile',
      builder: 'buildkit',
      'build-contexts': `base=oci-layout://${base.path}:v1`,
      ...inputs,
    },
    context,
  );
  const provenance = JSON.parse(readFileSync(outputOf(outcome, 'provenancePath'), 'utf8')) as Provenance;
  const digest = digestOutput(outcome);
  const store = openStore(parseReference(image), ports.stores);
  const index = (await store.readManifest(digest)).content as ImageIndex;
  return { outcome, provenance, digest, store, index, context, workspace };
}

const LINES = [
  'FROM base',
  'ARG NAME=nobody',
  'COPY greeting.txt /',
  'RUN echo "$NAME" > /name',
  'USER 65532',
];
const ASKED = () => ({ 'buildkit-attestations': `provenance\nsbom=${scanner}` });

describe("BuildKit's own attestations", () => {
  interop(
    'are read and joined with ours, and leave index and digest as they are',
    PARTS,
    async () => {
      const given = { 'build-args': 'NAME=world', secrets: 'npm=hunter2-hunter2' };
      const plain = await build(LINES, given);
      const { outcome, provenance, digest, index, store } = await build(LINES, {
        ...given,
        ...ASKED(),
        'verify-reproducible': 'true',
      });
      expect(outcome).toMatchObject({ result: 'done', outputs: { reproducible: 'true' } });
      expect(digest).toBe(plain.digest);
      expect(index.manifests.map(({ platform }) => platform?.os)).toEqual(['linux']);
      expect(index.manifests[0]?.annotations).toBeUndefined();
      const subject = index.manifests[0]?.digest;
      const attestations = outputOf(outcome, 'attestations').split('\n');
      expect(attestations.map((line) => line.replace(/=.*\//, '='))).toEqual([
        'https://slsa.dev/provenance/v1=provenance.json',
        `https://cyclonedx.org/bom@${subject}=sbom-linux-amd64.cdx.json`,
        `https://spdx.dev/Document@${subject}=sbom-linux-amd64.spdx.json`,
      ]);
      const document = readFileSync(attestations[2]?.replace(/^[^=]*=/, '') ?? '', 'utf8');
      expect(JSON.parse(document)).toMatchObject({ spdxVersion: 'SPDX-2.3', name: 'sbom' });
      expect(await store.listReferrers(digest)).toEqual([]);
      // Who builds and why is our word; what BuildKit calls itself stands among the by-products.
      expect(provenance.runDetails.builder.id).toBe(
        'https://github.com/acme/shop/.github/workflows/deliver.yml@refs/tags/v1.2.3',
      );
      expect(provenance.runDetails.byproducts).toMatchObject([
        { name: "BuildKit's sbom of linux/amd64", annotations: { subject } },
        {
          name: "BuildKit's provenance of linux/amd64",
          annotations: { subject, buildType: expect.stringContaining('moby/buildkit') as unknown },
        },
      ]);
      const dependencies = provenance.buildDefinition.resolvedDependencies;
      expect(dependencies.filter(({ annotations }) => annotations !== undefined)).toMatchObject([
        {
          uri: expect.stringContaining('/scanner?digest=') as unknown,
          annotations: { recordedBy: 'buildkit' },
        },
      ]);
      expect(JSON.stringify(provenance)).not.toContain('hunter2');
      expect(provenance.buildDefinition.externalParameters).toMatchObject({
        buildArgs: { NAME: 'world' },
        secretIds: ['npm'],
      });
      expect(parseProvenance(provenance).source).toBe('github.com/acme/shop');
    },
    120_000,
  );

  interop(
    'are about each platform that is stored',
    PARTS,
    async () => {
      const platforms = { platforms: 'linux/amd64\nlinux/386' };
      const lines = ['FROM scratch', 'COPY greeting.txt /', 'USER 1'];
      const plain = await build(lines, platforms);
      const { digest, outcome, index, provenance } = await build(lines, { ...platforms, ...ASKED() });
      expect(digest).toBe(plain.digest);
      const attestations = outputOf(outcome, 'attestations').split('\n');
      for (const child of index.manifests) {
        expect(
          attestations.some((line) => line.startsWith(`https://spdx.dev/Document@${child.digest}=`)),
        ).toBe(true);
      }
      expect(provenance.runDetails.byproducts).toHaveLength(4);
    },
    120_000,
  );

  interop(
    'are one SBOM a platform: more would hide each other',
    PARTS,
    async () => {
      const first = ['FROM base AS one', 'ARG BUILDKIT_SBOM_SCAN_STAGE=true', 'RUN echo x > /x'];
      const attempt = build([...first, 'FROM base', 'COPY --from=one /x /', 'USER 1'], ASKED());
      await expect(attempt).rejects.toThrow(/attested the sbom of linux\/amd64 2 times/);
    },
    120_000,
  );

  interop('are not to be had from buildah, which says so', [...PARTS, 'buildah'], async () => {
    await expect(build(LINES, { ...ASKED(), builder: 'buildah' })).rejects.toThrow(
      /only BuildKit attests what it builds/,
    );
  });
});

describe('what goes into an image of a Dockerfile', () => {
  interop(
    'is known by digest: what ADD fetches, by its checksum or by what BuildKit recorded',
    PARTS,
    async () => {
      const content = 'from the network\n';
      const server = createServer((_, response) => response.end(content)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.txt`;
      try {
        const loose = await build(['FROM base', `ADD ${url} /file.txt`, 'USER 1']);
        const line = `ADD --checksum=sha256:${hexOf(digestOf(content))} ${url}`;
        expect(loose.outcome.summary).toContain('is fetched without its checksum');
        expect(JSON.stringify(loose.outcome.report)).toContain(`write  ${line}`);
        const recorded = { uri: url, digest: { sha256: hexOf(digestOf(content)) } };
        expect(loose.provenance.buildDefinition.resolvedDependencies).toContainEqual({
          ...recorded,
          annotations: { recordedBy: 'buildkit' },
        });
        const strict = { checks: 'remote-sources=error' };
        await expect(build(['FROM base', `ADD ${url} /file.txt`, 'USER 1'], strict)).rejects.toThrow(line);
        const fixed = await build(['FROM base', `${line} /file.txt`, 'USER 1'], strict);
        expect(fixed.provenance.buildDefinition.resolvedDependencies).toContainEqual({
          name: 'file',
          ...recorded,
        });
      } finally {
        server.close();
      }
    },
    120_000,
  );

  interop(
    'is known by digest: what the ONBUILD triggers of a base copy',
    PARTS,
    async () => {
      const { host } = registry;
      const layout = openStore(parseReference(`oci-layout:${base.path}`), ports.stores);
      const tools = openStore(parseReference(`${host}/tools`), ports.stores);
      await copyImage(layout, tools, base.digest, { referrers: false });
      const { bytes, descriptor } = await tools.readManifest(base.digest);
      await tools.putManifest(bytes, { mediaType: descriptor.mediaType, tag: '1' });
      const trigger = `COPY --from=${host}/tools:1 /bin/busybox /brought`;
      await build(['FROM base', `ONBUILD ${trigger}`, 'USER 1'], { image: `${host}/onbuild`, tags: '1' });
      const { provenance, outcome } = await build([`FROM ${host}/onbuild:1`, 'COPY greeting.txt /']);
      expect(provenance.buildDefinition.resolvedDependencies).toContainEqual({
        name: 'image',
        uri: `docker://${host}/tools@${base.digest}`,
        digest: { sha256: hexOf(base.digest) },
      });
      expect(outcome.summary).toContain('ONBUILD');
    },
    120_000,
  );
});

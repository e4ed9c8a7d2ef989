import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';
import { buildWithBuildx } from '../../actions/build-image/builders/buildx.ts';
import { pinImages } from '../../actions/build-image/builders/pin.ts';
import { attachStatement } from '../../shared/evidence/attach.ts';
import { PROVENANCE_TYPE } from '../../shared/evidence/predicates/provenance.ts';
import { statementAbout } from '../../shared/evidence/statement.ts';
import { copyImage } from '../../shared/oci/copy.ts';
import { type Digest, digestOf, hexOf, parseDigest } from '../../shared/oci/digest.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { buildRequest } from '../kit/building.ts';
import { findProgram, interop } from '../kit/parts.ts';
import { slsaProblems } from '../kit/slsa.ts';
import { writeTestImage } from '../kit/registry/image.ts';
import { buildImage, outputOf, removeDirectories } from '../unit/actions/build-image/repository.ts';
import { signer } from '../unit/evidence/fixtures.ts';
import { pushFrontend } from './buildkit-scanner.ts';
import { PARTS, type World, build as buildIn, startWorld } from './buildkit-world.ts';
import { serveRepository } from './git-daemon.ts';

let world: World | undefined;

beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterEach(removeDirectories);
afterAll(async () => {
  await world?.stop();
});

/** Only called where all parts are there. */
function theWorld(): World {
  if (world === undefined) throw new Error('no BuildKit');
  return world;
}

const build = (...given: WithoutWorld<Parameters<typeof buildIn>>): ReturnType<typeof buildIn> =>
  buildIn(theWorld(), ...given);
type WithoutWorld<T extends readonly unknown[]> = T extends [World, ...infer Rest] ? Rest : never;

/** Gives the tag 1 to what is there. */
async function tag(store: ImageStore, digest: Digest): Promise<void> {
  const { bytes, descriptor } = await store.readManifest(digest);
  await store.putManifest(bytes, { mediaType: descriptor.mediaType, tag: '1' });
}

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
      const { base, ports, registry } = theWorld();
      const { host } = registry;
      const layout = openStore(parseReference(`oci-layout:${base.path}`), ports.stores);
      const tools = openStore(parseReference(`${host}/tools`), ports.stores);
      await copyImage(layout, tools, base.digest, { referrers: false });
      await tag(tools, base.digest);
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

  interop(
    'is known by commit: repositories that ADD fetches and that are contexts',
    [...PARTS, 'git'],
    async () => {
      const { base, directory } = theWorld();
      const served = await serveRepository(directory);
      try {
        const loose = await build(['FROM base', `ADD ${served.url}#main /lib`, 'USER 1']);
        const commit = { uri: `git+${served.url}#main`, digest: { gitCommit: served.commit } };
        expect(loose.provenance.buildDefinition.resolvedDependencies).toContainEqual({
          ...commit,
          annotations: { recordedBy: 'buildkit' },
        });
        const line = `${served.url}#${served.commit}`;
        expect(JSON.stringify(loose.outcome.report)).toContain(`write  ADD ${line}`);
        const lines = ['FROM base', `ADD ${line} /lib`, 'COPY --from=lib /x.txt /', 'USER 1'];
        const fixed = await build(lines, {
          'build-contexts': `base=oci-layout://${base.path}:v1\nlib=${line}`,
          checks: 'remote-sources=error',
        });
        const dependencies = fixed.provenance.buildDefinition.resolvedDependencies;
        expect(slsaProblems(fixed.provenance)).toEqual([]);
        expect(dependencies).toContainEqual({ name: 'git', uri: `git+${line}`, digest: commit.digest });
        expect(dependencies).toContainEqual({
          name: 'context lib',
          uri: `git+${line}`,
          digest: commit.digest,
        });
        expect(dependencies.filter(({ annotations }) => annotations !== undefined)).toEqual([]);
      } finally {
        await served.stop();
      }
    },
    120_000,
  );

  interop(
    'is what was resolved at the start, though the tag in a trigger is moved before it is copied from',
    PARTS,
    async () => {
      const { base, directory, found, ports, registry } = theWorld();
      const tools = openStore(parseReference(`${registry.host}/moving`), ports.stores);
      const layout = openStore(parseReference(`oci-layout:${base.path}`), ports.stores);
      await copyImage(layout, tools, base.digest, { referrers: false });
      await tag(tools, base.digest);
      const output = parseReference(`${registry.host}/triggering`);
      const trigger = ['FROM base', `ONBUILD COPY --from=${registry.host}/moving:1 /bin/busybox /brought`];
      const buildContexts = { base: 'oci-layout://busybox:v1' };
      const asked = buildRequest(directory, 'trigger', trigger, { buildContexts, output });
      const { digest } = await buildWithBuildx(asked, found, ports);
      const lines = [
        `FROM ${registry.host}/triggering@${digest}`,
        'RUN busybox cmp /bin/busybox /brought && echo equal',
      ];
      const { request } = await pinImages(buildRequest(directory, 'triggered', lines), ports.stores);
      await writeTestImage(tools, { tag: '1', layers: ['no layer at all'] });
      await buildWithBuildx(request, found, ports);
      expect(ports.lines).toContain('equal');
    },
    120_000,
  );
});

describe('rebuilding what BuildKit built', () => {
  interop(
    'gives the identical image after the tags of its base and its frontend were moved',
    [...PARTS, 'dockerfile-frontend'],
    async () => {
      const { base, directory, found, ports, registry } = theWorld();
      const repository = `${registry.host}/frontend`;
      const program = findProgram('dockerfile-frontend') ?? '';
      const frontend = await pushFrontend({ directory, repository, found, ports }, program);
      const layout = openStore(parseReference(`oci-layout:${base.path}`), ports.stores);
      const moved = openStore(parseReference(`${registry.host}/moved`), ports.stores);
      await copyImage(layout, moved, base.digest, { referrers: false });
      const frontends = openStore(parseReference(repository), ports.stores);
      await tag(moved, base.digest);
      await tag(frontends, parseDigest(frontend.split('@')[1] ?? ''));
      const lines = [
        `# syntax=${repository}:1`,
        `FROM ${registry.host}/moved:1`,
        'RUN echo built > /x',
        'USER 1',
      ];
      const made = await build(lines, { 'build-contexts': '' });
      const dependencies = made.provenance.buildDefinition.resolvedDependencies;
      expect(dependencies).toContainEqual({
        name: 'frontend',
        uri: `docker://${frontend}`,
        digest: { sha256: frontend.split('@sha256:')[1] },
      });
      expect(dependencies.filter(({ annotations }) => annotations !== undefined)).toEqual([]);
      const subject = await made.store.resolve(made.digest);
      if (subject === undefined) throw new Error('it was stored');
      await attachStatement(
        made.store,
        signer,
        statementAbout([subject], PROVENANCE_TYPE, made.provenance),
        subject,
      );
      await writeTestImage(moved, { tag: '1', layers: ['another'] });
      await writeTestImage(frontends, { tag: '1', layers: ['another'] });
      const image = outputOf(made.outcome, 'image').replace(/@.*/, '');
      const again = await buildImage({ image, 'verify-against': `${image}@${made.digest}` }, made.context);
      expect(again).toMatchObject({
        result: 'done',
        outputs: { comparison: 'identical', digest: made.digest },
      });
    },
    120_000,
  );

  interop(
    'names the first file that a second build has differently',
    PARTS,
    async () => {
      const lines = ['FROM base', 'RUN echo a > /a', 'RUN cat /proc/sys/kernel/random/uuid > /id', 'USER 1'];
      await expect(build(lines, { 'verify-reproducible': 'true' })).rejects.toThrow(
        /verify-reproducible.*files of layer RUN .*: \/id \(content\)/s,
      );
    },
    120_000,
  );
});

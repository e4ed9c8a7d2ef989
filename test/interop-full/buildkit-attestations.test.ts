import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';
import { parseProvenance } from '../../shared/evidence/predicates/provenance.ts';
import { interop } from '../kit/parts.ts';
import { slsaProblems } from '../kit/slsa.ts';
import { outputOf, removeDirectories } from '../unit/actions/build-image/repository.ts';
import { PARTS, type World, build as buildIn, startWorld } from './buildkit-world.ts';

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

const LINES = [
  'FROM base',
  'ARG NAME=nobody',
  'COPY greeting.txt /',
  'RUN echo "$NAME" > /name',
  'USER 65532',
];
const ASKED = () => ({ 'buildkit-attestations': `provenance\nsbom=${theWorld().scanner}` });

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
      const written = outputOf(outcome, 'buildkitAttestationPaths').split('\n');
      expect(written.map((file) => file.replace(/.*\//, ''))).toEqual([
        'buildkit-sbom-linux-amd64.intoto.json',
        'buildkit-provenance-linux-amd64.intoto.json',
      ]);
      expect(outcome.summary).toContain('What BuildKit itself attests');
      const all = written.map((file) => readFileSync(file, 'utf8')).join('');
      expect(all).toContain('llbDefinition');
      expect(`${JSON.stringify(provenance)}${all}${outcome.summary}`).not.toContain('hunter2');
      expect(provenance.buildDefinition.externalParameters).toMatchObject({
        buildArgs: { NAME: 'world' },
        secretIds: ['npm'],
      });
      expect(slsaProblems(provenance)).toEqual([]);
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

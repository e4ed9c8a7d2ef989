import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect } from '@jest/globals';
import { parseProvenance } from '../../shared/evidence/predicates/provenance.ts';
import { readImageConfig } from '../../shared/image/config.ts';
import { readImage } from '../../shared/oci/image.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { busyboxLayout } from '../kit/busybox.ts';
import { interop } from '../kit/parts.ts';
import {
  buildImage,
  contextFor,
  digestOutput,
  directory,
  outputOf,
  removeDirectories,
  repository,
} from '../unit/actions/build-image/repository.ts';
import { ANONYMOUS } from '../unit/image/workspace.ts';

afterEach(removeDirectories);

const DOCKERFILE = `FROM base
ARG NAME=nobody
RUN echo "hello $NAME" > /greeting
USER 65532
`;

/** A context whose programs see the machine's PATH and a home of their own. */
function dockerContext(workspace: string) {
  const home = directory();
  const variables: Record<string, string | undefined> = { PATH: process.env['PATH'], HOME: home };
  return { ...contextFor(workspace), variable: (name: string) => variables[name] };
}

describe('build-image with a Dockerfile', () => {
  interop(
    'builds with buildah, keeps the layers of the base, annotates, and proves the arguments',
    ['buildah', 'busybox', 'tar'],
    async () => {
      const place = directory();
      mkdirSync(place, { recursive: true });
      const base = busyboxLayout(place);
      const workspace = repository({ Dockerfile: DOCKERFILE });
      const context = dockerContext(workspace);
      const image = `oci-layout:${context.temp}/out`;
      const inputs = {
        image,
        file: 'Dockerfile',
        builder: 'buildah',
        'build-args': 'NAME=world',
        'build-contexts': `base=oci-layout://${base.path}:v1`,
        'verify-reproducible': 'true',
      };
      const outcome = await buildImage(inputs, context);
      expect(outcome).toMatchObject({ result: 'done', outputs: { reproducible: 'true' } });
      const store = openStore(parseReference(image), ANONYMOUS);
      const { top, platforms } = await readImage(store, digestOutput(outcome));
      expect(top.descriptor.mediaType).toBe('application/vnd.oci.image.index.v1+json');
      expect(top.content.annotations).toMatchObject({ 'org.opencontainers.image.version': '1.2.3' });
      const [first] = platforms;
      expect(first?.manifest.content.annotations).toMatchObject({ 'org.opencontainers.image.title': 'shop' });
      expect(JSON.stringify(first?.manifest.content)).toContain(base.layer);
      const config = first === undefined ? undefined : await readImageConfig(store, first.manifest);
      expect(config?.config?.Labels).toMatchObject({
        'org.opencontainers.image.source': 'https://github.com/acme/shop',
      });
      const provenance: unknown = JSON.parse(readFileSync(outputOf(outcome, 'provenancePath'), 'utf8'));
      expect(parseProvenance(provenance)).toMatchObject({
        buildType: 'https://fixity-actions.github.io/build-types/buildah/v1',
        source: 'github.com/acme/shop',
      });
      expect(provenance).toMatchObject({
        buildDefinition: { externalParameters: { buildArgs: { NAME: 'world' }, context: '.' } },
      });
      expect(path.basename(outputOf(outcome, 'sbomPaths'))).toMatch(/^sbom-linux-/);
    },
    180_000,
  );

  interop(
    'refuses what a RUN step left behind, and stores nothing',
    ['buildah', 'busybox', 'tar'],
    async () => {
      const base = busyboxLayout(directory());
      const workspace = repository({ Dockerfile: 'FROM base\nRUN echo X=1 > /.env\nUSER 1\n' });
      const context = dockerContext(workspace);
      const attempt = buildImage(
        {
          image: `oci-layout:${context.temp}/out`,
          file: 'Dockerfile',
          builder: 'buildah',
          'build-contexts': `base=oci-layout://${base.path}:v1`,
        },
        context,
      );
      await expect(attempt).rejects.toMatchObject({
        result: 'refused',
        problems: [{ what: expect.stringContaining("'/.env'") as unknown, rule: "check 'secret-files'" }],
      });
      expect(await openStore(parseReference(`oci-layout:${context.temp}/out`), ANONYMOUS).listTags()).toEqual(
        [],
      );
    },
    180_000,
  );
});

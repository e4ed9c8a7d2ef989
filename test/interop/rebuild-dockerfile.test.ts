import { readFileSync } from 'node:fs';
import { afterEach, describe, expect } from '@jest/globals';
import { attachStatement } from '../../shared/evidence/attach.ts';
import { PROVENANCE_TYPE } from '../../shared/evidence/predicates/provenance.ts';
import { statementAbout } from '../../shared/evidence/statement.ts';
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
import { signer } from '../unit/evidence/fixtures.ts';
import { ANONYMOUS } from '../unit/image/workspace.ts';

afterEach(removeDirectories);

const PARTS = ['buildah', 'busybox', 'tar', 'git'];
const DOCKERFILE = 'FROM base\nARG NAME=nobody\nRUN echo "hello $NAME" > /greeting\nUSER 65532\n';

/** A release by buildah, with its provenance attached, and the inputs that made it. */
async function released(dockerfile: string, given: Readonly<Record<string, string>> = {}) {
  const base = busyboxLayout(directory());
  const workspace = repository({ 'app.Dockerfile': dockerfile });
  const home = directory();
  const variables: Record<string, string | undefined> = { PATH: process.env['PATH'], HOME: home };
  const context = { ...contextFor(workspace), variable: (name: string) => variables[name] };
  const image = `oci-layout:${context.temp}/out`;
  const contexts = { 'build-contexts': `base=oci-layout://${base.path}:v1` };
  const outcome = await buildImage(
    { image, file: 'app.Dockerfile', builder: 'buildah', ...contexts, ...given },
    context,
  );
  const digest = digestOutput(outcome);
  const store = openStore(parseReference(image), ANONYMOUS);
  const subject = await store.resolve(digest);
  if (subject === undefined) throw new Error('it was stored');
  const predicate: unknown = JSON.parse(readFileSync(outputOf(outcome, 'provenancePath'), 'utf8'));
  await attachStatement(store, signer, statementAbout([subject], PROVENANCE_TYPE, predicate), subject);
  return { image, context, contexts, digest, against: { 'verify-against': `${image}@${digest}` } };
}

describe('rebuilding what buildah built', () => {
  interop(
    'gives the identical image from its provenance, and asks for what that must not decide',
    PARTS,
    async () => {
      const args = { 'build-args': 'NAME=world' };
      const { image, context, contexts, digest, against } = await released(DOCKERFILE, args);
      const step = { image, file: 'app.Dockerfile', ...against };
      await expect(buildImage({ ...step, ...contexts }, context)).rejects.toThrow(
        /never taken from a provenance alone.*build-args: NAME=world/s,
      );
      const outcome = await buildImage({ ...step, ...contexts, ...args }, context);
      expect(outcome).toMatchObject({
        result: 'done',
        outputs: { comparison: 'identical', reproducible: 'true', digest },
      });
      expect(outcome.summary).toContain('as its provenance says');
    },
    180_000,
  );

  interop(
    'names the first file that differs, of a second build and of a rebuild',
    PARTS,
    async () => {
      const lines = 'FROM base\nRUN cat /proc/sys/kernel/random/uuid > /id\nUSER 65532\n';
      const { image, context, contexts, against } = await released(lines);
      const step = { image, file: 'app.Dockerfile', ...contexts };
      const outcome = await buildImage({ ...step, ...against }, context);
      expect(outcome).toMatchObject({ result: 'refused', outputs: { comparison: 'different' } });
      expect(outcome.problems?.[0]?.seen).toMatch(/\/id \(content\)$/);
      const twice = { ...step, builder: 'buildah', 'verify-reproducible': 'true' };
      await expect(buildImage(twice, context)).rejects.toThrow(/verify-reproducible.*: \/id \(content\)/s);
    },
    180_000,
  );
});

describe('what buildah cannot be held to', () => {
  interop(
    'is refused before it runs: a repository that ADD names, one that is a context, an image that a trigger means',
    PARTS,
    async () => {
      const commit = 'ab'.repeat(20);
      const lines = [
        'FROM base AS trigger',
        'ONBUILD COPY --from=tools /bin/busybox /x',
        'FROM trigger',
        `ADD https://x.example/lib.git#${commit} /lib`,
        'COPY --from=lib /x /y',
        'USER 1',
      ];
      const base = busyboxLayout(directory());
      const layout = `oci-layout://${base.path}:v1`;
      const attempt = released(`${lines.join('\n')}\n`, {
        'build-contexts': `base=${layout}\ntools=${layout}\nlib=https://x.example/lib.git#${commit}`,
      });
      await expect(attempt).rejects.toMatchObject({
        problems: [
          { what: expect.stringContaining('which ') as unknown, at: { line: 3 } },
          { what: "buildah takes no repository for the build context 'lib'" },
          { what: expect.stringContaining('held to a commit') as unknown, at: { line: 4 } },
        ],
      });
    },
    60_000,
  );
});

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openStore } from '../../../../../shared/oci/open.ts';
import { parseReference } from '../../../../../shared/oci/reference.ts';
import { UnavailableError } from '../../../../../shared/text/error.ts';
import { type BuilderMode, type FakeBuilder, fakeBuilder } from '../../../../kit/fake-builder.ts';
import { writeTestImage } from '../../../../kit/registry/image.ts';
import { ANONYMOUS } from '../../../image/workspace.ts';
import {
  type Destination,
  buildImage,
  contextFor,
  destination,
  directory,
  removeDirectories,
  repository,
} from '../repository.ts';

afterEach(removeDirectories);

const BUILDERS = [
  { builder: 'buildkit', name: 'docker' },
  { builder: 'buildah', name: 'buildah' },
] as const;

/** buildx alone writes a file about what it built. */
const SILENT = [
  ['says-nothing', 'user', /buildx did not say what it built/],
  ['says-garbage', 'user', /buildx did not say what it built/],
] as const;

/** A tar without entries. */
const EMPTY_TAR = Buffer.alloc(1_024);

describe.each(BUILDERS)('a build by $name', ({ builder, name }) => {
  let fake: FakeBuilder;
  let to: Destination;
  let workspace: string;
  let place: string;
  beforeEach(async () => {
    place = directory();
    const template = path.join(place, 'template');
    const store = openStore(parseReference(`oci-layout:${template}`), ANONYMOUS);
    const { digest } = await writeTestImage(store, {
      layers: [EMPTY_TAR],
      tag: 'image',
      container: { User: '65532' },
    });
    fake = fakeBuilder(place, name, template, digest);
    to = await destination();
    workspace = repository({ Dockerfile: 'FROM scratch\nCOPY a.txt /a.txt\nUSER 65532\n', 'a.txt': 'a' });
  });

  const started = (signal = new AbortController().signal, searchPath = fake.searchPath) => {
    const variables: Readonly<Record<string, string>> = { PATH: searchPath, HOME: place };
    const context = { ...contextFor(workspace), signal, variable: (each: string) => variables[each] };
    const inputs = {
      image: to.image,
      file: 'Dockerfile',
      builder,
      tags: '1.2.3',
      secrets: 'npm=hunter2',
      'registry-username': 'u',
      'registry-password': 'p4ssw0rd',
    };
    return { context, building: buildImage(inputs, context) };
  };

  /** Nothing was written to the registry, nothing is left here, and the next run completes. */
  async function nothingThenAll(temp: string): Promise<void> {
    const writes = to.registry.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method));
    expect(writes).toEqual([]);
    expect(readdirSync(temp).filter((each) => each.startsWith('fixity-build-'))).toEqual([]);
    fake.behave('works');
    expect(await started().building).toMatchObject({ result: 'done' });
    expect(await to.store.listTags()).toEqual(['1.2.3']);
  }

  it.each<readonly [BuilderMode, 'user' | 'service', RegExp]>([
    ['fails', 'user', /COPY a\.txt \/a\.txt failed – exit (?:code: |status )3/],
    ['is-killed', 'service', /failed – ended by SIGKILL – .*memory/],
    ['exits-137', 'service', /failed – exit code 137 – .*memory/],
    ['writes-half', 'service', /left no whole image/],
    ['writes-nothing', 'service', /left no (?:whole )?image/],
    ...(name === 'docker' ? SILENT : []),
  ])(
    'that %s is the fault of the %s, stores nothing, and completes when it runs again',
    async (mode, whose, why) => {
      fake.behave(mode);
      const { context, building } = started();
      const error: unknown = await building.catch((thrown: unknown) => thrown);
      expect(String(error)).toMatch(why);
      expect(error instanceof UnavailableError).toBe(whose === 'service');
      expect(JSON.stringify([context.lines, error])).not.toMatch(/hunter2|p4ssw0rd/);
      await nothingThenAll(context.temp);
    },
  );

  it('is refused in words when its program is missing or does not start', async () => {
    const missing = started(undefined, '/nowhere');
    await expect(missing.building).rejects.toThrow(
      `${builder} cannot build this Dockerfile – builder: ${builder} – saw ${name} is not installed`,
    );
    fake.behave('is-gone');
    const gone = started();
    await expect(gone.building).rejects.toThrow(/saw (?:docker has no buildx plugin|buildah does not start)/);
    await nothingThenAll(gone.context.temp);
  });

  it('is ended with the job, with all it started and everything it was given', async () => {
    fake.behave('never-ends');
    const controller = new AbortController();
    const { context, building } = started(controller.signal);
    const ended = building.catch((thrown: unknown) => thrown);
    while (fake.processId() === undefined) await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error('the job was cancelled'));
    expect(String(await ended)).toContain('the job was cancelled');
    expect(() => process.kill(fake.processId() ?? 0, 0)).toThrow('ESRCH');
    await nothingThenAll(context.temp);
  });
});

import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { firstDifference, reproduce } from '../../../../actions/build-image/reproduce.ts';
import { assembleImage } from '../../../../shared/image/assemble.ts';
import { writeTestImage } from '../../../kit/registry/image.ts';
import type { Files } from '../../image/workspace.ts';
import { removeWorkspaces, requestFor, workspace } from '../../image/workspace.ts';
import { tarOf } from '../../sbom/archive.ts';
import {
  FILES,
  IMAGE_YML,
  buildImage,
  commit,
  contextFor,
  destination,
  digestOutput,
  removeDirectories,
  repository,
  write,
} from './repository.ts';

afterEach(async () => {
  removeWorkspaces();
  await removeDirectories();
});

const YAML =
  'from: scratch\nlayers: [{name: one, copy: {a: /a/}}, {name: two, copy: {b: /b/}}]\nconfig: {cmd: [x]}';
const TREE: Files = { 'a/x': '1', 'a/y': '2', 'b/z': '3' };

const assembled = (files: Files, yaml = YAML) => assembleImage(requestFor(yaml, workspace(files)));

describe('comparing two builds', () => {
  it.each<[string, Files, string, object | undefined]>([
    ['nothing', TREE, YAML, undefined],
    ['content', { ...TREE, 'a/y': 'X' }, YAML, { what: 'files of layer one', path: '/a/y (content)' }],
    ['size', { ...TREE, 'b/z': '33' }, YAML, { what: 'files of layer two', path: '/b/z (size)' }],
    ['a file more', { ...TREE, 'a/xx': '' }, YAML, { what: 'files of layer one', path: '/a/xx (added)' }],
    [
      'an owner',
      TREE,
      YAML.replace('name: two,', "name: two, owner: '1:1',"),
      { what: 'files of layer two', path: '/b (owner)' },
    ],
    ['a command', TREE, YAML.replace('[x]', '[y]'), { what: 'config', path: 'config.Cmd' }],
    [
      'a label',
      TREE,
      YAML.replace('cmd:', 'labels: {a.b: c}, cmd:'),
      { what: 'config', path: 'config.Labels.a.b' },
    ],
    ['an annotation', TREE, `${YAML}\nannotations: {a: b}`, { what: 'manifest', path: 'annotations.a' }],
    ['a layer less', TREE, YAML.replace(', {name: two, copy: {b: /b/}}', ''), { what: 'number of layers' }],
  ])('finds %s', async (_, files, yaml, expected) => {
    const difference = await firstDifference(await assembled(TREE), await assembled(files, yaml));
    if (expected === undefined) expect(difference).toBeUndefined();
    else expect(difference).toEqual({ platform: 'linux/amd64', ...expected });
  });

  it('notices a file that changed between the two', async () => {
    const directory = workspace(TREE);
    const request = requestFor(YAML, directory);
    const first = await assembleImage(request);
    expect(await reproduce(request, first, workspace())).toBeUndefined();
    appendFileSync(path.join(directory, 'a/x'), '!');
    expect(await reproduce(request, first, workspace())).toMatchObject({ path: '/a/x (size)' });
  });
});

describe('comparing with the previous release', () => {
  async function twoReleases(
    change: Readonly<Record<string, string>>,
    inputs: Readonly<Record<string, string>> = {},
  ) {
    const { image } = await destination();
    const directory = repository();
    const first = await buildImage({ image }, contextFor(directory, { ref: 'refs/tags/v1.2.3' }));
    write(directory, change);
    commit(directory, 'second');
    const second = buildImage({ image, ...inputs }, contextFor(directory, { ref: 'refs/tags/v1.3.0' }));
    return { first, second };
  }

  it('says which layers are the same, and which paths changed', async () => {
    const { first, second } = await twoReleases({ 'src/server.js': 'listen(80)\n', 'src/new.js': 'new\n' });
    const { summary, report } = await second;
    expect(report).toMatchObject({ previous: { tag: 'v1.2.3', digest: digestOutput(first) } });
    expect(summary).toContain('same (reused)');
    expect(summary).toContain('2 paths');
    expect(summary).toContain('```diff\n+ /app/src/new.js\n~ /app/src/server.js\n```');
  });

  const noise = Array.from({ length: 400 }, (_, at) => ((at * 2_654_435_761) >>> 0).toString(36)).join('');

  it('warns when the image grew too much', async () => {
    const { second } = await twoReleases({ 'src/big.js': noise });
    expect((await second).summary).toMatch(/the layers grew by \d+ % since v1/);
  });

  it('refuses a growth when told to, with both sizes', async () => {
    const change = { 'src/big.js': noise, 'image.yml': `${IMAGE_YML}checks: {size: error}\n` };
    const { second } = await twoReleases(change, { 'max-size-growth': '50%' });
    await expect(second).rejects.toMatchObject({
      result: 'refused',
      problems: [
        { rule: "check 'size'", seen: expect.stringMatching(/before, .* now; 50 % is allowed/) as unknown },
      ],
    });
  });

  it('has nothing to compare a first release with', async () => {
    const { image } = await destination();
    const outcome = await buildImage({ image }, contextFor(repository(FILES)));
    expect(outcome.report).toMatchObject({ previous: null });
    expect(outcome.summary).toContain('| holds |');
  });

  it('compares with the release before of the same variant', async () => {
    const { image } = await destination();
    const workspace = repository();
    const release = async (version: string, suffix: string) =>
      buildImage(
        { image, tags: 'type=semver,pattern={{version}}', flavor: `suffix=${suffix}` },
        contextFor(workspace, { ref: `refs/tags/v${version}` }),
      );
    await release('1.2.2', '-slim');
    await release('1.2.3', '');
    expect((await release('1.2.4', '-slim')).report).toMatchObject({ previous: { tag: '1.2.2-slim' } });
  });

  const ONE_LAYER = { ...FILES, 'image.yml': IMAGE_YML.replace(/ {2}- name: dependencies\n.*\n/, '') };

  it.each<[string, string | Buffer, RegExp]>([
    ['that another builder made, layer by layer', tarOf([['app/src/old.js', 'x']]), /- \/app\/src\/old\.js/],
    ['whose layer nobody can read, by its size', 'no tar archive', /since v1.*0[^]*\| \+\d+ B \|/],
  ])('compares with a release %s', async (_, layer, expected) => {
    const { image, store } = await destination();
    await writeTestImage(store, { layers: [layer], tag: 'v1.0.0' });
    const outcome = await buildImage({ image }, contextFor(repository(ONE_LAYER)));
    expect(outcome.result).toBe('done');
    expect(outcome.summary).toMatch(expected);
  });
});

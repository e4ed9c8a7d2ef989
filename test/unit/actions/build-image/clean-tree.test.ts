import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { checkTree } from '../../../../actions/build-image/checks.ts';
import { readCommit } from '../../../../actions/build-image/git.ts';
import { DEFAULT_LEVELS } from '../../../../shared/image/checks/check.ts';
import {
  FILES,
  IMAGE_YML,
  buildImage,
  commit,
  contextFor,
  destination,
  directory,
  removeDirectories,
  repository,
  write,
} from './repository.ts';

afterEach(removeDirectories);

describe('the check of the working tree', () => {
  it('refuses what is not committed, every file of it', async () => {
    const { image } = await destination();
    const workspace = repository();
    write(workspace, { 'src/server.js': 'changed\n', 'src/new.js': '', 'reports/unit.xml': '' });
    await expect(buildImage({ image }, contextFor(workspace))).rejects.toMatchObject({
      result: 'refused',
      problems: [{ at: { file: 'src/server.js' } }, { at: { file: 'src/new.js' } }],
    });
    await expect(buildImage({ image, 'clean-tree': 'warn' }, contextFor(workspace))).resolves.toMatchObject({
      result: 'done',
    });
  });

  it('refuses a description of the image that git does not know', async () => {
    const { image } = await destination();
    const workspace = repository();
    write(workspace, { 'other.yml': IMAGE_YML });
    await expect(buildImage({ image, file: 'other.yml' }, contextFor(workspace))).rejects.toMatchObject({
      result: 'refused',
      problems: [{ what: expect.stringMatching(/^'other.yml' is read by the build/) }],
    });
  });

  it('tells of credentials in the same breath, and never advises to commit them', async () => {
    const { image, registry: server } = await destination();
    const workspace = repository();
    write(workspace, { 'src/.env': 'X=1', 'src/new.js': '' });
    await expect(buildImage({ image }, contextFor(workspace))).rejects.toMatchObject({
      result: 'refused',
      problems: [
        {
          rule: "check 'clean-tree'",
          at: { file: 'src/.env' },
          next: expect.stringMatching(/do not commit it$/),
        },
        {
          rule: "check 'clean-tree'",
          at: { file: 'src/new.js' },
          next: expect.stringMatching(/^add it to ignore: .* commit it/),
        },
        {
          rule: "check 'secret-files'",
          at: { file: 'src/.env' },
          next: expect.stringMatching(/^add it to ignore:/),
        },
      ],
    });
    expect(server.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual([]);
  });

  it('says of a Dockerfile that the build reads it', async () => {
    const workspace = repository();
    write(workspace, { Dockerfile: 'FROM scratch\n' });
    const { findings } = await checkTree(
      { levels: DEFAULT_LEVELS, commit: await readCommit(workspace), inputs: ['Dockerfile'] },
      workspace,
    );
    expect(findings).toMatchObject([
      {
        what: "'Dockerfile' is read by the build, and git does not know it",
        next: 'commit it, or add it to .gitignore when the job makes it',
      },
    ]);
  });

  it('does not ask for a commit of what no layer takes', async () => {
    const { image } = await destination();
    const yaml = `${IMAGE_YML.replace('{src/: /app/src/}', "{src/: /app/src/}\n    ignore: ['*.log']")}ignore-file: .dockerignore\n`;
    const workspace = repository({ ...FILES, 'image.yml': yaml, '.dockerignore': 'src/notes\n' });
    write(workspace, { 'src/x.log': '', 'src/notes/todo': '' });
    await expect(buildImage({ image }, contextFor(workspace))).resolves.toMatchObject({ result: 'done' });
    write(workspace, { 'src/y': '' });
    await expect(buildImage({ image }, contextFor(workspace))).rejects.toMatchObject({
      problems: [{ at: { file: 'src/y' } }],
    });
  });

  it('looks at what stands behind a link that is copied', async () => {
    const { image } = await destination();
    const yaml = IMAGE_YML.replace('src/: ', 'current/: ');
    const workspace = directory();
    write(workspace, { ...FILES, 'image.yml': yaml });
    symlinkSync('src', path.join(workspace, 'current'));
    commit(workspace);
    await expect(buildImage({ image }, contextFor(workspace))).resolves.toMatchObject({ result: 'done' });
    write(workspace, { 'src/new.js': '' });
    await expect(buildImage({ image }, contextFor(workspace))).rejects.toMatchObject({
      result: 'refused',
      problems: [{ what: "'src/new.js' goes into the image, and git does not know it" }],
    });
  });

  it('refuses to build outside of git, unless the time is given and the check is off', async () => {
    const { image } = await destination();
    const workspace = directory();
    write(workspace, FILES);
    await expect(buildImage({ image }, contextFor(workspace))).rejects.toThrow(
      /no commit to take the time from/,
    );
    await expect(buildImage({ image, 'source-date-epoch': '0' }, contextFor(workspace))).rejects.toThrow(
      /not a git repository/,
    );
    const inputs = { image, 'source-date-epoch': '0', 'clean-tree': 'off' };
    await expect(
      buildImage(inputs, contextFor(workspace, { repository: '', workflowRef: '', runId: '' })),
    ).resolves.toMatchObject({ result: 'done' });
  });

  it('knows what goes in where the workspace is a folder of a repository', async () => {
    const { image } = await destination();
    const files = Object.entries(FILES).map(([name, text]) => [`deep/${name}`, text] as const);
    const workspace = path.join(repository(Object.fromEntries(files)), 'deep');
    await expect(buildImage({ image }, contextFor(workspace))).resolves.toMatchObject({ result: 'done' });
    write(workspace, { 'src/new.js': '' });
    await expect(buildImage({ image }, contextFor(workspace))).rejects.toMatchObject({
      problems: [{ at: { file: 'deep/src/new.js' } }],
    });
  });
});

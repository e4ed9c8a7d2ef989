import { describe, expect, it } from '@jest/globals';
import { commitFiles, createBareRepository, openGit } from '../../kit/github/git.ts';

describe('commits for tests', () => {
  const history = async (): Promise<[string, string]> => {
    const directory = await createBareRepository();
    await commitFiles(directory, {
      'a.txt': 'one\n',
      'dir/with space "é".txt': 'two',
      'bytes.bin': Uint8Array.of(0, 255, 10),
    });
    const sha = await commitFiles(directory, { 'a.txt': undefined, 'b.txt': 'three' }, { message: 'Change' });
    return [directory, sha];
  };

  it('add, change and remove files, whatever their names and bytes', async () => {
    const [directory, sha] = await history();
    const git = openGit(directory);
    const names = await git.text(['ls-tree', '-r', '-z', '--name-only', sha]);
    expect(names.split('\0').filter(Boolean)).toEqual(['b.txt', 'bytes.bin', 'dir/with space "é".txt']);
    expect([...(await git.bytes(['cat-file', 'blob', `${sha}:bytes.bin`]))]).toEqual([0, 255, 10]);
    expect(await git.text(['log', '--format=%an %s %ci', '-1', sha])).toBe(
      'octocat Change 2026-11-24 12:00:00 +0000',
    );
    expect(await git.text(['fsck', '--strict'])).toBe('');
  });

  it('of the same history have the same SHA', async () => {
    const [[, first], [, second]] = [await history(), await history()];
    expect(first).toBe(second);
  });

  it('on another branch start from nothing', async () => {
    const [directory] = await history();
    const sha = await commitFiles(
      directory,
      { c: '1' },
      { branch: 'other', author: { name: 'Ada', email: 'a@b.c' } },
    );
    expect(await openGit(directory).text(['log', '--format=%an %P', 'refs/heads/other'])).toBe('Ada ');
    expect(await openGit(directory).text(['rev-parse', 'refs/heads/other'])).toBe(sha);
  });
});

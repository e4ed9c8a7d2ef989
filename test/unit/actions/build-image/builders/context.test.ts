import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { contextDirectory } from '../../../../../actions/build-image/builders/context.ts';
import { directory, removeDirectories } from '../repository.ts';

afterEach(removeDirectories);

describe('contextDirectory', () => {
  it('is a directory of the checkout, absolute', () => {
    const workspace = directory();
    expect(contextDirectory('.', workspace)).toBe(workspace);
    expect(contextDirectory('..', workspace)).toBe(path.dirname(workspace));
  });

  it.each([
    'https://github.com/acme/shop.git',
    'https://github.com/acme/shop.git#main:docker',
    'https://example.com/context.tar.gz',
    'http://example.com/Dockerfile',
    'git@github.com:acme/shop.git',
    'ssh://git@github.com/acme/shop',
    'git://github.com/acme/shop',
    'github.com/acme/shop',
    'HTTPS://github.com/acme/shop.git',
  ])('is never fetched: %s', (value) => {
    expect(() => contextDirectory(value, directory())).toThrow(/input 'context': .* – check it out with/);
  });

  it('hides the password of a URL', () => {
    const attempt = () => contextDirectory('https://x:s3cret@github.com/acme/shop.git', directory());
    expect(attempt).toThrow(/a URL is not built/);
    expect(attempt).not.toThrow('s3cret');
  });

  it.each(['file', 'absent'])('is no %s', (name) => {
    const workspace = directory();
    writeFileSync(path.join(workspace, 'file'), '');
    expect(() => contextDirectory(name, workspace)).toThrow(/there is no such directory/);
  });
});

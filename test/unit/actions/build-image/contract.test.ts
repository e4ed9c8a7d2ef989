import { afterEach, describe, expect, it } from '@jest/globals';
import { buildImage, contextFor, directory, removeDirectories } from './repository.ts';

afterEach(removeDirectories);

describe('the inputs of build-image', () => {
  it.each<[Record<string, string>, RegExp]>([
    [{}, /input 'image' is missing/],
    [{ image: 'ghcr.io/acme/shop:1' }, /write tags: 1/],
    [{ image: `ghcr.io/acme/shop@sha256:${'1'.repeat(64)}` }, /take the digest away/],
    [{ image: 'GHCR.io/Acme' }, /input 'image'/],
    [{ image: 'a/b', push: 'maybe' }, /input 'push': not a boolean/],
    [{ image: 'a/b', 'clean-tree': 'no' }, /input 'clean-tree': not one of/],
    [{ image: 'a/b', 'source-date-epoch': 'now' }, /input 'source-date-epoch': not a time/],
    [{ image: 'a/b', labels: 'x' }, /input 'labels': no name/],
  ])('%j is refused', async (inputs, message) => {
    await expect((async () => buildImage(inputs, contextFor(directory())))()).rejects.toThrow(message);
  });
});

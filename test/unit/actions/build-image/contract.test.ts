import { afterEach, describe, expect, it } from '@jest/globals';
import {
  buildImage,
  contextFor,
  destination,
  directory,
  outputOf,
  removeDirectories,
  repository,
} from './repository.ts';

afterEach(removeDirectories);

describe('the inputs of build-image', () => {
  it.each<[Record<string, string>, RegExp]>([
    [{}, /input 'image' is missing/],
    [{ image: 'ghcr.io/acme/shop:1' }, /write tags: 1/],
    [{ image: `ghcr.io/acme/shop@sha256:${'1'.repeat(64)}` }, /take the digest away/],
    [{ image: 'ghcr.io/a b' }, /input 'image'/],
    [{ image: 'a/b', push: 'maybe' }, /input 'push': not a boolean/],
    [{ image: 'a/b', 'clean-tree': 'no' }, /input 'clean-tree': not one of/],
    [{ image: 'a/b', 'source-date-epoch': 'now' }, /input 'source-date-epoch': not a time/],
    [{ image: 'a/b', labels: 'x' }, /input 'labels': no name/],
    [{ image: 'a/b', annotations: 'manifest[linux/amd64]:a=b' }, /of one platform.*write the name alone/],
    [{ image: 'a/b', annotations: 'index-descriptor:a=b' }, /of one platform or descriptor/],
    [{ image: 'a/b', checks: 'root-user' }, /input 'checks': no name before/],
    [
      { image: 'a/b', checks: 'rootuser=off' },
      /input 'checks': unknown check 'rootuser'.*did you mean 'root-user'/,
    ],
    [{ image: 'a/b', checks: 'root-user=on' }, /input 'checks': not one of/],
  ])('%j is refused', async (inputs, message) => {
    await expect((async () => buildImage(inputs, contextFor(directory())))()).rejects.toThrow(message);
  });

  it('take the capitals of an organisation’s name for small letters', async () => {
    const { image, registry } = await destination();
    const given = `${registry.host}/Acme/Shop`;
    const outcome = await buildImage({ image: given }, contextFor(repository()));
    expect(outputOf(outcome, 'image')).toMatch(new RegExp(`^${image}@sha256:`));
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';
import { planTags, settleForward } from '../../../../actions/build-image/destination.ts';
import type { ImageTag } from '../../../../actions/build-image/tags/resolve.ts';
import { parseSemver } from '../../../../actions/build-image/tags/version.ts';
import { writeTestImage } from '../../../kit/registry/image.ts';
import { destination, removeDirectories } from './repository.ts';

afterEach(removeDirectories);

function release(text: string): readonly ImageTag[] {
  const version = parseSemver(text);
  if (version === undefined) throw new Error(`${text} is no version`);
  const [major, minor] = [String(version.major), `${version.major}.${version.minor}`];
  return [
    { tag: 'latest', kind: 'forward', line: 'all', version },
    { tag: minor, kind: 'forward', line: 'minor', version },
    { tag: major, kind: 'forward', line: 'major', version },
    { tag: 'sha-1', kind: 'moving' },
    { tag: text, kind: 'version', version },
  ];
}

describe('tags of a destination', () => {
  it('are written in an order: the version that someone may have taken first, latest last', async () => {
    const { store } = await destination();
    const { digest } = await writeTestImage(store);
    const { write, unchanged } = await planTags(store, release('1.2.3'), digest);
    expect(write.map(({ tag }) => tag)).toEqual(['1.2.3', '1.2', '1', 'sha-1', 'latest']);
    expect(unchanged).toBe(false);
  });

  it('are those of the newer of two releases in the end, though the older one was the last to write them', async () => {
    const { store } = await destination();
    const older = await writeTestImage(store, { layers: ['older'] });
    const tags = release('1.2.3');
    const plan = await planTags(store, tags, older.digest);
    const newer = await writeTestImage(store, { layers: ['newer'], tag: '1.3.0' });
    for (const { tag } of plan.write) await writeTestImage(store, { layers: ['older'], tag });
    const settled = await settleForward(store, tags, plan);
    const named = async (tag: string) => (await store.resolve(tag))?.digest;
    expect(await Promise.all(['1.2.3', '1.2', '1', 'latest'].map(named))).toEqual([
      older.digest,
      older.digest,
      newer.digest,
      newer.digest,
    ]);
    expect(settled.write.map(({ tag }) => tag)).toEqual(['1.2.3', '1.2', 'sha-1']);
    expect(settled.heldBack).toEqual([
      { tag: 'latest', newest: '1.3.0' },
      { tag: '1', newest: '1.3.0' },
    ]);
  });

  it('are left alone where nobody else releases', async () => {
    const { store, registry } = await destination();
    const { digest } = await writeTestImage(store, { tag: '1.2.3' });
    const plan = await planTags(store, release('1.2.3'), digest);
    const before = registry.requests.length;
    expect(await settleForward(store, release('1.2.3'), plan)).toEqual(plan);
    expect(registry.requests.slice(before).map(({ method }) => method)).toEqual(['GET']);
    const branch: readonly ImageTag[] = [{ tag: 'main', kind: 'moving' }];
    const moving = await planTags(store, branch, digest);
    const asked = registry.requests.length;
    expect(await settleForward(store, branch, moving)).toEqual(moving);
    expect(registry.requests).toHaveLength(asked);
  });
});

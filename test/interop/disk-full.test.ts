import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect } from '@jest/globals';
import { REPOSITORY_ROOT } from '../kit/action-process.ts';
import { interop } from '../kit/parts.ts';
import { removeWorkspaces, workspace } from '../unit/image/workspace.ts';

afterEach(removeWorkspaces);

/** 600,000 bytes that do not compress, twice as much as a disk of 300 KB takes. */
const CONTENT = Buffer.concat(
  Array.from({ length: 18_750 }, (_, at) => createHash('sha256').update(String(at)).digest()),
);

/**
 * Builds and stores an image with one of its places on a disk of 300 KB, tells what happened and what is there, then once more with
 * more room. Runs in a mount namespace of its own, so that no mount outlives it.
 */
const SCRIPT = `
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { assembleImage } from './shared/image/assemble.ts';
import { layerCache } from './shared/image/layer-cache.ts';
import { publishImage } from './shared/image/publish.ts';
import { openStore } from './shared/oci/open.ts';
import { parseReference } from './shared/oci/reference.ts';
import { ANONYMOUS, requestFor } from './test/unit/image/workspace.ts';
import { testClock } from './test/kit/clock.ts';
const { directory, small } = JSON.parse(process.env.PLACES);
const place = (name) => path.join(directory, name);
const disk = place(small);
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', disk]);
const store = openStore(parseReference('oci-layout:' + place('layout')), ANONYMOUS);
const attempt = async () => {
  try {
    const sources = [layerCache(place('cache'), { clock: testClock(), secret: 'a secret of a test' })];
    const yaml = 'from: scratch\\nlayers: [{copy: {app/: /app/}}]';
    const image = await assembleImage(requestFor(yaml, place('files'), { spool: place('spool'), sources }));
    await publishImage(image, store, { tags: [{ tag: '1.0.0', expect: null }] });
    return image.platforms[0].layers[0].reused ?? 'packed';
  } catch (error) {
    return error.name + ': ' + error.message;
  }
};
const first = await attempt();
const files = readdirSync(disk, { recursive: true }).filter((name) => statSync(path.join(disk, name)).size > 10_000);
const tags = await store.listTags().catch(() => []);
execFileSync('mount', ['-o', 'remount,size=20m', disk]);
const second = await attempt();
console.log(JSON.stringify({ first, large: small === 'spool' ? [] : files, tags, second, tagsAfter: await store.listTags(), third: await attempt() }));
`;

interface Told {
  readonly first: string;
  /** What is left on the small disk, beyond what is small. */
  readonly large: readonly string[];
  readonly tags: readonly string[];
  readonly second: string;
  readonly tagsAfter: readonly string[];
  readonly third: string;
}

function withSmall(small: string): Told {
  const directory = workspace({ 'files/app/x': CONTENT });
  for (const each of ['spool', 'layout', 'cache']) mkdirSync(path.join(directory, each));
  const argv = ['--map-root-user', '--mount', process.execPath, '--input-type=module', '-e', SCRIPT];
  const { stdout, stderr } = spawnSync('unshare', argv, {
    cwd: REPOSITORY_ROOT,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], PLACES: JSON.stringify({ directory, small }) },
    timeout: 60_000,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Told;
}

describe('a disk that is full', () => {
  interop(
    'under the spool stops the build before anything is stored, and a rerun completes it',
    ['unshare', 'mount'],
    async () => {
      await Promise.resolve();
      expect(withSmall('spool')).toMatchObject({
        first: expect.stringMatching(/^UserError: there is no room for a layer.*ENOSPC.*free space/),
        tags: [],
        second: 'packed',
        tagsAfter: ['1.0.0'],
        third: 'cache',
      });
    },
  );

  interop(
    'under the layout leaves neither a tag nor half a blob, and a rerun completes it',
    ['unshare', 'mount'],
    async () => {
      await Promise.resolve();
      expect(withSmall('layout')).toMatchObject({
        first: expect.stringMatching(/^UserError: .*cannot be read or written.*ENOSPC.*make room/),
        large: [],
        tags: [],
        second: 'cache',
        tagsAfter: ['1.0.0'],
      });
    },
  );

  interop('under the cache costs no build and leaves nothing half in it', ['unshare', 'mount'], async () => {
    await Promise.resolve();
    expect(withSmall('cache')).toMatchObject({
      first: 'packed',
      large: [],
      tags: ['1.0.0'],
      second: 'packed',
      third: 'cache',
    });
  });
});

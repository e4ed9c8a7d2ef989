import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startZerosRegistry, type ZerosRegistry } from '../../kit/registry/zeros.ts';

const MEBIBYTE = 1024 * 1024;
const MEASURED_COPY = path.join(import.meta.dirname, '..', '..', 'kit', 'registry', 'measured-copy.ts');

interface Measured {
  readonly bytes?: number;
  readonly message?: string;
  readonly grown: number;
}

/** A copy by a process whose heap may hold 64 MiB. */
async function copy(...args: readonly string[]): Promise<Measured> {
  const child = fork(MEASURED_COPY, args, { execArgv: ['--no-warnings', '--max-old-space-size=64'] });
  const [[measured]] = (await Promise.all([once(child, 'message'), once(child, 'exit')])) as [
    [Measured],
    unknown,
  ];
  return measured;
}

describe('memory while 256 MiB are moved', () => {
  let directory: string;
  let registry: ZerosRegistry;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'fixity-memory-'));
    registry = await startZerosRegistry(256);
  });
  afterEach(async () => {
    await registry.close();
    await rm(directory, { recursive: true });
  });

  it('from registry to registry, into a layout and out of it grows by less than 32 MiB', async () => {
    const { host, digest, received } = registry;
    const layout = `oci-layout:${path.join(directory, 'image')}`;
    const sent = 256 * MEBIBYTE + '{"os":"linux","architecture":"amd64"}'.length;
    for (const [from, to] of [
      [`${host}/from/big`, `${host}/to/big`],
      [`${host}/from/big`, layout],
      [layout, `${host}/to/big`],
    ]) {
      const { grown, ...rest } = await copy(from ?? '', to ?? '', digest);
      expect([to, rest]).toEqual([to, { bytes: sent }]);
      expect(grown).toBeLessThan(32 * MEBIBYTE);
    }
    expect(received()).toBe(2 * sent);
    const blobs = path.join(directory, 'image', 'blobs', 'sha256');
    const sizes = await Promise.all(
      (await readdir(blobs)).map(async (name) => (await stat(path.join(blobs, name))).size),
    );
    expect(Math.max(...sizes)).toBe(256 * MEBIBYTE);
  });
});

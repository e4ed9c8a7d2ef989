import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Digest, digestOf, hexOf } from '../../shared/oci/digest.ts';
import { MEDIA_TYPE } from '../../shared/oci/media-types.ts';
import { REPOSITORY_ROOT, runAction } from '../kit/action-process.ts';
import { HARMLESS } from '../unit/actions/scan/world.ts';
import { tarOf } from '../unit/sbom/archive.ts';

const MEBIBYTE = 1024 * 1024;
const FILE_MEBIBYTES = 16;
const PEAK_SCRIPT = path.join(REPOSITORY_ROOT, 'test/kit/peak-memory.cjs');

let workspace: string;

beforeAll(() => {
  workspace = mkdtempSync(path.join(tmpdir(), 'fixity-memory-'));
  mkdirSync(path.join(workspace, 'advisories'));
  writeFileSync(path.join(workspace, 'advisories/records.json'), JSON.stringify(HARMLESS[0]));
});
afterAll(() => {
  rmSync(workspace, { recursive: true });
});

/** Text that packs to about a sixtieth: below what counts as a bomb, and small on the disk. */
const text = (): Buffer => {
  const line = (): string => `${randomBytes(48).toString('base64').slice(1)}\n`;
  const unit = Array.from({ length: 256 }, line).join('');
  return Buffer.from(unit.repeat(MEBIBYTE / unit.length));
};

/** Writes an image with one layer of text files; packed as gzip members, so that the same MiB is packed once. */
function writeImage(mebibytes: number): string {
  const directory = path.join(workspace, `layout-${mebibytes}`);
  mkdirSync(path.join(directory, 'blobs/sha256'), { recursive: true });
  const blob = (bytes: Buffer): { digest: Digest; size: number } => {
    const digest = digestOf(bytes);
    writeFileSync(path.join(directory, 'blobs/sha256', hexOf(digest)), bytes);
    return { digest, size: bytes.length };
  };
  const content = text();
  const packed = gzipSync(content);
  const [unpacked, parts] = [createHash('sha256'), [] as Buffer[]];
  const add = (bytes: Buffer, member = gzipSync(bytes)): void => {
    unpacked.update(bytes);
    parts.push(member);
  };
  for (let file = 0; file < mebibytes / FILE_MEBIBYTES; file += 1) {
    add(tarOf([{ path: `srv/${file}.txt`, size: FILE_MEBIBYTES * MEBIBYTE }], false));
    for (let part = 0; part < FILE_MEBIBYTES; part += 1) add(content, packed);
  }
  add(tarOf([]));
  const json = (value: unknown) => blob(Buffer.from(JSON.stringify(value)));
  const diffIds = [`sha256:${unpacked.digest('hex')}`];
  const config = json({ os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: diffIds } });
  const manifest = json({
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: { mediaType: MEDIA_TYPE.config, ...config },
    layers: [{ mediaType: MEDIA_TYPE.layerGzip, ...blob(Buffer.concat(parts)) }],
  });
  writeFileSync(path.join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  const index = { schemaVersion: 2, manifests: [{ mediaType: MEDIA_TYPE.manifest, ...manifest }] };
  writeFileSync(path.join(directory, 'index.json'), JSON.stringify(index));
  return `oci-layout:layout-${mebibytes}@${manifest.digest}`;
}

/** The most memory that a scan of such an image had, in MiB. */
async function peakOf(mebibytes: number): Promise<number> {
  const file = path.join(workspace, 'peak');
  const ran = await runAction('scan', {
    inputs: {
      image: writeImage(mebibytes),
      advisories: 'advisories',
      'max-snapshot-age': '3650d',
      // It has no operating system.
      incomplete: 'warn',
      signing: 'none',
    },
    workspace,
    env: { NODE_OPTIONS: `--require ${PEAK_SCRIPT}`, FIXITY_PEAK: file },
  });
  expect([ran.exitCode, ran.outputs['verdict'], ran.outputs['secrets']]).toEqual([0, 'pass', '0']);
  expect(ran.log.join('\n')).toContain(`: ${mebibytes}.0 MiB unpacked`);
  return Number(readFileSync(file, 'utf8')) / MEBIBYTE;
}

describe('the memory of scan, secrets included,', () => {
  it('does not grow with the layer: 448 MiB more take less than 80 MiB more, and 200 MB is enough', async () => {
    const small = await peakOf(64);
    const large = await peakOf(512);
    expect(small).toBeGreaterThan(20);
    expect(large - small).toBeLessThan(80);
    expect(large).toBeLessThan(190);
  });
});

import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { measure } from '../../shared/image/measure.ts';
import { digestOf, hexOf } from '../../shared/oci/digest.ts';
import { MEDIA_TYPE } from '../../shared/oci/media-types.ts';
import { writeTree } from './tree.ts';

/** As a Debian with its smallest set of packages: 94 MB in one layer, 230 MB unpacked. */
const [FILES, BYTES] = [8_000, 230_000_000];

/** An OCI layout with a base image in `directory`; its name by tag, for buildah, and by digest. */
export async function writeBase(directory: string): Promise<{ tag: string; digest: string; size: number }> {
  const layout = path.join(directory, 'base');
  const blobs = path.join(layout, 'blobs', 'sha256');
  mkdirSync(blobs, { recursive: true });
  const put = (content: object, mediaType: string) => {
    const bytes = Buffer.from(JSON.stringify(content));
    const digest = digestOf(bytes);
    writeFileSync(path.join(blobs, hexOf(digest)), bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const { layer, diffId } = await writeLayer(directory, blobs);
  const config = put(
    { architecture: 'amd64', os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: [diffId] } },
    MEDIA_TYPE.config,
  );
  const content = { schemaVersion: 2, mediaType: MEDIA_TYPE.manifest, config, layers: [layer] };
  const manifest = put(content, MEDIA_TYPE.manifest);
  const annotations = { 'org.opencontainers.image.ref.name': 'v1' };
  writeFileSync(path.join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(
    path.join(layout, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [{ ...manifest, annotations }] }),
  );
  return {
    tag: `oci:${layout}:v1`,
    digest: `oci-layout:${layout}@${manifest.digest}`,
    size: layer.size,
  };
}

async function writeLayer(directory: string, blobs: string) {
  const [root, archive] = [path.join(directory, 'root'), path.join(directory, 'base.tar')];
  writeTree(path.join(root, 'usr/lib/base'), FILES, BYTES, 'image');
  execFileSync('tar', ['-C', root, '--owner=0', '--group=0', '-cf', archive, 'usr']);
  const [unpacked, packed] = [measure(), measure()];
  const blob = path.join(blobs, 'partial');
  await pipeline(
    createReadStream(archive),
    (chunks) => unpacked.through(chunks as AsyncIterable<Buffer>),
    createGzip({ level: 6 }),
    (chunks) => packed.through(chunks as AsyncIterable<Buffer>),
    createWriteStream(blob),
  );
  rmSync(root, { recursive: true });
  rmSync(archive);
  const digest = packed.digest();
  renameSync(blob, path.join(blobs, hexOf(digest)));
  return {
    layer: { mediaType: MEDIA_TYPE.layerGzip, digest, size: packed.size() },
    diffId: unpacked.digest(),
  };
}

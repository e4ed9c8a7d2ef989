import { execFileSync } from 'node:child_process';
import { copyFileSync, linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Digest, digestOf, hexOf } from '../../shared/oci/digest.ts';
import { MEDIA_TYPE } from '../../shared/oci/media-types.ts';

/** The tiny base: an OCI layout whose tag `v1` is busybox and a shell, in one gzip layer. */
export interface BusyboxLayout {
  readonly path: string;
  readonly digest: Digest;
  readonly layer: Digest;
}

/** Makes it in `directory` from the machine's static busybox. */
export function busyboxLayout(directory: string, busybox = '/bin/busybox'): BusyboxLayout {
  const layout = path.join(directory, 'busybox');
  const blobs = path.join(layout, 'blobs', 'sha256');
  mkdirSync(blobs, { recursive: true });
  const put = (bytes: Buffer, mediaType: string) => {
    const digest = digestOf(bytes);
    writeFileSync(path.join(blobs, hexOf(digest)), bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const tar = busyboxTar(directory, busybox);
  const layer = put(gzipSync(tar, { level: 9 }), MEDIA_TYPE.layerGzip);
  const config = put(
    json({
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
      os: 'linux',
      config: { Env: ['PATH=/bin'] },
      rootfs: { type: 'layers', diff_ids: [digestOf(tar)] },
      // A base without history makes BuildKit invent entries, which tell where a layer came from: from a step, or from a cache.
      history: [{ created_by: 'busybox' }],
    }),
    MEDIA_TYPE.config,
  );
  const manifest = put(
    json({ schemaVersion: 2, mediaType: MEDIA_TYPE.manifest, config, layers: [layer] }),
    MEDIA_TYPE.manifest,
  );
  const annotations = { 'org.opencontainers.image.ref.name': 'v1' };
  writeFileSync(path.join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(
    path.join(layout, 'index.json'),
    json({ schemaVersion: 2, manifests: [{ ...manifest, annotations }] }),
  );
  return { path: layout, digest: manifest.digest, layer: layer.digest };
}

function busyboxTar(directory: string, busybox: string): Buffer {
  const root = mkdtempSync(path.join(directory, 'root-'));
  try {
    mkdirSync(path.join(root, 'bin'));
    mkdirSync(path.join(root, 'tmp'));
    copyFileSync(busybox, path.join(root, 'bin', 'busybox'));
    for (const name of ['sh', 'cat', 'echo', 'mkdir', 'test', 'ls'])
      linkSync(path.join(root, 'bin', 'busybox'), path.join(root, 'bin', name));
    const options = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--mode=a+rX'];
    return execFileSync('tar', [...options, '-C', root, '-cf', '-', '.'], { maxBuffer: 64 * 1024 * 1024 });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

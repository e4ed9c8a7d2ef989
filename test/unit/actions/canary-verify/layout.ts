import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Digest, digestOf, hexOf } from '../../../../shared/oci/digest.ts';
import { MEDIA_TYPE } from '../../../../shared/oci/media-types.ts';

/** Writes an image layout with an index of two platforms; their digests. */
export function writeLayout(directory: string) {
  mkdirSync(path.join(directory, 'blobs/sha256'), { recursive: true });
  const put = (value: unknown): { digest: Digest; size: number } => {
    const text = JSON.stringify(value);
    const digest = digestOf(text);
    writeFileSync(path.join(directory, 'blobs/sha256', hexOf(digest)), text);
    return { digest, size: text.length };
  };
  const child = (architecture: string) => {
    const config = put({ os: 'linux', architecture, rootfs: { type: 'layers', diff_ids: [] } });
    const manifest = put({
      schemaVersion: 2,
      mediaType: MEDIA_TYPE.manifest,
      config: { mediaType: MEDIA_TYPE.config, ...config },
      layers: [],
    });
    return { mediaType: MEDIA_TYPE.manifest, ...manifest, platform: { os: 'linux', architecture } };
  };
  const children = [child('amd64'), child('arm64')] as const;
  const index = put({ schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests: children });
  writeFileSync(path.join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  const top = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.index,
    manifests: [{ mediaType: MEDIA_TYPE.index, ...index }],
  };
  writeFileSync(path.join(directory, 'index.json'), JSON.stringify(top));
  return { index: index.digest, amd64: children[0].digest, arm64: children[1].digest };
}

import { buffer } from 'node:stream/consumers';
import type { ImageManifest } from '../oci/descriptor.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import { UserError } from '../text/error.ts';
import type { BlobSource } from './layer.ts';

const MAX_CONFIG_BYTES = 4 * 1024 * 1024;

/**
 * The digests of the unpacked layers, from the image's config (OCI image-spec 1.1, config.md).
 * @throws UserError when the config is no image's config, or has another number of layers than the manifest.
 */
export async function readDiffIds(store: BlobSource, image: ImageManifest): Promise<readonly Digest[]> {
  const { config, layers } = image;
  if (config.size > MAX_CONFIG_BYTES) {
    throw wrong(config.digest, `at most ${MAX_CONFIG_BYTES} bytes`, `${config.size} bytes`);
  }
  const bytes = await buffer(await store.readBlob(config));
  const diffIds = diffIdsOf(parse(bytes.toString('utf8')));
  if (diffIds === undefined) throw wrong(config.digest, 'rootfs.diff_ids is a list of SHA-256 digests');
  if (diffIds.length !== layers.length) {
    throw wrong(config.digest, 'one diff id a layer', `${diffIds.length} for ${layers.length} layers`);
  }
  return diffIds;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function diffIdsOf(config: unknown): readonly Digest[] | undefined {
  if (typeof config !== 'object' || config === null || !('rootfs' in config)) return undefined;
  const { rootfs } = config;
  if (typeof rootfs !== 'object' || rootfs === null || !('diff_ids' in rootfs)) return undefined;
  const ids: unknown = rootfs.diff_ids;
  if (!Array.isArray(ids)) return undefined;
  const valid = ids.filter((each): each is Digest => typeof each === 'string' && isDigest(each));
  return valid.length === ids.length ? valid : undefined;
}

const wrong = (digest: Digest, rule: string, seen?: string): UserError =>
  new UserError({
    what: `${digest} is not an image's config`,
    rule,
    ...(seen === undefined ? {} : { seen }),
  });

import type { SourcePosition } from '../text/error.ts';
import type { Platform } from '../oci/descriptor.ts';
import type { CheckLevels } from './checks/check.ts';
import type { Compression } from './compression.ts';
import type { RunConfig } from './config.ts';
import type { Copy, LayerSpec } from './layer-spec.ts';
import { samePlatform } from './platform.ts';

/** An `image.yml` that was read and found right. */
export interface ImageFile {
  /** The base as it is written, or `scratch`. */
  readonly from: { readonly text: string; readonly at: SourcePosition };
  readonly platforms: readonly Platform[];
  readonly layers: readonly PlatformLayer[];
  readonly config: RunConfig;
  readonly annotations: Readonly<Record<string, string>>;
  readonly checks: CheckLevels;
  readonly compression: Compression;
  /** A file of patterns, in the notation of `.dockerignore`, for paths relative to the workspace. */
  readonly ignoreFile?: { readonly path: string; readonly at: SourcePosition };
}

export interface PlatformLayer extends LayerSpec {
  /** Only in images of these platforms; absent is all. */
  readonly platforms?: readonly Platform[];
}

/** The layers of one platform's image, with `{os}`, `{arch}` and `{variant}` in their sources filled in. */
export function layersFor(file: ImageFile, platform: Platform): readonly LayerSpec[] {
  return file.layers
    .filter((layer) => layer.platforms?.some((each) => samePlatform(each, platform)) ?? true)
    .map((layer) => ({ ...layer, copies: layer.copies.map((copy) => fillIn(copy, platform)) }));
}

const fillIn = (copy: Copy, platform: Platform): Copy => ({
  ...copy,
  from: copy.from
    .replaceAll('{os}', platform.os)
    .replaceAll('{arch}', platform.architecture)
    .replaceAll('{variant}', platform.variant ?? ''),
});

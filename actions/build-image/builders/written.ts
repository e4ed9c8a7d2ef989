import type { Digest } from '../../../shared/oci/digest.ts';
import { type Image, readRunnableImage } from '../../../shared/oci/image.ts';
import { isImageIndex } from '../../../shared/oci/manifest.ts';
import type { ImageStore } from '../../../shared/oci/store.ts';
import { UnavailableError, UserError, messageOf } from '../../../shared/text/error.ts';

/**
 * Reads the image that a builder says it wrote; every blob is there in its full length. What the blobs hold is hashed when they are read.
 * @throws UnavailableError when the image is not there, or only in part: a disk was full, or something ended the builder.
 */
export async function readWritten(builder: string, store: ImageStore, digest: Digest): Promise<Image> {
  try {
    const image = await readRunnableImage(store, digest);
    for (const { manifest } of image.platforms) {
      if (isImageIndex(manifest.content)) continue;
      const { config, layers } = manifest.content;
      for (const blob of [config, ...layers]) {
        if (!(await store.hasBlob(blob)))
          throw notWhole(builder, `${blob.digest}, ${blob.size} bytes, is not there`);
      }
    }
    return image;
  } catch (error) {
    throw error instanceof UserError ? notWhole(builder, messageOf(error), error) : error;
  }
}

const notWhole = (builder: string, seen: string, cause?: unknown): UnavailableError =>
  new UnavailableError(
    {
      what: `${builder} left no whole image`,
      rule: 'every blob that the image names',
      seen,
      next: 'run the job again; if it stays, look at the space on the disk and the log of the builder',
    },
    cause === undefined ? {} : { cause },
  );

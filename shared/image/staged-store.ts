import { Readable } from 'node:stream';
import type { Descriptor } from '../oci/descriptor.ts';
import { UserError } from '../text/error.ts';
import type { ImageStore, Manifest } from '../oci/store.ts';
import type { AssembledImage } from './assemble.ts';

/**
 * An assembled image as a store to read from: own layers come from their spooled files, layers of the base from `base`. What catalogues an image
 * needs no round trip through the registry, and works where nothing is pushed.
 */
export function stagedStore(image: AssembledImage, base: ImageStore | undefined): ImageStore {
  const manifests = new Map<string, Manifest>(
    [image.index, ...image.platforms.map(({ manifest }) => manifest)].map((each) => [
      each.descriptor.digest,
      each,
    ]),
  );
  const blobs = new Map<string, () => Readable | Promise<Readable>>(
    image.platforms.flatMap((platform) => [
      [platform.manifest.content.config.digest, () => Readable.from([platform.configBytes])] as const,
      ...platform.layers.map((layer) => [layer.descriptor.digest, () => layer.open()] as const),
    ]),
  );
  const find = (reference: string): Manifest => {
    const found = manifests.get(reference);
    if (found === undefined) throw missing(reference);
    return found;
  };
  return {
    name: 'the image that was just made',
    resolve: (reference) => Promise.resolve(manifests.get(reference)?.descriptor),
    readManifest: (reference) => Promise.resolve(reference).then(find),
    readBlob: async (descriptor: Descriptor, options) => {
      const own = blobs.get(descriptor.digest);
      if (own !== undefined) return own();
      if (base === undefined) throw missing(descriptor.digest);
      return base.readBlob(descriptor, options);
    },
    hasBlob: (descriptor) => Promise.resolve(blobs.has(descriptor.digest)),
    listReferrers: () => Promise.resolve([]),
    listTags: () => Promise.resolve([]),
    capabilities: () => Promise.resolve({ referrersApi: false }),
    writeBlob: readOnly,
    putManifest: readOnly,
    attach: readOnly,
    delete: readOnly,
  };
}

const missing = (digest: string): UserError =>
  new UserError({ what: `${digest} is not part of the image that was just made` });

const readOnly = (): Promise<never> => Promise.reject(new Error('an image that was just made is only read'));

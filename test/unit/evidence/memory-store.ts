import { Readable } from 'node:stream';
import type { Descriptor, ImageIndex, ImageManifest } from '../../../shared/oci/descriptor.ts';
import { type Digest, digestOf } from '../../../shared/oci/digest.ts';
import type { ImageStore } from '../../../shared/oci/store.ts';
import { UserError } from '../../../shared/text/error.ts';

export interface MemoryStore extends ImageStore {
  readonly blobs: Map<Digest, Buffer>;
  readonly manifests: Map<Digest, Buffer>;
  readonly tags: Map<string, Digest>;
  /** What `listReferrers` answers, by subject; tests hide, forge and reorder here. */
  readonly referrers: Map<Digest, Descriptor[]>;
  /** One line a call. */
  readonly calls: string[];
}

/** A repository in memory that trusts its caller: what a test puts in comes out, also what no honest registry would answer. */
export function memoryStore(name = 'registry.example/shop'): MemoryStore {
  const blobs = new Map<Digest, Buffer>();
  const manifests = new Map<Digest, Buffer>();
  const tags = new Map<string, Digest>();
  const referrers = new Map<Digest, Descriptor[]>();
  const calls: string[] = [];
  const contentOf = (bytes: Buffer): ImageManifest | ImageIndex =>
    JSON.parse(bytes.toString()) as ImageManifest | ImageIndex;
  const find = (reference: string): [Digest, Buffer] | undefined => {
    const digest = tags.get(reference) ?? (reference as Digest);
    const bytes = manifests.get(digest);
    return bytes && [digest, bytes];
  };
  const describe = (bytes: Buffer): Descriptor => {
    const { mediaType, artifactType, annotations } = contentOf(bytes);
    const optional = { ...(artifactType && { artifactType }), ...(annotations && { annotations }) };
    return { mediaType, digest: digestOf(bytes), size: bytes.length, ...optional };
  };
  const put = (bytes: Uint8Array): Descriptor => {
    const descriptor = describe(Buffer.from(bytes));
    manifests.set(descriptor.digest, Buffer.from(bytes));
    return descriptor;
  };
  return {
    name,
    blobs,
    manifests,
    tags,
    referrers,
    calls,
    resolve: (reference) => {
      const found = find(reference);
      return Promise.resolve(found && describe(found[1]));
    },
    readManifest: (reference) => {
      calls.push(`manifest ${reference}`);
      const found = find(reference);
      if (found === undefined) return Promise.reject(new UserError({ what: `no manifest ${reference}` }));
      const [, bytes] = found;
      return Promise.resolve({ bytes, descriptor: describe(bytes), content: contentOf(bytes) });
    },
    readBlob: ({ digest }) => {
      calls.push(`blob ${digest}`);
      const bytes = blobs.get(digest);
      if (bytes === undefined) return Promise.reject(new UserError({ what: `no blob ${digest}` }));
      return Promise.resolve(Readable.from([bytes]));
    },
    hasBlob: ({ digest }) => Promise.resolve(blobs.has(digest)),
    writeBlob: async ({ digest }, open) => {
      if (blobs.has(digest)) return 'present';
      const parts: Buffer[] = [];
      for await (const part of await open()) parts.push(part as Buffer);
      blobs.set(digest, Buffer.concat(parts));
      return 'written';
    },
    putManifest: (bytes, { tag }) => {
      const descriptor = put(bytes);
      if (tag !== undefined) tags.set(tag, descriptor.digest);
      return Promise.resolve(descriptor);
    },
    listReferrers: (subject) => {
      calls.push(`referrers ${subject}`);
      return Promise.resolve([...(referrers.get(subject) ?? [])]);
    },
    attach: (manifest) => {
      const descriptor = put(manifest);
      const subject = contentOf(Buffer.from(manifest)).subject?.digest;
      if (subject === undefined) return Promise.reject(new Error('no subject'));
      const others = (referrers.get(subject) ?? []).filter(({ digest }) => digest !== descriptor.digest);
      referrers.set(subject, [...others, descriptor]);
      return Promise.resolve(descriptor);
    },
    listTags: () => Promise.resolve([...tags.keys()]),
    delete: (digest) => {
      manifests.delete(digest);
      return Promise.resolve();
    },
    capabilities: () => Promise.resolve({ referrersApi: true }),
  };
}

import { UserError } from '../text/error.ts';
import { downloadBlob } from './blob-download.ts';
import { blobExists, uploadBlob } from './blob-upload.ts';
import { type ClientPorts, createClient } from './client.ts';
import { isDigest } from './digest.ts';
import type { RegistryReference } from './reference.ts';
import { deleteManifest, getManifest, resolve } from './registry-manifests.ts';
import { putManifest } from './registry-put.ts';
import { attachReferrer, createReferrers } from './registry-referrers.ts';
import { listTags } from './registry-tags.ts';
import type { ImageStore } from './store.ts';

/** One repository of a registry (OCI distribution-spec 1.1). Nothing is asked of it until it is used. */
export function registryStore(reference: RegistryReference, ports: ClientPorts): ImageStore {
  const { registry, repository } = reference;
  const client = createClient(registry, repository, ports);
  const name = `${registry}/${repository}`;
  const referrers = createReferrers(client);
  return {
    name,
    registry: { host: registry, repository },
    resolve: (wanted) => resolve(client, wanted),
    readManifest: async (wanted) => {
      const manifest = await getManifest(client, wanted);
      if (manifest !== undefined) return manifest.manifest;
      throw new UserError({ what: `there is no ${isDigest(wanted) ? '' : 'tag '}${wanted} in ${name}` });
    },
    readBlob: (descriptor, options) => downloadBlob(client, descriptor, options),
    hasBlob: (descriptor) => blobExists(client, descriptor),
    writeBlob: (descriptor, open, options) => uploadBlob(client, descriptor, open, options),
    putManifest: (bytes, options) => putManifest(client, bytes, options),
    listReferrers: (subject, leftOut) => referrers.list(subject, leftOut),
    attach: (bytes) => attachReferrer(client, referrers, bytes),
    listTags: () => listTags(client),
    delete: (digest) => deleteManifest(client, digest),
    capabilities: async () => ({ referrersApi: await referrers.hasApi() }),
  };
}

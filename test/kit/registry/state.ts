import { createHash, randomUUID } from 'node:crypto';

export interface StoredManifest {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** One repository, as a registry keeps it. */
export interface RepositoryState {
  readonly blobs: Map<string, Buffer>;
  readonly manifests: Map<string, StoredManifest>;
  readonly tags: Map<string, string>;
  readonly uploads: Map<string, Buffer>;
}

export interface RegistryState {
  readonly repositories: ReadonlyMap<string, RepositoryState>;
  /** Made when it is not there. */
  repository(name: string): RepositoryState;
}

export function createState(): RegistryState {
  const repositories = new Map<string, RepositoryState>();
  return {
    repositories,
    repository: (name) => {
      const known = repositories.get(name);
      if (known !== undefined) return known;
      const made: RepositoryState = {
        blobs: new Map(),
        manifests: new Map(),
        tags: new Map(),
        uploads: new Map(),
      };
      repositories.set(name, made);
      return made;
    },
  };
}

export const sha256 = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export const newUpload = (repository: RepositoryState): string => {
  const id = randomUUID();
  repository.uploads.set(id, Buffer.alloc(0));
  return id;
};

export const digestFor = (repository: RepositoryState, reference: string): string | undefined =>
  reference.includes(':') ? reference : repository.tags.get(reference);

interface Entry {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Record<string, string>;
}

interface Content {
  readonly subject?: { readonly digest: string };
  readonly artifactType?: string;
  readonly config?: { readonly mediaType: string; readonly digest: string };
  readonly layers?: readonly { readonly digest: string; readonly urls?: readonly string[] }[];
  readonly manifests?: readonly { readonly digest: string }[];
  readonly annotations?: Record<string, string>;
}

export const contentOf = ({ bytes }: StoredManifest): Content => JSON.parse(bytes.toString()) as Content;

/** Referrers of a subject, as the API lists them (OCI distribution-spec 1.1). */
export function referrersOf(repository: RepositoryState, subject: string): readonly Entry[] {
  return [...repository.manifests].flatMap(([digest, stored]) => {
    const content = contentOf(stored);
    if (content.subject?.digest !== subject) return [];
    const artifactType = content.artifactType ?? content.config?.mediaType;
    return [
      {
        mediaType: stored.mediaType,
        digest,
        size: stored.bytes.length,
        ...(artifactType === undefined ? {} : { artifactType }),
        ...(content.annotations === undefined ? {} : { annotations: content.annotations }),
      },
    ];
  });
}

/** The first thing that a manifest names and the repository does not have. */
export function missingFrom(repository: RepositoryState, content: Content): string | undefined {
  const blobs = [content.config, ...(content.layers ?? [])].filter((blob) => blob !== undefined);
  const local = blobs.filter((blob) => !('urls' in blob));
  return (
    local.find(({ digest }) => !repository.blobs.has(digest))?.digest ??
    content.manifests?.find(({ digest }) => !repository.manifests.has(digest))?.digest
  );
}

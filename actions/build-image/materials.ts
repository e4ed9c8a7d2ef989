import type { RemoteSource } from '../../shared/dockerfile/remote-source.ts';
import { publicUrl } from '../../shared/dockerfile/remote-address.ts';
import type { ResourceDescriptor } from '../../shared/evidence/predicates/provenance.ts';
import type { Finding } from '../../shared/image/checks/check.ts';
import type { Problem } from '../../shared/text/error.ts';
import type { PinnedImage } from './builders/pin.ts';
import type { BuildMaterial } from './builders/request.ts';
import { type RecordedImage, recordedImage } from './recorded-image.ts';

/** What is known of what went into an image: read from the Dockerfile before the build, and recorded by the builder during it. */
export interface Origins {
  readonly images: readonly PinnedImage[];
  /** Of `images`, in the same order. */
  readonly resolved: readonly BuildMaterial[];
  readonly remotes: readonly RemoteSource[];
  /** Directories and repositories that were given as contexts. */
  readonly contexts: readonly ResourceDescriptor[];
  readonly recorded: readonly BuildMaterial[];
}

export interface Materials {
  readonly dependencies: readonly ResourceDescriptor[];
  readonly findings: readonly Finding[];
  /** Where the builder used something else than what was resolved: then nothing that was checked is true of the image. */
  readonly contradictions: readonly Problem[];
}

/** Joins what was resolved with what the builder recorded, each thing once; who says what stays visible. */
export function joinMaterials({ images, resolved, remotes, contexts, recorded }: Origins): Materials {
  const shown = recorded.map((material) => ({ ...material, uri: publicUrl(material.uri) }));
  const fetched = distinct(remotes);
  const fixed = fetched.flatMap(({ kind, url, digest }) =>
    digest === undefined ? [] : [{ name: kind === 'git' ? 'git' : 'file', uri: uriOf(kind, url), digest }],
  );
  const own = [
    ...resolved.map((material, at) => ({ name: nameOf(images[at]), ...material })),
    ...fixed,
    ...contexts,
  ];
  const hashes = new Set(own.flatMap(({ digest }) => Object.values(digest ?? {})));
  const others = shown.filter(({ digest }) => !Object.values(digest).some((hash) => hashes.has(hash)));
  const added = [...new Map(others.map((material) => [JSON.stringify(material.digest), material])).values()];
  const read = added.map((material) => ({ material, image: recordedImage(material) }));
  return {
    dependencies: [...own, ...added.map(fromBuilder)],
    findings: [
      ...fetched.flatMap((remote) => unpinnedRemote(remote, shown)),
      ...read.flatMap(({ image }) => unforeseen(image, images)),
    ],
    contradictions: [
      ...read.flatMap(({ image }) => otherImage(image, images)),
      ...fetched.flatMap((remote) => otherRemote(remote, shown)),
    ],
  };
}

function nameOf(image: PinnedImage | undefined): string {
  if (image?.use.kind === 'syntax') return 'frontend';
  return image?.use.context === undefined ? 'image' : `context ${image.use.context}`;
}

const fromBuilder = ({ uri, digest }: BuildMaterial): ResourceDescriptor => ({
  uri: /^(?:git|ssh):\/\/|\.git(?:[#?]|$)|^[\w.-]+@/.test(uri) ? uriOf('git', uri) : uri,
  digest: digest['sha1'] === undefined ? digest : { gitCommit: digest['sha1'] },
  annotations: { recordedBy: 'buildkit' },
});

const uriOf = (kind: RemoteSource['kind'], url: string): string =>
  kind === 'git' ? `git+${withScheme(url)}` : url;

/** `git@HOST:PATH` is no URI. */
const withScheme = (url: string): string => url.replace(/^([\w.-]+@[\w.-]+):(?!\/)/, 'ssh://$1/');

/** One place of the Dockerfile, whatever platform reads it. */
const distinct = (remotes: readonly RemoteSource[]): readonly RemoteSource[] => [
  ...new Map(remotes.map((remote) => [JSON.stringify(remote), remote])).values(),
];

const recordOf = ({ url }: RemoteSource, recorded: readonly BuildMaterial[]): string | undefined => {
  const found = recorded.find(({ uri }) => placeOf(uri) === placeOf(url));
  return found && Object.values(found.digest)[0];
};

/** BuildKit leaves out the directory of a repository that is taken. */
const placeOf = (uri: string): string => withScheme(uri.replace(/^git\+/, '')).replace(/(#[^:]*):.*$/s, '$1');

function unpinnedRemote(remote: RemoteSource, recorded: readonly BuildMaterial[]): readonly Finding[] {
  const { kind, url, digest, unset, at } = remote;
  if (digest !== undefined) return [];
  const check = 'remote-sources';
  if (unset.length > 0) {
    const what = `what ADD fetches from '${url}' depends on the environment of its base`;
    return [{ check, what, next: 'write the URL and its checksum without variables of the base', at }];
  }
  const seen = recordOf(remote, recorded);
  return [
    {
      check,
      what:
        kind === 'git'
          ? `'${url}' is fetched by a name that can be moved`
          : `'${url}' is fetched without its checksum`,
      seen: seen === undefined ? 'whatever stands there when it is built' : `this time it was ${seen}`,
      next: kind === 'git' ? commitLine(url, seen) : checksumLine(url, seen),
      at,
    },
  ];
}

const checksumLine = (url: string, hash: string | undefined): string =>
  hash === undefined
    ? `look at it, take its sum (curl -fsSL ${url} | sha256sum), and write  ADD --checksum=sha256:<sum> ${url}`
    : `write  ADD --checksum=sha256:${hash} ${url}`;

/** `URL#REF:DIRECTORY` keeps its directory. */
function commitLine(url: string, commit: string | undefined): string {
  const [, location = url, directory = ''] = /^([^#?]*)(?:#[^:]*(:.*)?)?$/s.exec(url) ?? [];
  return `write  ADD ${location}#${commit ?? '<commit>'}${directory}`;
}

/** An image by tag that the builder read and nobody saw coming, such as one that a frontend uses. */
function unforeseen(image: RecordedImage | undefined, images: readonly PinnedImage[]): readonly Finding[] {
  if (image?.tag === undefined || images.some(({ use }) => image.isNamed(use.reference))) return [];
  return [
    {
      check: 'base-images',
      what: `BuildKit read the image '${image.name}:${image.tag}', which the Dockerfile does not show`,
      seen: image.digest,
      next: `write  ${image.name}:${image.tag}=docker-image://${image.name}@${image.digest}  in build-contexts`,
    },
  ];
}

function otherImage(image: RecordedImage | undefined, images: readonly PinnedImage[]): readonly Problem[] {
  const expected = image && images.find(({ use }) => image.isNamed(use.reference));
  if (image === undefined || expected === undefined) return [];
  return [
    {
      what: `BuildKit used another image '${expected.use.reference}' than was resolved`,
      rule: 'what was checked is what is built on',
      seen: `${image.digest} instead of ${expected.digest}`,
      next: 'name it by digest in the Dockerfile',
      at: expected.use.at,
    },
  ];
}

function otherRemote(remote: RemoteSource, recorded: readonly BuildMaterial[]): readonly Problem[] {
  const { url, digest, at } = remote;
  const seen = recordOf(remote, recorded);
  if (digest === undefined || seen === undefined || Object.values(digest).includes(seen)) return [];
  const what = `BuildKit fetched something else from '${url}' than the Dockerfile names`;
  return [{ what, rule: Object.values(digest).join(', '), seen, at }];
}

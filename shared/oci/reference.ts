import { UserError } from '../text/error.ts';
import { type Digest, isDigest } from './digest.ts';

/** An image in a registry. Without a tag and a digest it names the repository alone; nothing is assumed. */
export interface RegistryReference {
  readonly kind: 'registry';
  /** Host with its port; `docker.io` for Docker Hub, whatever it was called. */
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

/** An image in an OCI image layout directory. */
export interface LayoutReference {
  readonly kind: 'layout';
  readonly path: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

export type ImageReference = RegistryReference | LayoutReference;

export const LAYOUT_PREFIX = 'oci-layout:';

const DOCKER_HUB = 'docker.io';
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-fA-F:]+\\])(?::([0-9]{1,5}))?$`);
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
const MAX_REPOSITORY_CHARACTERS = 255;

export const isTag = (text: string): boolean => TAG.test(text);

/**
 * Parses `[REGISTRY/]REPOSITORY[:TAG][@DIGEST]` by the grammar of the distribution project, with Docker Hub's short names
 * (`nginx` is `docker.io/library/nginx`), and `oci-layout:PATH[:TAG][@DIGEST]`.
 * @throws UserError that says which part is wrong.
 */
export function parseReference(text: string): ImageReference {
  if (text.startsWith(LAYOUT_PREFIX)) return parseLayout(text);
  const { name, tag, digest } = splitReference(text, text);
  const { registry, repository } = splitName(name);
  checkRegistry(registry, text);
  checkRepository(repository, text);
  return { kind: 'registry', registry, repository, ...version(tag, digest) };
}

/**
 * Parses a reference that names its image by digest.
 * @throws UserError also for a tag without a digest: a tag may name something else by the time it is read.
 */
export function parseDigestReference(text: string): ImageReference & { readonly digest: Digest } {
  const reference = parseReference(text);
  const { digest } = reference;
  if (digest !== undefined) return { ...reference, digest };
  throw new UserError({
    what: 'the image is not named by digest',
    rule: 'a tag can be moved between two steps, a digest cannot: REPOSITORY@sha256:…',
    seen: JSON.stringify(text),
    next: 'use the image output of the step that built or copied it',
  });
}

/** The reference as text, in full: `docker.io/library/nginx:1.27@sha256:…`. */
export function formatReference(reference: ImageReference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
  return `${repositoryName(reference)}${tag}${digest}`;
}

/** The same repository, pinned to `digest`; a tag is dropped, since it no longer decides anything. */
export function withDigest<R extends ImageReference>(
  reference: R,
  digest: Digest,
): R & { readonly digest: Digest } {
  const parts = Object.entries(reference).filter(([part]) => part !== 'tag');
  return { ...Object.fromEntries(parts), digest } as R & { readonly digest: Digest };
}

/** Without tag and digest: `ghcr.io/acme/shop`, `oci-layout:./image`. */
export const repositoryName = (reference: ImageReference): string =>
  reference.kind === 'registry'
    ? `${reference.registry}/${reference.repository}`
    : `${LAYOUT_PREFIX}${reference.path}`;

function parseLayout(text: string): LayoutReference {
  const { name, tag, digest } = splitReference(text.slice(LAYOUT_PREFIX.length), text);
  if (name === '' || name.includes('\0'))
    fail('an image layout needs a path', 'oci-layout:PATH[:TAG][@DIGEST]', text);
  return { kind: 'layout', path: name, ...version(tag, digest) };
}

interface Parts {
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: Digest | undefined;
}

/** A colon is a tag's only after the last slash: before it, it is a port's. */
function splitReference(text: string, whole: string): Parts {
  const at = text.indexOf('@');
  const digest = at === -1 ? undefined : text.slice(at + 1);
  if (digest !== undefined && !isDigest(digest)) {
    fail('not a digest', 'sha256: and 64 lower-case hexadecimal characters after the @', whole);
  }
  const rest = at === -1 ? text : text.slice(0, at);
  const colon = rest.lastIndexOf(':');
  if (colon <= rest.lastIndexOf('/')) return { name: rest, tag: undefined, digest };
  const tag = rest.slice(colon + 1);
  if (!isTag(tag)) fail('not a tag', 'up to 128 letters, digits, _, . and -, the first not . or -', whole);
  return { name: rest.slice(0, colon), tag, digest };
}

/** The first part is a registry when it could not be a repository's: it has a dot, a port or a capital, or is `localhost`. */
function splitName(name: string): { registry: string; repository: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const isRegistry = /[.:[]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  if (slash === -1 || !isRegistry) return { registry: DOCKER_HUB, repository: hubRepository(name) };
  const repository = name.slice(slash + 1);
  const hub = ['index.docker.io', 'registry-1.docker.io', DOCKER_HUB].includes(first);
  return hub
    ? { registry: DOCKER_HUB, repository: hubRepository(repository) }
    : { registry: first, repository };
}

const hubRepository = (name: string): string =>
  name.includes('/') || name === '' ? name : `library/${name}`;

function checkRegistry(registry: string, whole: string): void {
  const host = HOST.exec(registry);
  if (host === null) fail('not a registry', 'a host name or address, with an optional port', whole);
  else if (host[1] !== undefined && Number(host[1]) > 65_535) fail('not a port', '0 to 65535', whole);
}

function checkRepository(repository: string, whole: string): void {
  if (repository !== repository.toLowerCase()) {
    fail('a repository name has no capital letters', 'write it in lower case', whole);
  }
  if (!REPOSITORY.test(repository)) {
    fail('not a repository name', 'lower-case letters and digits, parted by /, ., _, __ or -', whole);
  }
  if (repository.length > MAX_REPOSITORY_CHARACTERS) {
    fail('the repository name is too long', `${MAX_REPOSITORY_CHARACTERS} characters`, whole);
  }
  if (/^(library\/)?[0-9a-f]{64}$/.test(repository)) {
    fail('a bare image ID does not name a repository', 'REPOSITORY@sha256:…', whole);
  }
}

function fail(what: string, rule: string, seen: string): never {
  throw new UserError({ what, rule, seen: JSON.stringify(seen) });
}

const version = (tag: string | undefined, digest: Digest | undefined) => ({
  ...(tag === undefined ? {} : { tag }),
  ...(digest === undefined ? {} : { digest }),
});

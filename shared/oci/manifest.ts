import { messageOf, UserError } from '../text/error.ts';
import { parseJson } from '../text/json.ts';
import type { Descriptor, ImageIndex, ImageManifest } from './descriptor.ts';
import { digestOf, isDigest } from './digest.ts';
import { isIndex, isManifest, MEDIA_TYPE } from './media-types.ts';
import type { Manifest } from './store.ts';
import { type JsonObject, isRecord } from '../text/json-value.ts';

/** What a registry must accept at least (OCI distribution-spec 1.1, "Pushing Manifests"), and the most that is read. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

const SCHEMA_1 = /^application\/vnd\.docker\.distribution\.manifest\.v1\+(json|prettyjws)$/;

export const isImageIndex = (content: ImageManifest | ImageIndex): content is ImageIndex =>
  isIndex(content.mediaType);

/**
 * Reads a manifest or index, keeping its bytes. `mediaType` is what its sender called it; undefined, or a general type such as
 * application/json, leaves it to the content.
 * @throws UserError for Docker schema 1, an unknown type, a type that contradicts the content, or content of the wrong shape.
 */
export function parseManifest(bytes: Uint8Array, mediaType: string | undefined, from: string): Manifest {
  const { content, type } = open(bytes, mediaType, from);
  const list = isIndex(type) ? 'manifests' : 'layers';
  const items = listOf(content, list, from);
  items.forEach((item, index) => {
    checkDescriptor(item, `${from}: ${list}[${index}]`);
  });
  if (list === 'layers') checkDescriptor(content['config'], `${from}: config`);
  if (content['subject'] !== undefined) checkDescriptor(content['subject'], `${from}: subject`);
  const { artifactType, annotations } = content;
  return {
    bytes,
    content: { ...content, mediaType: type, [list]: items } as unknown as ImageManifest | ImageIndex,
    descriptor: {
      mediaType: type,
      digest: digestOf(bytes),
      size: bytes.length,
      ...(typeof artifactType === 'string' ? { artifactType } : {}),
      ...(isTextRecord(annotations) ? { annotations } : {}),
    },
  };
}

/** A list of referrers, which anybody may have added to. */
export interface ReferrerList {
  readonly entries: readonly Descriptor[];
  /** What stands among them and is no descriptor with a SHA-256 digest, as JSON; other tools may know it. */
  readonly others: readonly string[];
}

/**
 * Reads an index as a list of referrers; undefined when it is a manifest. One bad entry says nothing about the rest.
 * @throws UserError as `parseManifest` does for what is not such an index as a whole.
 */
export function parseReferrerList(
  bytes: Uint8Array,
  mediaType: string | undefined,
  from: string,
): ReferrerList | undefined {
  const { content, type } = open(bytes, mediaType, from);
  if (!isIndex(type)) return undefined;
  const items = listOf(content, 'manifests', from);
  return {
    entries: items.filter(isDescriptor),
    others: items.filter((item) => !isDescriptor(item)).map((item) => JSON.stringify(item)),
  };
}

/**
 * The descriptor by which a referrer is listed (OCI distribution-spec 1.1, "Listing Referrers"): annotations are pulled up, and
 * the artifact type, which for a manifest without one is its config's media type.
 */
export function referrerDescriptor(manifest: Manifest): Descriptor {
  const { content, descriptor } = manifest;
  const artifactType = content.artifactType ?? (isImageIndex(content) ? undefined : content.config.mediaType);
  return artifactType === undefined ? descriptor : { ...descriptor, artifactType };
}

function open(
  bytes: Uint8Array,
  mediaType: string | undefined,
  from: string,
): { readonly content: JsonObject; readonly type: string } {
  if (bytes.length > MAX_MANIFEST_BYTES) {
    throw malformed(from, { rule: `at most ${MAX_MANIFEST_BYTES} bytes`, seen: `${bytes.length} bytes` });
  }
  let content: unknown;
  try {
    content = parseJson(bytes);
  } catch (cause) {
    throw malformed(from, { rule: 'a manifest is JSON', seen: messageOf(cause).slice(0, 100) }, cause);
  }
  if (!isRecord(content)) throw malformed(from, { rule: 'a manifest is a JSON object' });
  return { content, type: typeOf(content, mediaType, from) };
}

function typeOf(content: JsonObject, sent: string | undefined, from: string): string {
  const header = sent?.split(';')[0]?.trim().toLowerCase() ?? '';
  checkSchema(content, header, from);
  const said = textOf(content['mediaType']);
  const named = isKnown(header) ? header : undefined;
  if (named !== undefined && said !== undefined && named !== said) {
    throw malformed(from, {
      rule: `its sender calls it ${named}`,
      seen: `mediaType ${JSON.stringify(said)}`,
    });
  }
  const type = named ?? said ?? guess(content) ?? header;
  if (isKnown(type)) return type;
  throw malformed(from, { rule: 'an OCI or Docker manifest or index', seen: JSON.stringify(type) });
}

function checkSchema(content: JsonObject, header: string, from: string): void {
  if (content['schemaVersion'] === 1 || SCHEMA_1.test(header)) {
    throw new UserError({
      what: `${from} is a Docker schema 1 manifest`,
      rule: 'that format cannot be verified by digest and is not supported',
      next: 'push the image again with a current tool',
    });
  }
  if (content['schemaVersion'] !== 2) {
    throw malformed(from, {
      rule: 'schemaVersion 2',
      seen: JSON.stringify(content['schemaVersion'] ?? null),
    });
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const isKnown = (type: string): boolean => isManifest(type) || isIndex(type);

function guess(content: JsonObject): string | undefined {
  if (Array.isArray(content['manifests']) && content['layers'] === undefined) return MEDIA_TYPE.index;
  if (Array.isArray(content['layers']) && content['manifests'] === undefined) return MEDIA_TYPE.manifest;
  return undefined;
}

/** Writers in Go say null for a list of nothing: BuildKit for an image without layers, registries for no referrers. */
function listOf(content: JsonObject, list: 'manifests' | 'layers', from: string): readonly unknown[] {
  const other = list === 'layers' ? 'manifests' : 'layers';
  // CVE-2021-41190: one document that is an index to one reader and a manifest to another.
  if ((content[other] ?? undefined) !== undefined)
    throw malformed(from, { rule: `${list} without ${other}` });
  const items: unknown = content[list] === null ? [] : content[list];
  if (!Array.isArray(items)) throw malformed(from, { rule: `a list of ${list}` });
  return items;
}

/**
 * @throws UserError unless `value` has a media type, a SHA-256 digest and a size, and what else it has is of the right type: it is
 * shown and compared.
 */
export function checkDescriptor(value: unknown, where: string): asserts value is Descriptor {
  if (isDescriptor(value)) return;
  throw malformed(where, {
    rule: 'a descriptor has mediaType, digest (sha256) and size, and texts in its other fields',
    seen: JSON.stringify(value ?? null).slice(0, 200),
  });
}

const isDescriptor = (value: unknown): value is Descriptor =>
  isRecord(value) && isNamed(value) && isDescribed(value);

function isNamed({ mediaType, digest, size }: JsonObject): boolean {
  const named = typeof mediaType === 'string' && typeof digest === 'string' && isDigest(digest);
  return named && Number.isSafeInteger(size) && (size as number) >= 0;
}

/** Some writers say null for what is absent. */
function isDescribed({ annotations, artifactType, platform, urls }: JsonObject): boolean {
  const { os, architecture, variant } = isRecord(platform) ? platform : { os: '', architecture: '' };
  const texts: readonly unknown[] = Array.isArray(urls) ? urls : [];
  const optional = [artifactType, variant, ...texts].filter((text) => text !== undefined && text !== null);
  return (
    [os, architecture, ...optional].every((text) => typeof text === 'string') &&
    (annotations === undefined || annotations === null || isTextRecord(annotations))
  );
}

const isTextRecord = (value: unknown): value is Readonly<Record<string, string>> =>
  isRecord(value) && Object.values(value).every((text) => typeof text === 'string');

function malformed(where: string, why: { rule: string; seen?: string }, cause?: unknown): UserError {
  return new UserError({ what: `the manifest ${where} is malformed`, ...why }, { cause });
}

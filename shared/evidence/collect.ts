import { readSmallBlob } from '../oci/blob.ts';
import type { Descriptor, ImageIndex, ImageManifest } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { MEDIA_TYPE } from '../oci/media-types.ts';
import { parallel } from '../oci/parallel.ts';
import type { ImageStore } from '../oci/store.ts';
import { UserError, messageOf } from '../text/error.ts';
import { formatBytes } from '../text/size.ts';
import { isBundleMediaType } from './bundle.ts';
import type { IgnoreReason, IgnoredEvidence } from './evidence.ts';
import { LIMIT } from './limits.ts';

const SHOWN_CHARACTERS = 200;

/** The annotation in which writers repeat the predicate type; it is not signed and decides nothing. */
export const PREDICATE_TYPE_ANNOTATION = 'dev.sigstore.bundle.predicateType';

/** A referrer that holds a bundle; nothing of it is verified but the digests of its bytes. */
export interface Referrer {
  readonly store: string;
  readonly manifestDigest: Digest;
  readonly bundle: Descriptor;
  readonly bytes: Buffer;
  readonly claimedType?: string;
}

export interface CollectOptions {
  /**
   * Leaves out referrers whose annotation claims another type; those without annotation are always read. Only for questions in which
   * a referrer that is hidden by its annotation does no harm: a gate reads everything.
   */
  readonly claiming?: ReadonlySet<string>;
  /** Leaves out what `claiming` would read: the rest. */
  readonly notClaiming?: ReadonlySet<string>;
}

/**
 * Reads every bundle that refers to `subject` in one store, and gives each to `judge` as it comes: bytes that were judged are not kept,
 * however much somebody has attached. Results in the order of the store's list; what cannot be used is named with its reason.
 * @throws UserError when there are more referrers, or bytes, than anybody needs: then nobody can say that the newest was seen.
 */
export async function collectBundles<T>(
  store: ImageStore,
  subject: Digest,
  options: CollectOptions,
  judge: (referrer: Referrer) => T,
): Promise<readonly (T | IgnoredEvidence)[]> {
  const leftOut: IgnoredEvidence[] = [];
  const listed = await store.listReferrers(subject, (entry) => {
    const detail = `an entry of the list: ${entry.slice(0, SHOWN_CHARACTERS)}`;
    leftOut.push({ ...ignore('malformed', detail), store: store.name });
  });
  const count = listed.length + leftOut.length;
  if (count > LIMIT.referrers) throw tooMuch(store, subject, `${LIMIT.referrers} referrers`, count);
  const wanted = listed.filter((descriptor) => isWanted(descriptor, options));
  const results = new Array<T | IgnoredEvidence>(wanted.length);
  let total = 0;
  await parallel([...wanted.entries()], LIMIT.parallel, async ([index, descriptor]) => {
    const read = await readReferrer(store, descriptor);
    if ('bytes' in read) total += read.bundle.size;
    if (total > LIMIT.totalBytes)
      throw tooMuch(store, subject, formatBytes(LIMIT.totalBytes), formatBytes(total));
    results[index] = 'bytes' in read ? judge(read) : read;
  });
  // What is left aside is named once, though two kinds of claims be asked for one after the other.
  return options.notClaiming === undefined ? [...results, ...leftOut] : results;
}

const tooMuch = (store: ImageStore, subject: Digest, limit: string, seen: number | string): UserError =>
  new UserError(
    {
      what: `too many referrers of ${subject} in ${store.name}`,
      rule: `at most ${limit}`,
      seen: String(seen),
      next: 'remove what does not belong there',
    },
    { result: 'refused' },
  );

function isWanted({ annotations }: Descriptor, { claiming, notClaiming }: CollectOptions): boolean {
  const claimed = annotations?.[PREDICATE_TYPE_ANNOTATION];
  if (notClaiming !== undefined) return claimed !== undefined && !notClaiming.has(claimed);
  return claiming === undefined || claimed === undefined || claiming.has(claimed);
}

/** By the manifest itself. cosign leaves its bundles with the type of their empty config, so that this type says nothing. */
const mayHoldBundle = ({ artifactType }: ImageManifest | ImageIndex): boolean =>
  artifactType === undefined || artifactType === MEDIA_TYPE.empty || isBundleMediaType(artifactType);

/**
 * Reads one listed referrer, whatever its label in the list says: anybody may have written that. Only a service that does not answer
 * is an error.
 */
export async function readReferrer(
  store: ImageStore,
  descriptor: Descriptor,
): Promise<Referrer | IgnoredEvidence> {
  const found = await readBundle(store, descriptor);
  const claimedType = descriptor.annotations?.[PREDICATE_TYPE_ANNOTATION];
  const claim = claimedType === undefined ? {} : { claimedType };
  return { ...claim, ...found, store: store.name, manifestDigest: descriptor.digest };
}

type Ignored = Pick<IgnoredEvidence, 'reason' | 'detail'>;
type Found = Pick<Referrer, 'bundle' | 'bytes' | 'claimedType'> | Ignored;

async function readBundle(store: ImageStore, descriptor: Descriptor): Promise<Found> {
  try {
    const { content } = await store.readManifest(descriptor.digest);
    if (!mayHoldBundle(content)) return ignore('unknown media type', content.artifactType ?? '');
    const bundle = bundleLayer(content);
    if ('reason' in bundle) return bundle;
    const bytes = await readSmallBlob(store, bundle, LIMIT.bundleBytes);
    const claimedType = content.annotations?.[PREDICATE_TYPE_ANNOTATION];
    return { bundle, bytes, ...(claimedType === undefined ? {} : { claimedType }) };
  } catch (error) {
    if (error instanceof UserError) return ignore('unreadable', messageOf(error));
    throw error;
  }
}

function bundleLayer(content: ImageManifest | ImageIndex): Descriptor | Ignored {
  const [layer, ...others] = 'layers' in content ? content.layers : [];
  if (layer === undefined || !isBundleMediaType(layer.mediaType)) {
    return ignore('unknown media type', layer?.mediaType ?? 'no layer');
  }
  if (others.length > 0) return ignore('malformed', `${others.length + 1} layers instead of one`);
  return layer.size > LIMIT.bundleBytes ? ignore('too large', formatBytes(layer.size)) : layer;
}

const ignore = (reason: IgnoreReason, detail: string): Ignored => ({ reason, detail });

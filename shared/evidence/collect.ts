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

export interface Collection {
  readonly referrers: readonly Referrer[];
  readonly ignored: readonly IgnoredEvidence[];
}

export interface CollectOptions {
  /** Leaves out referrers whose annotation claims another type; those without annotation are always read. */
  readonly claiming?: ReadonlySet<string>;
  /** Leaves out what `claiming` would read: the rest. */
  readonly notClaiming?: ReadonlySet<string>;
}

/**
 * Reads every bundle that refers to `subject` in one store. What cannot be used is named with its reason.
 * @throws UserError when there are more referrers than `LIMIT.referrers`: then nobody can say that the newest was seen.
 */
export async function collectBundles(
  store: ImageStore,
  subject: Digest,
  options: CollectOptions = {},
): Promise<Collection> {
  const listed = await store.listReferrers(subject);
  if (listed.length > LIMIT.referrers) {
    throw new UserError(
      {
        what: `too many referrers of ${subject} in ${store.name}`,
        rule: `at most ${LIMIT.referrers}`,
        seen: String(listed.length),
        next: 'remove what does not belong there',
      },
      { result: 'refused' },
    );
  }
  const wanted = listed.filter((descriptor) => isWanted(descriptor, options));
  const read = new Array<Referrer | IgnoredEvidence>(wanted.length);
  await parallel([...wanted.entries()], LIMIT.parallel, async ([index, descriptor]) => {
    read[index] = await readReferrer(store, descriptor);
  });
  return {
    referrers: read.filter((each) => 'bytes' in each),
    ignored: read.filter((each) => 'reason' in each),
  };
}

function isWanted({ annotations }: Descriptor, { claiming, notClaiming }: CollectOptions): boolean {
  const claimed = annotations?.[PREDICATE_TYPE_ANNOTATION];
  if (notClaiming !== undefined) return claimed !== undefined && !notClaiming.has(claimed);
  return claiming === undefined || claimed === undefined || claiming.has(claimed);
}

/** cosign lists its bundles with the type of their empty config, so that this type says nothing. */
const mayHoldBundle = ({ artifactType }: Descriptor): boolean =>
  artifactType === undefined || artifactType === MEDIA_TYPE.empty || isBundleMediaType(artifactType);

/** Reads one listed referrer; only a service that does not answer is an error. */
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
  if (!mayHoldBundle(descriptor)) return ignore('unknown media type', descriptor.artifactType ?? '');
  try {
    const { content } = await store.readManifest(descriptor.digest);
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

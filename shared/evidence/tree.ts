import type { Descriptor, Platform } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import type { Image } from '../oci/image.ts';
import { isIndex } from '../oci/media-types.ts';
import { formatPlatform } from '../oci/platform.ts';
import type { ImageStore } from '../oci/store.ts';
import { type Evidence, type IgnoreReason, countIgnored } from './evidence.ts';
import { newestPerKey } from './key-of-evidence.ts';
import { knownPredicate, predicateName } from './predicates/known.ts';
import type { TrustedSigner } from './trust.ts';
import { type LoadOptions, type LoadedEvidence, loadEvidence } from './verify.ts';

/** Everything that trusted signers say of an image, by the digest that they say it of. */
export interface EvidenceTree {
  /** What people know the image by. */
  readonly image: string;
  /** The index or the only manifest first, then the platforms in the order of the index. */
  readonly nodes: readonly TreeNode[];
}

export interface TreeNode {
  /** `index`, `image`, or a platform such as `linux/arm64`. */
  readonly label: string;
  readonly digest: Digest;
  /** By time, the oldest first; what has no time comes before. */
  readonly entries: readonly TreeEntry[];
  /** What is attached and is no evidence, counted by reason. */
  readonly ignored: readonly (readonly [IgnoreReason, number])[];
}

export interface TreeEntry {
  /** `SLSA provenance`, or the URI of a type that we do not know. */
  readonly name: string;
  /** What it says in a few words; empty when there is nothing to add. */
  readonly detail: string;
  readonly predicateType: string;
  readonly signedBy: string;
  readonly time: Date | undefined;
  readonly timeSource: Evidence['timeSource'];
  readonly bundleDigest: Digest;
  readonly store: string;
  /** A newer statement of the same kind by the same signer has taken its place. */
  readonly superseded: boolean;
}

/**
 * Reads and verifies the evidence of an image and of each of its platforms.
 * @throws as `loadEvidence` does.
 */
export async function loadEvidenceTree(
  stores: readonly ImageStore[],
  image: NamedImage,
  trusted: readonly TrustedSigner[],
  options: LoadOptions = {},
): Promise<EvidenceTree> {
  return (await treeOf(stores, image, trusted, options)).tree;
}

/** An image and what people know it by. */
export type NamedImage = Image & { readonly name: string };

/** The tree, and the evidence that it shows, for whoever decides on it too: nothing is read twice. */
export async function treeOf(
  stores: readonly ImageStore[],
  image: NamedImage,
  trusted: readonly TrustedSigner[],
  options: LoadOptions = {},
): Promise<{ readonly tree: EvidenceTree; readonly evidence: readonly Evidence[] }> {
  const loaded = await Promise.all(
    places(image).map(async ({ label, digest }) => {
      const found = await loadEvidence(stores, digest, trusted, options);
      return { node: treeNode(label, digest, found), evidence: found.accepted };
    }),
  );
  return {
    tree: { image: image.name, nodes: loaded.map(({ node }) => node) },
    evidence: loaded.flatMap(({ evidence }) => evidence),
  };
}

/** The part of the tree that is about one digest. */
function treeNode(label: string, digest: Digest, { accepted, ignored }: LoadedEvidence): TreeNode {
  const newest = new Set(newestPerKey(accepted));
  const entries = accepted.map((evidence) => treeEntry(evidence, !newest.has(evidence)));
  return { label, digest, entries: entries.sort(byTime), ignored: countIgnored(ignored) };
}

function places({ top, platforms }: Image): readonly { readonly label: string; readonly digest: Digest }[] {
  const place = (label: string, { digest }: Descriptor) => ({ label, digest });
  if (!isIndex(top.descriptor.mediaType)) return [place('image', top.descriptor)];
  const children = platforms.map(({ platform, manifest }: { platform: Platform; manifest: Image['top'] }) =>
    place(formatPlatform(platform), manifest.descriptor),
  );
  return [place('index', top.descriptor), ...children];
}

function treeEntry(evidence: Evidence, superseded: boolean): TreeEntry {
  const { statement, predicateType, signedBy, time, timeSource, bundleDigest, store } = evidence;
  const detail = knownPredicate(predicateType)?.detail(statement.predicate) ?? '';
  const name = predicateName(predicateType);
  return { name, detail, predicateType, signedBy, time, timeSource, bundleDigest, store, superseded };
}

function byTime(one: TreeEntry, other: TreeEntry): number {
  const [mine, theirs] = [one.time?.getTime() ?? 0, other.time?.getTime() ?? 0];
  return (
    mine - theirs || one.name.localeCompare(other.name) || (one.bundleDigest < other.bundleDigest ? -1 : 1)
  );
}

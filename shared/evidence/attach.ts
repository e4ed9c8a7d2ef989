import { writeBytes } from '../oci/blob.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { MEDIA_TYPE } from '../oci/media-types.ts';
import type { ImageStore } from '../oci/store.ts';
import { UserError } from '../text/error.ts';
import { BUNDLE_MEDIA_TYPE } from './bundle.ts';
import { PREDICATE_TYPE_ANNOTATION, collectBundles, readReferrer } from './collect.ts';
import type { Evidence, IgnoredEvidence } from './evidence.ts';
import { knownPredicate, predicateName } from './predicates/known.ts';
import type { SignedBundle, Signer } from './signed-bundle.ts';
import { type Statement, contentDigest, isAbout } from './statement.ts';
import { type Rules, judgeReferrer, rulesFor } from './verify.ts';

export interface Attached {
  readonly status: 'written' | 'unchanged';
  readonly bundleDigest: Digest;
  /** The referrer's manifest: should a registry lose it from its list, it can still be read by this digest. */
  readonly manifestDigest: Digest;
  readonly bytes: Buffer;
}

/**
 * Signs `statement` and attaches it to `subject`, unless this signer has said just that of it before. What was written is read back
 * from the store and verified before this returns.
 * @throws UserError when the statement is not about `subject`, is too large, or does not come back as it was written.
 */
export async function attachStatement(
  store: ImageStore,
  signer: Signer,
  statement: Statement,
  subject: Descriptor,
): Promise<Attached> {
  const [attached] = await attachStatements(store, signer, [statement], subject);
  if (attached === undefined) throw new Error('a statement went in and none came out');
  return attached;
}

/** Like `attachStatement` for several statements about one subject; what is there already is read once. Results in their order. */
export async function attachStatements(
  store: ImageStore,
  signer: Signer,
  statements: readonly Statement[],
  subject: Descriptor,
): Promise<readonly Attached[]> {
  for (const statement of statements) mustBeAbout(statement, subject);
  const present = await presentStatements(store, signer, statements, subject);
  const known = statements.map((statement) => present.get(contentDigest(statement)));
  // All are signed before the first is attached: a witness that does not answer leaves the image as it was.
  const signed = await Promise.all(
    statements.map(async (statement, index) =>
      known[index] === undefined ? signer.sign(statement) : undefined,
    ),
  );
  const results: Attached[] = [];
  // One after the other: parallel writers of one subject would only make each other repeat the fallback tag.
  for (const [index, bundle] of signed.entries()) {
    const attached = known[index] ?? (bundle && (await attachBundle(store, signer, bundle, subject)));
    if (attached !== undefined) results.push(attached);
  }
  return results;
}

function mustBeAbout(statement: Statement, subject: Descriptor): void {
  if (isAbout(statement, subject.digest)) return;
  throw new UserError({
    what: `the statement ${statement.predicateType} is not about what it would be attached to`,
    rule: 'one of its subjects is that digest',
    seen: statement.subject.map((each) => each.digest['sha256'] ?? '').join(', '),
    next: `attach it to one of these, not to ${subject.digest}`,
  });
}

/** What this signer has attached to `subject` already, by content. */
export async function presentStatements(
  store: ImageStore,
  signer: Signer,
  statements: readonly Statement[],
  subject: Descriptor,
): Promise<ReadonlyMap<Digest, Attached>> {
  const claiming = new Set(statements.map((statement) => statement.predicateType));
  const wanted = new Set(statements.map(contentDigest));
  const present = new Map<Digest, Attached>();
  const rules = await rulesOf(signer, subject);
  await collectBundles(store, subject.digest, { claiming }, (referrer) => {
    const judged = judgeReferrer(referrer, rules);
    if ('reason' in judged) return;
    const { manifestDigest, bytes } = referrer;
    const { bundleDigest } = judged;
    const content = contentDigest(judged.statement);
    if (wanted.has(content))
      present.set(content, { status: 'unchanged', bundleDigest, manifestDigest, bytes });
  });
  return present;
}

/** Attaches a bundle that is signed already, and reads it back. */
export async function attachBundle(
  store: ImageStore,
  signer: Signer,
  signed: SignedBundle,
  subject: Descriptor,
): Promise<Attached> {
  const { bytes, digest, statement } = signed;
  const config = await writeBytes(store, Buffer.from('{}'), MEDIA_TYPE.empty);
  const layer = await writeBytes(store, bytes, BUNDLE_MEDIA_TYPE);
  const manifest = referrerManifest(statement, { config, layer, subject });
  const { digest: manifestDigest } = await store.attach(manifest);
  await readBack(store, signer, { subject, statement, manifestDigest, bundleDigest: digest });
  return { status: 'written', bundleDigest: digest, manifestDigest, bytes };
}

interface ReferrerParts {
  readonly config: Descriptor;
  readonly layer: Descriptor;
  readonly subject: Descriptor;
}

/** The referrer as cosign 3 lays it out (OCI image-spec 1.1, manifest.md "Guidelines for Artifact Usage"). */
function referrerManifest(statement: Statement, parts: ReferrerParts): Buffer {
  const { config, layer } = parts;
  const { mediaType, digest, size } = parts.subject;
  const time = knownPredicate(statement.predicateType)?.time(statement.predicate);
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    artifactType: BUNDLE_MEDIA_TYPE,
    config,
    layers: [layer],
    subject: { mediaType, digest, size },
    annotations: {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      [PREDICATE_TYPE_ANNOTATION]: statement.predicateType,
      ...(time === undefined ? {} : { 'org.opencontainers.image.created': time.toISOString() }),
    },
  };
  return Buffer.from(JSON.stringify(manifest));
}

interface Expected {
  readonly subject: Descriptor;
  readonly statement: Statement;
  readonly manifestDigest: Digest;
  readonly bundleDigest: Digest;
}

async function readBack(store: ImageStore, signer: Signer, expected: Expected): Promise<void> {
  const { subject, statement, manifestDigest, bundleDigest } = expected;
  const listed = await store.listReferrers(subject.digest);
  const descriptor = listed.find(({ digest }) => digest === manifestDigest);
  const read = descriptor && (await readReferrer(store, descriptor));
  const judged = read && ('bytes' in read ? judgeReferrer(read, await rulesOf(signer, subject)) : read);
  if (judged !== undefined && 'statement' in judged && judged.bundleDigest === bundleDigest) return;
  throw new UserError({
    what: `${predicateName(statement.predicateType)} was attached to ${subject.digest} and does not come back`,
    rule: 'what was written is read from the store and verified',
    seen: judged === undefined ? 'it is not among the referrers' : whyNot(judged),
    next: `repeat the step; the referrer's manifest is ${manifestDigest}`,
  });
}

const whyNot = (judged: Evidence | IgnoredEvidence): string =>
  'reason' in judged ? `${judged.reason}: ${judged.detail}` : 'another bundle in its place';

/** A signer's own bundles, judged at a moment when no key has expired: only the signature matters here. */
export const rulesOf = ({ trust, trustRoots = [] }: Signer, subject: Descriptor): Promise<Rules> =>
  rulesFor(subject.digest, [trust], trustRoots, new Date(0));

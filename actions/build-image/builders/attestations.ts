import type { ImageIndex, Platform } from '../../../shared/oci/descriptor.ts';
import { type Digest, hexOf } from '../../../shared/oci/digest.ts';
import { readSmallBlob } from '../../../shared/oci/blob.ts';
import { isImageIndex } from '../../../shared/oci/manifest.ts';
import { formatPlatform, isAttestation } from '../../../shared/oci/platform.ts';
import type { ImageStore } from '../../../shared/oci/store.ts';
import { LIMIT } from '../../../shared/evidence/limits.ts';
import { checkPredicate } from '../../../shared/evidence/predicates/known.ts';
import { PROVENANCE_TYPE } from '../../../shared/evidence/predicates/provenance.ts';
import { type Statement, parseStatement } from '../../../shared/evidence/statement.ts';
import { type Problem, UserError } from '../../../shared/text/error.ts';
import type { AttestationRequest } from './attestation-request.ts';

/** What BuildKit attests of one platform's manifest; nobody has signed it. */
export interface BuilderStatement {
  readonly kind: 'provenance' | 'sbom';
  readonly platform: Platform;
  /** The manifest that it is about, as BuildKit wrote it. */
  readonly subject: Digest;
  readonly predicate: unknown;
  /** The statement's own bytes, and their digest. */
  readonly bytes: Buffer;
  readonly digest: Digest;
}

/** A platform's manifest that an attestation may be about. */
export interface AttestedPlatform {
  readonly platform: Platform;
  readonly digest: Digest;
}

const IN_TOTO = 'application/vnd.in-toto+json';
const SUBJECT = 'vnd.docker.reference.digest';
const MAX_STATEMENTS = 16;

const KINDS: Readonly<Record<string, BuilderStatement['kind']>> = {
  [PROVENANCE_TYPE]: 'provenance',
  'https://slsa.dev/provenance/v0.2': 'provenance',
  'https://spdx.dev/Document': 'sbom',
};

/**
 * Reads the statements in the attestation children of BuildKit's index (BuildKit's docs/attestations/attestation-storage.md). Each has to be about a
 * platform of that index, in every place where it says what it is about.
 * @throws UserError when one is not, is malformed or too large, and when a platform has none or more than one of a kind that was asked for.
 */
export async function readStatements(
  store: ImageStore,
  digest: Digest,
  platforms: readonly AttestedPlatform[],
  requests: readonly AttestationRequest[],
): Promise<readonly BuilderStatement[]> {
  if (requests.length === 0) return [];
  const { content } = await store.readManifest(digest);
  const children = isImageIndex(content) ? content.manifests.filter(isAttestation) : [];
  const found: BuilderStatement[] = [];
  for (const child of children) found.push(...(await statementsOf(store, child, platforms)));
  const kinds = [...new Set(requests.map(({ kind }) => kind))];
  const problems = platforms.flatMap((each) => kinds.flatMap((kind) => oneProblem(found, kind, each)));
  if (problems.length > 0) throw new UserError(problems);
  return found.filter(({ kind }) => kinds.includes(kind));
}

function oneProblem(
  found: readonly BuilderStatement[],
  kind: BuilderStatement['kind'],
  { platform, digest }: AttestedPlatform,
): readonly Problem[] {
  const { length } = found.filter((each) => each.kind === kind && each.subject === digest);
  if (length === 1) return [];
  const where = `${kind} of ${formatPlatform(platform)}`;
  if (length === 0) {
    const next = 'use a builder with the driver docker-container, remote or kubernetes';
    return [
      { what: `BuildKit did not attest the ${where}`, rule: 'buildkit-attestations asks for it', next },
    ];
  }
  return [
    {
      what: `BuildKit attested the ${where} ${length} times`,
      rule: 'one describes the image; the newest would hide the others',
      next: 'take BUILDKIT_SBOM_SCAN_STAGE and BUILDKIT_SBOM_SCAN_CONTEXT out of the Dockerfile',
    },
  ];
}

async function statementsOf(
  store: ImageStore,
  child: ImageIndex['manifests'][number],
  platforms: readonly AttestedPlatform[],
): Promise<readonly BuilderStatement[]> {
  const { content } = await store.readManifest(child.digest);
  if (isImageIndex(content)) throw malformed(child.digest, 'a manifest', 'an index');
  const named = [child.annotations?.[SUBJECT], content.subject?.digest].filter((each) => each !== undefined);
  const about = platforms.find(({ digest }) => named.length > 0 && named.every((each) => each === digest));
  if (about === undefined) {
    throw malformed(child.digest, 'it is about a platform of its index', named.join(' and ') || 'nothing');
  }
  const layers = content.layers.filter(({ mediaType }) => mediaType === IN_TOTO);
  if (layers.length > MAX_STATEMENTS) {
    throw malformed(child.digest, `at most ${MAX_STATEMENTS} statements`, String(layers.length));
  }
  const statements = await Promise.all(
    layers.map(async (layer) => {
      const bytes = await readSmallBlob(store, layer, LIMIT.predicateBytes);
      return statementIn(bytes, layer.digest, about);
    }),
  );
  return statements.flat();
}

/** A statement of a kind that nobody asked for is passed over. */
function statementIn(
  bytes: Buffer,
  digest: Digest,
  { platform, digest: subject }: AttestedPlatform,
): readonly BuilderStatement[] {
  const statement = parseStatement(bytes);
  checkSubjects(statement, digest, subject);
  const { predicateType, predicate } = statement;
  const kind = Object.hasOwn(KINDS, predicateType) ? KINDS[predicateType] : undefined;
  if (kind === undefined) return [];
  // `sign` asks the same later; a scanner that writes something else is told here.
  if (kind === 'sbom') checkPredicate(predicateType, predicate, `the SBOM of ${formatPlatform(platform)}`);
  return [{ kind, platform, subject, predicate, bytes, digest }];
}

/** BuildKit names subjects only where the image has a name; those that it names have to be this one. */
function checkSubjects({ subject }: Statement, digest: Digest, wanted: Digest): void {
  const other = subject.find((each) => each.digest['sha256'] !== hexOf(wanted));
  if (other === undefined) return;
  throw malformed(digest, `it is about ${wanted}`, JSON.stringify(other.digest).slice(0, 200));
}

/**
 * What BuildKit attests is about the manifests that it wrote: those that are stored are the same, byte for byte, or it is about something else.
 * @throws UserError when one is about a manifest that is not among `stored`.
 */
export function checkStored(statements: readonly BuilderStatement[], stored: readonly Digest[]): void {
  const other = statements.find(({ subject }) => !stored.includes(subject));
  if (other === undefined) return;
  throw new UserError({
    what: "BuildKit's attestations are about a manifest that is not stored",
    rule: 'the builder writes the annotations, so that its manifest stays as it is',
    seen: `${other.subject} instead of ${stored.join(', ')}`,
    next: 'use a newer BuildKit, or leave buildkit-attestations out',
  });
}

const malformed = (digest: Digest, rule: string, seen: string): UserError =>
  new UserError({ what: `BuildKit's attestation ${digest} cannot be used`, rule, seen });

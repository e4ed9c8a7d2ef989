import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Attached, attachStatements, presentStatements, rulesOf } from '../../shared/evidence/attach.ts';
import type { SignedBundle, Signer } from '../../shared/evidence/signer.ts';
import { type Statement, contentDigest } from '../../shared/evidence/statement.ts';
import { type Refusal, judgeBundle } from '../../shared/evidence/verify.ts';
import { type Digest, hexOf } from '../../shared/oci/digest.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { UserError } from '../../shared/text/error.ts';
import type { Place, Planned } from './plan.ts';

/** What became of one statement in one place. `would write` is a dry run's word for `written`. */
export interface Entry {
  readonly image: string;
  readonly label: string;
  readonly predicateType: string;
  readonly place: string;
  readonly subject: Digest;
  readonly status: 'written' | 'unchanged' | 'would write';
  readonly bundleDigest?: Digest;
  readonly manifestDigest?: Digest;
  readonly bundlePath?: string;
  /** Where the transparency log shows it. */
  readonly logUrl?: string;
}

/** The statements of one image, by the place that they go to. */
interface Batch {
  readonly place: Place;
  readonly planned: readonly Planned[];
}

/** Attaches what is not there yet to one image, place after place, and keeps every bundle as a file in `directory`. */
export async function applyPlan(
  store: ImageStore,
  signer: Signer,
  planned: readonly Planned[],
  directory: string,
): Promise<readonly Entry[]> {
  const once = await signOnce(signer, planned);
  const entries: Entry[] = [];
  await mkdir(directory, { recursive: true });
  for (const { place, planned: here } of batches(planned)) {
    const statements = here.map(({ statement }) => statement);
    const attached = await attachStatements(store, once, statements, place.descriptor);
    for (const [index, each] of attached.entries()) {
      const logUrl = signer.logUrl?.(each.bytes);
      const entry = { ...entryOf(store, place, here[index]), ...(logUrl === undefined ? {} : { logUrl }) };
      entries.push(await keep(entry, each, directory));
    }
  }
  return entries;
}

/** What `applyPlan` would write, read only. */
export async function previewPlan(
  store: ImageStore,
  signer: Signer | undefined,
  planned: readonly Planned[],
): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (const { place, planned: here } of batches(planned)) {
    const statements = here.map(({ statement }) => statement);
    const present = signer && (await presentStatements(store, signer, statements, place.descriptor));
    for (const each of here) {
      const known = present?.get(contentDigest(each.statement));
      const { bundleDigest, manifestDigest } = known ?? {};
      entries.push({
        ...entryOf(store, place, each),
        ...(known === undefined ? { status: 'would write' } : { status: 'unchanged' }),
        ...(bundleDigest && { bundleDigest }),
        ...(manifestDigest && { manifestDigest }),
      });
    }
  }
  return entries;
}

function batches(planned: readonly Planned[]): readonly Batch[] {
  const byDigest = new Map<Digest, { place: Place; planned: Planned[] }>();
  for (const each of planned) {
    for (const place of each.places) {
      const { digest } = place.descriptor;
      const batch = byDigest.get(digest) ?? { place, planned: [] };
      batch.planned.push(each);
      byDigest.set(digest, batch);
    }
  }
  return [...byDigest.values()];
}

/**
 * A statement with several places is signed once: the places share one bundle. Bundles of before are taken as they are.
 * @throws UserError for a bundle that this signer has not made: nobody who trusts this signer would read it.
 */
async function signOnce(signer: Signer, planned: readonly Planned[]): Promise<Signer> {
  const signed = new Map<Statement, Promise<SignedBundle>>();
  for (const { statement, signed: bundle, places } of planned) {
    const [place] = places;
    if (bundle === undefined || place === undefined) continue;
    const rules = await rulesOf(signer, place.descriptor);
    const judged = judgeBundle(bundle.bytes, rules);
    if ('reason' in judged) throw notOurs(bundle, signer, judged);
    signed.set(statement, Promise.resolve(bundle));
  }
  return {
    ...signer,
    sign: (statement) => {
      const known = signed.get(statement) ?? signer.sign(statement);
      signed.set(statement, known);
      return known;
    },
  };
}

const notOurs = ({ digest }: SignedBundle, { description }: Signer, { reason, detail }: Refusal): UserError =>
  new UserError({
    what: `the bundle ${digest} is not attached again`,
    rule: `it must have been made by ${description}`,
    seen: `${reason}: ${detail}`,
    next: 'use the key or the workflow that has signed it',
  });

const entryOf = (store: ImageStore, place: Place, planned: Planned | undefined): Omit<Entry, 'status'> => ({
  image: store.name,
  label: planned?.label ?? '',
  predicateType: planned?.statement.predicateType ?? '',
  place: place.label,
  subject: place.descriptor.digest,
});

async function keep(entry: Omit<Entry, 'status'>, attached: Attached, directory: string): Promise<Entry> {
  const { status, bundleDigest, manifestDigest, bytes } = attached;
  const bundlePath = path.join(directory, `${hexOf(bundleDigest)}.sigstore.json`);
  await writeFile(bundlePath, bytes);
  return { ...entry, status, bundleDigest, manifestDigest, bundlePath };
}

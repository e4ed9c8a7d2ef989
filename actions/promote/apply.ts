import type { GitHub } from '../../shared/github/client.ts';
import { setDeploymentState } from '../../shared/github/deployments.ts';
import type { Signer } from '../../shared/evidence/signer.ts';
import { type Digest, isDigest } from '../../shared/oci/digest.ts';
import type { Policy } from '../../shared/policy/load.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Log } from '../../shared/ports/log.ts';
import { type Problem, UnavailableError, UserError } from '../../shared/text/error.ts';
import { type Copied, copyTo } from './copy.ts';
import { type ReleaseDeployment, findDeployment, openDeployment } from './deployment.ts';
import type { Edits, ReadFile } from './edits.ts';
import type { Judgement } from './evidence.ts';
import { type Plan, planDigest, previousDigest } from './plan.ts';
import { type Recorded, attachRecord, attachSummary, findRecord, promotionOf } from './record.ts';
import type { Destination, Subject } from './subjects.ts';
import type { Files } from './write.ts';

/** An image that may go, and why. */
export interface Decision {
  readonly subject: Subject;
  readonly judgement: Judgement;
}

/** Everything that applying a plan needs. */
export interface Work {
  readonly policy: Policy;
  readonly plan: Plan;
  readonly decisions: readonly Decision[];
  readonly edits: Edits;
  /** Makes the edits again from files as they are by then. */
  readonly replan: (read: ReadFile) => Promise<Edits>;
  readonly files: Files;
  readonly github: GitHub;
  /** Undefined: nothing is signed, and no record is made. */
  readonly signer: Signer | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly run: { readonly actor: string; readonly url: string; readonly sha: string };
  /** The commit of the deployment files when nothing has to be changed. */
  readonly head: string;
  readonly approvedBy: readonly string[];
}

/** One record, where it is. */
export interface PlacedRecord extends Recorded {
  readonly image: string;
  readonly repository: string;
}

export interface Applied {
  readonly copied: readonly Copied[];
  readonly commit: string | undefined;
  readonly deployment: number;
  readonly records: readonly PlacedRecord[];
  /** Nothing had to be written. */
  readonly unchanged: boolean;
}

/**
 * Looks whether the token may deploy and commit, then copies, attests, commits, records, in this order: whoever cannot sign or may not write
 * to the registry is found out before the commit, what fails midway leaves nothing running that was not proven, and a second run finds what
 * is there and does the rest.
 */
export async function applyPlan(work: Work): Promise<Applied> {
  const { plan, edits, log } = work;
  const known = await findDeployment(work.github, plan);
  if (edits.files.length > 0) await work.files.requireWritable();
  const copied = await copyAll(work).catch(beforeCommit);
  const places = await attest(work, known.ours?.id);
  const commit = edits.files.length === 0 ? undefined : await work.files.write(edits, work.replan);
  if (commit !== undefined) log.info(`committed ${commit}`);
  const deployment = await openDeployment(work.github, plan, known, {
    ref: commit ?? work.head,
    planDigest: planDigest(plan),
    run: work.run.url,
    previous: previousOf(plan, edits),
  }).catch(afterCommit(commit));
  const elsewhere = deployment.state === 'elsewhere';
  if (elsewhere) log.info(`another run came first and records deployment ${deployment.id}`);
  const records = elsewhere
    ? []
    : await conclude(work, places, deployment, commit).catch(afterCommit(commit));
  const settled = elsewhere
    ? commit === undefined
    : edits.files.length === 0 && deployment.state === 'success';
  const unchanged = settled && !copied.some(isSent) && places.every(({ record }) => record !== undefined);
  return { copied, commit, deployment: deployment.id, records, unchanged };
}

async function copyAll({ policy, plan, decisions, clock, log }: Work): Promise<readonly Copied[]> {
  const copied: Copied[] = [];
  for (const { subject } of decisions) {
    for (const destination of subject.destinations) {
      copied.push(await copyTo(policy, plan.environment, subject, destination, { now: clock.now(), log }));
    }
  }
  return copied;
}

const isSent = ({ bytes, manifests, referrers }: Copied): boolean => bytes + manifests + referrers > 0;

const previousOf = (plan: Plan, edits: Edits): ReadonlyMap<string, string> =>
  new Map(
    plan.images.flatMap(({ image, digest }) => {
      const previous = previousDigest(edits.targets, image, digest);
      return previous === undefined ? [] : [[image, previous] as const];
    }),
  );

/** Where a record belongs. */
interface Place {
  readonly decision: Decision;
  readonly destination: Destination;
  readonly signer: Signer;
  /** The record of this very deployment that an earlier run left there. */
  readonly record: Digest | undefined;
}

/** Attaches to every image what was decided on it, wherever an earlier run has not made the whole record. */
async function attest(work: Work, deployment: number | undefined): Promise<readonly Place[]> {
  const { policy, plan, decisions, signer, clock } = work;
  if (signer === undefined) return [];
  const places: Place[] = [];
  for (const decision of decisions) {
    const { subject, judgement } = decision;
    for (const destination of subject.destinations) {
      const now = clock.now();
      const record =
        deployment === undefined
          ? undefined
          : await findRecord(policy, subject, plan.environment, destination, deployment, now);
      if (record === undefined) {
        await attachSummary(signer, subject, destination, judgement.verdict, now).catch(beforeCommit);
      }
      places.push({ decision, destination, signer, record });
    }
  }
  return places;
}

/** Says of an error how far things went. */
const saying =
  (fact: string) =>
  (error: unknown): never => {
    const added = (problem: Problem): Problem => ({
      ...problem,
      next: problem.next === undefined ? fact : `${problem.next}; ${fact}`,
    });
    if (error instanceof UserError) {
      throw new UserError(error.problems.map(added), { result: error.result, cause: error });
    }
    if (error instanceof UnavailableError) throw new UnavailableError(added(error.problem), { cause: error });
    throw error;
  };

const beforeCommit = saying('nothing was committed');

const afterCommit = (commit: string | undefined) =>
  saying(
    commit === undefined
      ? 'nothing had to be committed'
      : `the deployment files name the image since commit ${commit}, and running the job again completes the record`,
  );

/** Makes the records, and brings the deployment to its end, well or badly. */
async function conclude(
  work: Work,
  places: readonly Place[],
  deployment: ReleaseDeployment,
  commit: string | undefined,
): Promise<readonly PlacedRecord[]> {
  const { github, run, plan } = work;
  const say = async (state: 'in_progress' | 'success' | 'failure', description: string): Promise<void> => {
    if (deployment.state === 'success') return;
    await setDeploymentState(github, deployment.id, state, { logUrl: run.url, description });
  };
  await say('in_progress', `promoting to ${plan.environment}`);
  try {
    const records: PlacedRecord[] = [];
    for (const place of places) records.push(await recordIn(work, place, deployment, commit));
    await say('success', `promoted to ${plan.environment}, by policy ${work.policy.digest}`);
    return records;
  } catch (error) {
    // What went wrong first is what is told; that GitHub may not hear of it either does not matter then.
    await say('failure', 'the promotion could not be recorded; run the job again').catch(() => undefined);
    throw error;
  }
}

async function recordIn(
  { policy, plan, clock, run, approvedBy }: Work,
  { decision: { subject, judgement }, destination, signer, record }: Place,
  deployment: ReleaseDeployment,
  commit: string | undefined,
): Promise<PlacedRecord> {
  const place = { image: subject.judged.image, repository: destination.repository };
  if (record !== undefined) return { ...place, status: 'unchanged', digest: record };
  const promotion = promotionOf(policy, subject, judgement, destination.repository, {
    requestedBy: run.actor,
    run: run.url,
    time: clock.now(),
    commit,
    deployment: deployment.id,
    plan: planDigest(plan),
    approvedBy,
    previousDigest: otherDigest(deployment.previous.get(place.image), subject.judged.digest),
  });
  return { ...place, ...(await attachRecord(signer, subject, destination, promotion)) };
}

const otherDigest = (text: string | undefined, digest: Digest): Digest | undefined =>
  text !== undefined && text !== digest && isDigest(text) ? text : undefined;

import type { GitHub } from '../../shared/github/client.ts';
import { setDeploymentState } from '../../shared/github/deployments.ts';
import type { Signer } from '../../shared/evidence/signer.ts';
import { type Digest, isDigest } from '../../shared/oci/digest.ts';
import type { Policy } from '../../shared/policy/load.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Log } from '../../shared/ports/log.ts';
import { type Copied, copyTo } from './copy.ts';
import { type ReleaseDeployment, findDeployment, openDeployment } from './deployment.ts';
import type { Edits, ReadFile } from './edits.ts';
import type { Judgement } from './evidence.ts';
import { type Plan, planDigest, previousDigest } from './plan.ts';
import { type Recorded, attachRecord, findRecord, promotionOf } from './record.ts';
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
 * Looks whether the token may deploy, then copies, commits, records, in this order: what fails midway leaves nothing running that was
 * not proven, and a second run finds what is there and does the rest.
 */
export async function applyPlan(work: Work): Promise<Applied> {
  const { policy, plan, decisions, edits, clock, log } = work;
  const known = await findDeployment(work.github, plan);
  const copied: Copied[] = [];
  for (const { subject } of decisions) {
    for (const destination of subject.destinations) {
      copied.push(await copyTo(policy, plan.environment, subject, destination, { now: clock.now(), log }));
    }
  }
  const commit = edits.files.length === 0 ? undefined : await work.files.write(edits, work.replan);
  if (commit !== undefined) log.info(`committed ${commit}`);
  const deployment = await openDeployment(work.github, plan, known, {
    ref: commit ?? work.head,
    planDigest: planDigest(plan),
    run: work.run.url,
    previous: previousOf(plan, edits),
  });
  const elsewhere = deployment.state === 'elsewhere';
  if (elsewhere) log.info(`another run came first and records deployment ${deployment.id}`);
  const records = elsewhere ? [] : await conclude(work, deployment, commit);
  const sent = copied.some(({ bytes, manifests, referrers }) => bytes + manifests + referrers > 0);
  const written = records.some(({ status }) => status === 'written');
  const settled = elsewhere
    ? commit === undefined
    : edits.files.length === 0 && deployment.state === 'success';
  const unchanged = !sent && !written && settled;
  return { copied, commit, deployment: deployment.id, records, unchanged };
}

const previousOf = (plan: Plan, edits: Edits): ReadonlyMap<string, string> =>
  new Map(
    plan.images.flatMap(({ image, digest }) => {
      const previous = previousDigest(edits.targets, image, digest);
      return previous === undefined ? [] : [[image, previous] as const];
    }),
  );

/** Makes the records, and brings the deployment to its end, well or badly. */
async function conclude(
  work: Work,
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
    for (const decision of work.decisions) {
      for (const destination of decision.subject.destinations) {
        const record = await recordIn(work, decision, destination, deployment, commit);
        if (record !== undefined) records.push(record);
      }
    }
    await say('success', `promoted to ${plan.environment}, by policy ${work.policy.digest}`);
    return records;
  } catch (error) {
    // What went wrong first is what is told; that GitHub may not hear of it either does not matter then.
    await say('failure', 'the promotion could not be recorded; run the job again').catch(() => undefined);
    throw error;
  }
}

async function recordIn(
  { policy, plan, signer, clock, run, approvedBy }: Work,
  { subject, judgement }: Decision,
  destination: Destination,
  deployment: ReleaseDeployment,
  commit: string | undefined,
): Promise<PlacedRecord | undefined> {
  if (signer === undefined) return undefined;
  const place = { image: subject.judged.image, repository: destination.repository };
  const time = clock.now();
  const known = await findRecord(policy, subject, plan.environment, destination, deployment.id, time);
  if (known !== undefined) return { ...place, status: 'unchanged', digest: known };
  const promotion = promotionOf(policy, subject, judgement, destination.repository, {
    requestedBy: run.actor,
    run: run.url,
    time,
    commit,
    deployment: deployment.id,
    plan: planDigest(plan),
    approvedBy,
    previousDigest: otherDigest(deployment.previous.get(place.image), subject.judged.digest),
  });
  const recorded = await attachRecord(signer, subject, destination, promotion, judgement.verdict);
  return { ...place, ...recorded };
}

const otherDigest = (text: string | undefined, digest: Digest): Digest | undefined =>
  text !== undefined && text !== digest && isDigest(text) ? text : undefined;

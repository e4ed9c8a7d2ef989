import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ActionContext } from '../../shared/action/context.ts';
import type { Outcome } from '../../shared/action/run.ts';
import { signerPorts } from '../../shared/action/signing.ts';
import { type Signer, loadSigner } from '../../shared/evidence/signer.ts';
import { hexOf } from '../../shared/oci/digest.ts';
import { checkHolds } from '../../shared/policy/holds.ts';
import { environmentOf } from '../../shared/policy/inheritance.ts';
import { UnavailableError, UserError, describeProblem } from '../../shared/text/error.ts';
import { approvedPlan } from './approved.ts';
import { type Applied, type Decision, applyPlan } from './apply.ts';
import { type Edits, type ReadFile, planEdits } from './edits.ts';
import { type Gates, judgeGates, refuseUnplanned } from './gates.ts';
import { outcomeOf } from './outcome.ts';
import { type Plan, makePlan, planDigest, planText, worstResult } from './plan.ts';
import { checkRecorder, previewPolicy } from './policy.ts';
import type { Preview, PromoteReport } from './report.ts';
import { type Inputs, type Session, decideAll, filesFor, openSession, readerOf } from './session.ts';

/** Reads everything, decides, and only then writes; a refusal has written nothing. */
export async function run(inputs: Inputs, context: ActionContext): Promise<Outcome> {
  const session = await openSession(inputs, context);
  if (inputs.mode === 'promote') refuseUnplanned(session.policy, inputs.environment);
  const signer = await signerFor(session);
  const decided = await decide(session);
  const planned = await plan(session, decided);
  const applied =
    planned.verdict === 'fail' || !isWriting(inputs) ? undefined : await apply(session, planned, signer);
  const preview = inputs.mode === 'check' ? await previewOf(session) : undefined;
  const planPath =
    inputs.mode === 'plan' && planned.verdict !== 'fail' ? writePlan(context, planned.plan) : undefined;
  return outcomeOf(reportOf(session, planned, { applied, signer, preview, planPath }));
}

const isWriting = ({ mode, dryRun }: Inputs): boolean => (mode === 'promote' || mode === 'apply') && !dryRun;

/** Loaded before anything else is read: a key that cannot record is found out at once. */
async function signerFor({ inputs, context, policy }: Session): Promise<Signer | undefined> {
  if (!isWriting(inputs)) return undefined;
  const signer = await loadSigner(inputs, signerPorts(context));
  if (signer !== undefined) checkRecorder(policy, inputs.environment, signer);
  return signer;
}

interface Decided {
  readonly decisions: readonly Decision[];
  readonly gates: Gates;
  readonly verdict: PromoteReport['verdict'];
}

async function decide(session: Session): Promise<Decided> {
  const { inputs, context, policy, github } = session;
  const decisions = await decideAll(session, policy);
  const moment = inputs.mode === 'apply' ? 'after' : 'before';
  const gates = await judgeGates(
    policy,
    inputs.environment,
    github,
    context.run.runId,
    moment,
    context.clock.now(),
  );
  const lenient = environmentOf(policy, inputs.environment).mode === 'warn';
  const verdicts = decisions.map(({ judgement }) => judgement.verdict);
  const held = decisions.flatMap(({ subject }) =>
    checkHolds(session.holds, inputs.environment, subject.judged, context.clock.now()),
  );
  // No mode lets a hold through: somebody has said no.
  const verdict = held.length > 0 ? 'fail' : worstResult(verdicts, gates.findings, lenient);
  return { decisions, gates: { ...gates, findings: [...held, ...gates.findings] }, verdict };
}

interface Planned extends Decided {
  readonly edits: Edits;
  readonly plan: Plan;
  readonly replan: (read: ReadFile) => Promise<Edits>;
}

/** What would be done; of what is refused nothing is looked up. */
async function plan(session: Session, decided: Decided): Promise<Planned> {
  const { inputs, policy } = session;
  const images = valuesOf(decided.decisions);
  const replan = (read: ReadFile): Promise<Edits> => planEdits(policy, inputs.environment, images, read);
  const planFrom = (edits: Edits): Plan => planOf(session, decided.decisions, edits);
  const refused = decided.verdict === 'fail';
  const edits = refused ? { targets: [], files: [] } : await replan(readerOf(session));
  const made = planFrom(edits);
  const { planDigest: approved } = inputs;
  const agreed =
    refused || approved === undefined ? made : await approvedPlan(session, approved, made, planFrom, replan);
  return { ...decided, edits, replan, plan: agreed };
}

/** What the deployment files are to name: each image in its first destination. */
const valuesOf = (decisions: readonly Decision[]) =>
  new Map(
    decisions.map(({ subject: { judged, destinations, source } }) => [
      judged.image,
      { repository: destinations[0]?.repository ?? source, digest: judged.digest },
    ]),
  );

const planOf = ({ inputs, policy }: Session, decisions: readonly Decision[], edits: Edits): Plan =>
  makePlan(
    inputs.environment,
    policy.digest,
    decisions.map(({ subject, judgement }) => ({
      verdict: judgement.verdict,
      source: subject.source,
      destinations: subject.destinations.map(({ repository }) => repository),
    })),
    edits.targets,
  );

async function apply(session: Session, planned: Planned, signer: Signer | undefined): Promise<Applied> {
  const { inputs, context, policy, github, branch, runUrl } = session;
  const { decisions, edits, replan, gates } = planned;
  return applyPlan({
    policy,
    plan: planned.plan,
    decisions,
    edits,
    replan,
    files: filesFor(session, planned.plan),
    github,
    signer,
    clock: context.clock,
    log: context.log,
    run: { actor: context.run.actor, url: runUrl, sha: context.run.sha },
    head: inputs.write === 'none' ? context.run.sha : branch.commit,
    approvedBy: gates.approvedBy,
  });
}

/** What a pull request's own policy would say; it decides nothing, and neither does what is wrong with it. */
async function previewOf(session: Session): Promise<Preview | undefined> {
  try {
    const other = await previewPolicy(session.policy, session.context);
    if (other === undefined) return undefined;
    const decisions = await decideAll(session, other);
    return { digest: other.digest, verdicts: decisions.map(({ judgement }) => judgement.verdict) };
  } catch (error) {
    if (error instanceof UserError) return { problems: error.problems.map(describeProblem) };
    if (error instanceof UnavailableError) return { problems: [describeProblem(error.problem)] };
    throw error;
  }
}

function writePlan({ temp }: ActionContext, made: Plan): string {
  const file = path.join(temp, 'fixity', `plan-${hexOf(planDigest(made)).slice(0, 12)}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, planText(made));
  return file;
}

interface Done {
  readonly applied: Applied | undefined;
  readonly signer: Signer | undefined;
  readonly preview: Preview | undefined;
  readonly planPath: string | undefined;
}

const reportOf = ({ inputs, policy }: Session, planned: Planned, done: Done): PromoteReport => ({
  environment: inputs.environment,
  mode: inputs.mode,
  dryRun: inputs.dryRun,
  verdict: planned.verdict,
  policy: { uri: policy.uri, digest: policy.digest },
  images: planned.decisions.map(({ subject, judgement: { verdict, ignored } }) => ({
    verdict,
    source: subject.source,
    destinations: subject.destinations.map(({ repository }) => `${repository}@${subject.judged.digest}`),
    platforms: subject.judged.platforms.map(({ name }) => name),
    ignored,
  })),
  gates: planned.gates.findings,
  targets: planned.edits.targets,
  files: planned.edits.files,
  planDigest: planDigest(planned.plan),
  planPath: done.planPath,
  applied: done.applied === undefined ? undefined : { ...done.applied, signed: done.signer !== undefined },
  preview: done.preview,
});

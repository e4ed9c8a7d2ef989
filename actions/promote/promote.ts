import type { ActionContext } from '../../shared/action/context.ts';
import type { Values } from '../../shared/action/contract.ts';
import type { Outcome } from '../../shared/action/run.ts';
import { signerPorts } from '../../shared/action/signing.ts';
import { storePorts } from '../../shared/action/stores.ts';
import { type Signer, loadSigner } from '../../shared/evidence/signer.ts';
import { type GitHub, connectGitHub } from '../../shared/github/client.ts';
import { type Branch, defaultBranch, filesAt, readBranch } from '../../shared/github/contents.ts';
import type { ImageReference } from '../../shared/oci/reference.ts';
import { openStore } from '../../shared/oci/open.ts';
import { environmentOf } from '../../shared/policy/inheritance.ts';
import { type Policy, loadPolicy } from '../../shared/policy/load.ts';
import { UserError } from '../../shared/text/error.ts';
import { type Applied, type Decision, applyPlan } from './apply.ts';
import type { contract } from './contract.ts';
import { type Edits, type ReadFile, planEdits } from './edits.ts';
import { judge } from './evidence.ts';
import { outcomeOf } from './outcome.ts';
import { type Plan, makePlan, planDigest, worstResult } from './plan.ts';
import { checkRecorder, previewPolicy } from './policy.ts';
import type { Preview, PromoteReport } from './report.ts';
import { type OpenStore, type Subject, readSubjects } from './subjects.ts';
import { type Files, branchFiles, commitMessage, workspaceFiles } from './write.ts';

type Inputs = Values<(typeof contract)['inputs']>;

/** Reads everything, decides, and only then writes; a refusal has written nothing. */
export async function run(inputs: Inputs, context: ActionContext): Promise<Outcome> {
  const writing = inputs.mode === 'promote' && !inputs.dryRun;
  const github = await connect(inputs, context);
  const inForce = await defaultBranch(github);
  const policy = await loadPolicy(filesAt(github, inForce.commit));
  environmentOf(policy, inputs.environment);
  const signer = writing ? await loadSigner(inputs, signerPorts(context)) : undefined;
  if (signer !== undefined) checkRecorder(policy, inputs.environment, signer);

  const decisions = await decideAll(policy, inputs, context);
  const branch = inputs.branch === undefined ? inForce : await readBranch(github, inputs.branch);
  const refused = worstResult(decisions.map(({ judgement }) => judgement.verdict)) === 'fail';
  const read = readerOf(inputs, context, github, branch);
  const replan = (from: ReadFile): Promise<Edits> =>
    planEdits(policy, inputs.environment, valuesOf(decisions), from);
  const edits = refused ? { targets: [], files: [] } : await replan(read);
  const plan = planOf(policy, inputs.environment, decisions, edits);
  const files = filesFor(inputs, context, github, branch, read, plan);
  const applied =
    refused || !writing
      ? undefined
      : await applyPlan({
          policy,
          plan,
          decisions,
          edits,
          replan,
          files,
          github,
          signer,
          clock: context.clock,
          log: context.log,
          run: { actor: context.run.actor, url: runUrl(context), sha: context.run.sha },
          head: inputs.write === 'none' ? context.run.sha : branch.commit,
        });
  const preview = inputs.mode === 'check' ? await previewOf(policy, inputs, context) : undefined;
  return outcomeOf(reportOf({ inputs, policy, decisions, edits, plan, applied, signer, preview }));
}

function connect(inputs: Inputs, { run, clock, signal }: ActionContext): Promise<GitHub> {
  const { token } = inputs;
  if (token === undefined) {
    throw new UserError({
      what: "input 'token' is missing",
      rule: 'the policy is read from GitHub',
      next: 'leave the input out, or give it ${{ github.token }}',
    });
  }
  return connectGitHub({
    repository: run.repository,
    token,
    apiUrl: run.apiUrl,
    serverUrl: run.serverUrl,
    clock,
    signal,
  });
}

const runUrl = ({ run }: ActionContext): string =>
  `${run.serverUrl}/${run.repository}/actions/runs/${run.runId}`;

async function decideAll(
  policy: Policy,
  inputs: Inputs,
  context: ActionContext,
): Promise<readonly Decision[]> {
  const subjects = await readSubjects(policy, inputs.environment, inputs.images, opener(inputs, context));
  return Promise.all(
    subjects.map(async (subject) => ({
      subject,
      judgement: await judge(policy, inputs.environment, subject.judged, subject.stores, context.clock.now()),
    })),
  );
}

/** The credentials of the inputs belong to the registry of the first image; all others come from docker's configuration. */
function opener(inputs: Inputs, context: ActionContext): OpenStore {
  const [first] = inputs.images;
  return (reference: ImageReference) =>
    openStore(reference, storePorts(inputs, context, first?.value ?? reference));
}

const readerOf = (inputs: Inputs, context: ActionContext, github: GitHub, branch: Branch): ReadFile =>
  inputs.write === 'none' ? workspaceFiles(context.workspace).read : filesAt(github, branch.commit).read;

function filesFor(
  inputs: Inputs,
  context: ActionContext,
  github: GitHub,
  branch: Branch,
  read: ReadFile,
  plan: Plan,
): Files {
  switch (inputs.write) {
    case 'none':
      return workspaceFiles(context.workspace);
    case 'commit':
      return branchFiles(github, branch.name, read, commitMessage(plan, runUrl(context)));
  }
}

/** What the deployment files are to name: each image in its first destination. */
const valuesOf = (decisions: readonly Decision[]) =>
  new Map(
    decisions.map(({ subject: { judged, destinations, source } }) => [
      judged.image,
      { repository: destinations[0]?.repository ?? source, digest: judged.digest },
    ]),
  );

const planOf = (policy: Policy, environment: string, decisions: readonly Decision[], edits: Edits): Plan =>
  makePlan(
    environment,
    policy.digest,
    decisions.map(({ subject, judgement }) => ({
      verdict: judgement.verdict,
      source: subject.source,
      destinations: subject.destinations.map(({ repository }) => repository),
    })),
    edits.targets,
  );

async function previewOf(
  policy: Policy,
  inputs: Inputs,
  context: ActionContext,
): Promise<Preview | undefined> {
  const other = await previewPolicy(policy, context);
  if (other === undefined) return undefined;
  const decisions = await decideAll(other, inputs, context);
  return { digest: other.digest, verdicts: decisions.map(({ judgement }) => judgement.verdict) };
}

interface Parts {
  readonly inputs: Inputs;
  readonly policy: Policy;
  readonly decisions: readonly Decision[];
  readonly edits: Edits;
  readonly plan: Plan;
  readonly applied: Applied | undefined;
  readonly signer: Signer | undefined;
  readonly preview: Preview | undefined;
}

const reportOf = ({
  inputs,
  policy,
  decisions,
  edits,
  plan,
  applied,
  signer,
  preview,
}: Parts): PromoteReport => ({
  environment: inputs.environment,
  mode: inputs.mode,
  dryRun: inputs.dryRun,
  policy: { uri: policy.uri, digest: policy.digest },
  images: decisions.map(({ subject, judgement }) => reportedImage(subject, judgement)),
  targets: edits.targets,
  files: edits.files,
  planDigest: planDigest(plan),
  applied: applied === undefined ? undefined : { ...applied, signed: signer !== undefined },
  preview,
});

const reportedImage = (subject: Subject, { verdict, ignored }: Decision['judgement']) => ({
  verdict,
  source: subject.source,
  destinations: subject.destinations.map(({ repository }) => `${repository}@${subject.judged.digest}`),
  platforms: subject.judged.platforms.map(({ name }) => name),
  ignored,
});

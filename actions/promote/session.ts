import type { ActionContext } from '../../shared/action/context.ts';
import type { Values } from '../../shared/action/contract.ts';
import { rootPorts } from '../../shared/action/signing.ts';
import { storePorts } from '../../shared/action/stores.ts';
import { defaultRoots } from '../../shared/evidence/published-root.ts';
import { type GitHub, connectGitHub } from '../../shared/github/client.ts';
import { type Branch, defaultBranch, filesAt, readBranch } from '../../shared/github/contents.ts';
import { openStore } from '../../shared/oci/open.ts';
import { type Hold, loadHolds } from '../../shared/policy/holds.ts';
import { environmentOf } from '../../shared/policy/inheritance.ts';
import { type Policy, loadPolicy } from '../../shared/policy/load.ts';
import { UserError } from '../../shared/text/error.ts';
import type { Decision } from './apply.ts';
import type { contract } from './contract.ts';
import type { ReadFile } from './edits.ts';
import { judge } from './evidence.ts';
import type { Plan } from './plan.ts';
import { type OpenStore, readSubjects } from './subjects.ts';
import { type Files, branchFiles, commitMessage, workspaceFiles } from './write.ts';

export type Inputs = Values<(typeof contract)['inputs']>;

/** What one run works with: the inputs, the policy in force, and the branch that holds the deployment files. */
export interface Session {
  readonly inputs: Inputs;
  readonly context: ActionContext;
  readonly github: GitHub;
  readonly policy: Policy;
  /** What is kept out, from the same commit as the policy. */
  readonly holds: readonly Hold[];
  readonly branch: Branch;
  /** The run's page. */
  readonly runUrl: string;
}

/**
 * Reads the policy of the default branch, whatever branch the run is of.
 * @throws UserError when it is not there or not right, or has no such environment.
 */
export async function openSession(inputs: Inputs, context: ActionContext): Promise<Session> {
  const github = await connect(inputs, context);
  const inForce = await defaultBranch(github);
  const files = filesAt(github, inForce.commit);
  const policy = await loadPolicy(files, () => defaultRoots(rootPorts(context)));
  const holds = await loadHolds(policy, files);
  environmentOf(policy, inputs.environment);
  const branch = inputs.branch === undefined ? inForce : await readBranch(github, inputs.branch);
  const { run } = context;
  const runUrl = `${run.serverUrl}/${run.repository}/actions/runs/${run.runId}`;
  return { inputs, context, github, policy, holds, branch, runUrl };
}

function connect({ token }: Inputs, { run, clock, signal }: ActionContext): Promise<GitHub> {
  if (token === undefined) {
    throw new UserError({
      what: "input 'token' is missing",
      rule: 'the policy is read from GitHub',
      next: 'leave the input out, or give it ${{ github.token }}',
    });
  }
  const { repository, apiUrl, serverUrl } = run;
  return connectGitHub({ repository, token, apiUrl, serverUrl, clock, signal });
}

/** Reads all images and what is known about them, and decides on each by `policy`. */
export async function decideAll({ inputs, context }: Session, policy: Policy): Promise<readonly Decision[]> {
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
  return (reference) => openStore(reference, storePorts(inputs, context, first?.value ?? reference));
}

/** Reads the deployment files, where they will be written. */
export const readerOf = ({ inputs, context, github, branch }: Session): ReadFile =>
  inputs.write === 'none' ? workspaceFiles(context.workspace).read : filesAt(github, branch.commit).read;

/** Where the deployment files are written. */
export function filesFor(session: Session, plan: Plan): Files {
  const { inputs, context, github, branch, runUrl } = session;
  switch (inputs.write) {
    case 'none':
      return workspaceFiles(context.workspace);
    case 'commit':
      return branchFiles(github, branch.name, readerOf(session), commitMessage(plan, runUrl));
  }
}

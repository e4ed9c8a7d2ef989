import { filesAt } from '../../shared/github/contents.ts';
import { commitsOf } from '../../shared/github/history.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import { UserError } from '../../shared/text/error.ts';
import type { Edits, ReadFile } from './edits.ts';
import { type Plan, planDigest } from './plan.ts';
import type { Session } from './session.ts';
import { PLAN_TRAILER } from './write.ts';

/** How far back the commit of a run that broke off is looked for. */
const COMMITS = 20;

/**
 * The plan that was approved, when it is what would be done now, or what a run that broke off had begun to do.
 * @throws UserError when something has changed since it was approved.
 */
export async function approvedPlan(
  session: Session,
  approved: Digest,
  plan: Plan,
  planFrom: (edits: Edits) => Plan,
  replan: (read: ReadFile) => Promise<Edits>,
): Promise<Plan> {
  if (planDigest(plan) === approved) return plan;
  const begun = await begunPlan(session, approved, plan, planFrom, replan);
  if (begun !== undefined) return begun;
  throw new UserError(
    {
      what: 'what would be done now is not what was approved',
      rule: `plan ${approved} was approved, and nothing else`,
      seen: `plan ${planDigest(plan)}: an image, its evidence, the policy or what the deployment files name has changed since`,
      next: 'make a new plan and have it approved; plan-path of both plans shows the difference',
    },
    { result: 'refused' },
  );
}

/** The commit is made once: after it the files no longer are as the plan found them, but its parent still is. */
async function begunPlan(
  { github, branch, inputs }: Session,
  approved: Digest,
  plan: Plan,
  planFrom: (edits: Edits) => Plan,
  replan: (read: ReadFile) => Promise<Edits>,
): Promise<Plan | undefined> {
  const [target] = plan.targets;
  if (target === undefined || inputs.write === 'none') return undefined;
  const commits = await commitsOf(github, branch.name, target.path, COMMITS);
  const begun = commits.find(({ message }) => message.split('\n').includes(`${PLAN_TRAILER}${approved}`));
  const parent = begun?.parents[0];
  if (parent === undefined) return undefined;
  const before = planFrom(await replan(filesAt(github, parent).read));
  return planDigest(before) === approved ? before : undefined;
}

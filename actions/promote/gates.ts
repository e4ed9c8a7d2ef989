import { readEnvironment } from '../../shared/github/environments.ts';
import type { GitHub } from '../../shared/github/client.ts';
import { type Review, isTeamMember, runPeople, runReviews } from '../../shared/github/runs.ts';
import { type ApprovalFacts, approvers, checkApprovals, checkProtection } from '../../shared/policy/gates.ts';
import { environmentOf } from '../../shared/policy/inheritance.ts';
import type { PolicyFile } from '../../shared/policy/schema.ts';
import { checkWindow } from '../../shared/policy/window.ts';
import type { GateFinding } from '../../shared/policy/verdict.ts';
import { UserError } from '../../shared/text/error.ts';

/** When people are asked: `apply` stands behind their approval, everything else is before it. */
export type Moment = 'before' | 'after';

export interface Gates {
  readonly findings: readonly GateFinding[];
  /** Whose approval counted. */
  readonly approvedBy: readonly string[];
}

/** What the environment asks of GitHub and of people, beside what is known about the images. */
export async function judgeGates(
  policy: PolicyFile,
  environment: string,
  github: GitHub,
  runId: string,
  moment: Moment,
  now: Date,
): Promise<Gates> {
  const { require: wanted, window } = environmentOf(policy, environment);
  const { approvals, environmentProtection } = wanted ?? {};
  const findings: GateFinding[] = window === undefined ? [] : [checkWindow(environment, window, now)];
  if (environmentProtection !== undefined) {
    const protection = await readEnvironment(github, environment);
    findings.push(checkProtection(environment, environmentProtection, protection));
  }
  if (approvals === undefined) return { findings, approvedBy: [] };
  const facts =
    moment === 'before' ? undefined : await approvalFacts(github, runId, environment, approvals.from);
  findings.push(checkApprovals(environment, approvals, facts));
  return { findings, approvedBy: facts === undefined ? [] : approvers(approvals, facts) };
}

async function approvalFacts(
  github: GitHub,
  runId: string,
  environment: string,
  from: readonly string[] | undefined,
): Promise<ApprovalFacts> {
  const [reviews, people] = await Promise.all([runReviews(github, runId), runPeople(github, runId)]);
  const mine = reviews.filter(({ environments }) => environments.includes(environment));
  return {
    ...people,
    approvals: await Promise.all(
      mine.map(async (review) => ({
        by: review.by,
        state: review.state,
        isBot: review.isBot,
        entitled: from === undefined || (await isOneOf(github, review, from)),
      })),
    ),
  };
}

async function isOneOf(github: GitHub, { by }: Review, from: readonly string[]): Promise<boolean> {
  const teams = from.flatMap((each) => (each.startsWith('team:') ? [each.slice('team:'.length)] : []));
  if (from.some((each) => each.toLowerCase() === `user:${by.toLowerCase()}`)) return true;
  const memberships = await Promise.all(teams.map((team) => isTeamMember(github, team, by)));
  return memberships.includes(true);
}

/**
 * Approvals are of a plan: a job that plans and applies at once would have been approved before anybody saw what it does.
 * @throws UserError
 */
export function refuseUnplanned(policy: PolicyFile, environment: string): void {
  if (environmentOf(policy, environment).require?.approvals === undefined) return;
  throw new UserError(
    {
      what: `${environment} needs approvals, and mode: promote asks nobody`,
      rule: 'people approve a plan: a job with mode: plan shows it, a job in the environment applies it',
      next: 'use mode: plan, and in a job with this environment mode: apply with its plan-digest',
    },
    { result: 'refused' },
  );
}

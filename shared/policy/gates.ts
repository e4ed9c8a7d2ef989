import type { ApprovalsRequirement, ProtectionRequirement } from './schema.ts';
import type { Finding, FindingResult, GateFinding } from './verdict.ts';

/** Somebody's word on the job that applies a plan. */
export interface Approval {
  readonly by: string;
  readonly state: 'approved' | 'rejected';
  readonly isBot: boolean;
  /** The person is, or is in, one of those whose approval counts. */
  readonly entitled: boolean;
}

/** What GitHub says of the people behind a run. */
export interface ApprovalFacts {
  readonly approvals: readonly Approval[];
  /** Undefined: not all of them are known. */
  readonly authors: readonly string[] | undefined;
  readonly requesters: readonly string[];
  /** Which attempt of the run it is, from 1; undefined: not known. */
  readonly attempt: number | undefined;
}

/**
 * Whether enough people approved. Each person counts once; bots, those who are excluded and those who are not entitled do not count,
 * and one rejection is enough to refuse. `facts` are undefined while a plan is made: nobody can have approved it yet.
 */
export function checkApprovals(
  environment: string,
  wanted: ApprovalsRequirement,
  facts: ApprovalFacts | undefined,
): GateFinding {
  const common = { requirement: 'approvals', environment, wanted: approvalsText(wanted), evidence: [] };
  if (facts === undefined) {
    return {
      ...common,
      result: 'pending',
      seen: 'not asked yet',
      next: 'approve the job that applies this plan',
    };
  }
  const rejected = facts.approvals.find(({ state }) => state === 'rejected');
  if (rejected !== undefined) return { ...common, result: 'fail', seen: `rejected by ${rejected.by}` };
  const unbound = whyUnbound(wanted, facts);
  if (unbound !== undefined) {
    return { ...common, result: 'fail', seen: unbound, next: 'start a new run, and approve the plan there' };
  }
  const counted = approvers(wanted, facts);
  const left = distinct(
    facts.approvals.flatMap((approval) => {
      const why = whyNot(approval, wanted, facts);
      return why === undefined ? [] : [`not ${approval.by}, ${why}`];
    }),
  );
  const passed = counted.length >= wanted.atLeast;
  return {
    ...common,
    result: passed ? 'pass' : counted.length + left.length === 0 ? 'missing' : 'fail',
    seen: [counted.length === 0 ? 'nobody' : `by ${counted.join(', ')}`, ...left].join('; '),
    ...(passed ? {} : { next: 'let others approve the job in the environment of this name' }),
  };
}

/**
 * Why nobody can say that it is this plan that was approved: GitHub tells of a run's approvals neither the attempt nor the job. One
 * approval lets one job go on, so more than are asked for were of other jobs too.
 */
function whyUnbound(wanted: ApprovalsRequirement, facts: ApprovalFacts): string | undefined {
  if (facts.attempt === undefined) return 'GitHub does not say which attempt of the run this is';
  if (facts.attempt > 1) return `attempt ${facts.attempt} of the run: approvals may be of an earlier one`;
  const given = facts.approvals.filter((each) => whyNot(each, wanted, facts) === undefined).length;
  if (given <= Math.max(1, wanted.atLeast)) return undefined;
  return `${given} approvals in this run: some are of another job or plan`;
}

/** The people whose approval counts, each once. */
export const approvers = (wanted: ApprovalsRequirement, facts: ApprovalFacts): readonly string[] =>
  distinct(
    facts.approvals
      .filter((approval) => approval.state === 'approved' && whyNot(approval, wanted, facts) === undefined)
      .map(({ by }) => by),
  );

function whyNot(approval: Approval, wanted: ApprovalsRequirement, facts: ApprovalFacts): string | undefined {
  const is = (people: readonly string[]): boolean =>
    people.some((login) => login.toLowerCase() === approval.by.toLowerCase());
  if (approval.isBot) return 'a bot';
  if (wanted.notBy?.includes('author') === true) {
    if (facts.authors === undefined) return 'maybe the author, who is not known to GitHub';
    if (is(facts.authors)) return 'the author';
  }
  if (wanted.notBy?.includes('requester') === true && is(facts.requesters)) return 'the requester';
  return approval.entitled ? undefined : `not one of ${wanted.from?.join(', ') ?? 'those who may'}`;
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

function approvalsText({ atLeast, notBy, from }: ApprovalsRequirement): string {
  const not = notBy === undefined ? '' : `, not the ${notBy.join(' or the ')}`;
  return `at least ${atLeast}${not}${from === undefined ? '' : `, from ${from.join(', ')}`}`;
}

/** How GitHub protects an environment; absent facts are not known. */
export interface ProtectionFacts {
  readonly reviewers: number;
  readonly preventSelfReview: boolean;
  readonly adminsMayBypass: boolean | undefined;
}

/** Whether GitHub protects the environment as the policy wants; `facts` are undefined when there is no such environment. */
export function checkProtection(
  environment: string,
  wanted: ProtectionRequirement,
  facts: ProtectionFacts | undefined,
): Finding {
  const common = {
    requirement: 'environment-protection',
    environment,
    wanted: protectionText(wanted),
    evidence: [],
    next: `set it in the repository's settings, Environments, ${environment}`,
  };
  if (facts === undefined) {
    return {
      ...common,
      result: 'missing',
      seen: 'no such environment; GitHub would make one without any protection',
    };
  }
  const wrong = [
    ...(facts.reviewers < (wanted.reviewers ?? 0) ? [`${facts.reviewers} reviewers`] : []),
    ...(wanted.preventSelfReview === true && !facts.preventSelfReview ? ['self-review is allowed'] : []),
    ...(wanted.adminsMayBypass === false ? bypassText(facts.adminsMayBypass) : []),
  ];
  const { next, ...told } = common;
  const result: FindingResult = wrong.length === 0 ? 'pass' : 'fail';
  return { ...told, result, seen: wrong.join(', ') || 'as wanted', ...(result === 'pass' ? {} : { next }) };
}

function bypassText(mayBypass: boolean | undefined): readonly string[] {
  if (mayBypass === undefined) return ['GitHub does not say whether administrators may bypass'];
  return mayBypass ? ['administrators may bypass'] : [];
}

const protectionText = ({ reviewers, preventSelfReview, adminsMayBypass }: ProtectionRequirement): string =>
  [
    ...(reviewers === undefined ? [] : [`at least ${reviewers} reviewers`]),
    ...(preventSelfReview === true ? ['no self-review'] : []),
    ...(adminsMayBypass === false ? ['no bypass by administrators'] : []),
  ].join(', ') || 'that it exists';

import { field, items } from './answer.ts';
import type { GitHub } from './client.ts';

/** How GitHub protects an environment, as far as it says. */
export interface EnvironmentProtection {
  /** How many people or teams may review; one of them suffices. */
  readonly reviewers: number;
  readonly preventSelfReview: boolean;
  readonly waitMinutes: number;
  readonly branchPolicy: boolean;
  /** GitHub does not tell this everywhere; undefined is not known. */
  readonly adminsMayBypass: boolean | undefined;
}

/**
 * The protection of an environment; undefined when it does not exist. GitHub would make it on first use, without any rule, so that
 * an approval would be asked of nobody.
 */
export async function readEnvironment(
  github: GitHub,
  name: string,
): Promise<EnvironmentProtection | undefined> {
  const answer = await github.find('GET /repos/{owner}/{repo}/environments/{environment_name}', {
    environment_name: name,
  });
  if (answer === undefined) return undefined;
  const rules = items(field(answer, 'protection_rules') ?? []);
  const ofType = (type: string): unknown => rules.find((rule) => field(rule, 'type') === type);
  const review = ofType('required_reviewers');
  const bypass = field(answer, 'can_admins_bypass');
  const wait = field(ofType('wait_timer'), 'wait_timer');
  return {
    reviewers: review === undefined ? 0 : items(field(review, 'reviewers') ?? []).length,
    preventSelfReview: field(review, 'prevent_self_review') === true,
    waitMinutes: typeof wait === 'number' ? wait : 0,
    branchPolicy: ofType('branch_policy') !== undefined,
    adminsMayBypass: typeof bypass === 'boolean' ? bypass : undefined,
  };
}

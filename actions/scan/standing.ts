import { type Exception, exceptionFor } from '../../shared/advisories/exception.ts';
import type { Finding } from '../../shared/advisories/match.ts';

/**
 * How a finding counts. Without a baseline all are `new`. `in grace` and `due` are findings that the baseline has too: the change under
 * judgement did not bring them, so there is time, from the day they became known. `vendored` and `excepted` never count.
 */
export type Standing = 'new' | 'in grace' | 'due' | 'excepted' | 'vendored';

export interface Stood {
  readonly finding: Finding;
  readonly standing: Standing;
  /** Of `in grace`: when it becomes due. */
  readonly until?: Date;
  /** Of `excepted`. */
  readonly exception?: Exception;
}

/** Milliseconds that an inherited finding may stay, from its publication. */
export interface Grace {
  readonly critical: number;
  readonly others: number;
}

export interface StandingContext {
  /** `inheritedKey` of the baseline's findings on the same platform; undefined when there is nothing to compare with. */
  readonly baseline: ReadonlySet<string> | undefined;
  readonly grace: Grace;
  readonly exceptions: readonly Exception[];
  readonly now: Date;
}

/** The same vulnerability in the same package, whichever version: an upgrade that does not help brings nothing new. */
export const inheritedKey = ({ id, component: { type, name } }: Finding): string =>
  [id, type, name].join('\n');

/** @returns the finding with how it counts. One that nobody has dated is due at once. */
export function stand(finding: Finding, { baseline, grace, exceptions, now }: StandingContext): Stood {
  if (finding.vendored) return { finding, standing: 'vendored' };
  const exception = exceptionFor(finding, exceptions, now);
  if (exception !== undefined) return { finding, standing: 'excepted', exception };
  if (baseline?.has(inheritedKey(finding)) !== true) return { finding, standing: 'new' };
  if (finding.published === undefined) return { finding, standing: 'due' };
  const allowed = finding.severity === 'critical' ? grace.critical : grace.others;
  const until = new Date(finding.published.getTime() + allowed);
  return until > now ? { finding, standing: 'in grace', until } : { finding, standing: 'due' };
}

/** Does it count against the limits? */
export const isCounted = ({ standing }: Stood): boolean => standing === 'new' || standing === 'due';

import { UserError } from '../text/error.ts';
import { didYouMean } from '../text/case.ts';
import type { Environment, PolicyFile, Requirements } from './schema.ts';

/** @throws UserError when the policy has no such environment. */
export function environmentOf(policy: PolicyFile, name: string): Environment {
  const found = policy.environments?.get(name);
  if (found !== undefined) return found;
  const known = [...(policy.environments?.keys() ?? [])];
  throw new UserError({
    what: `the policy has no environment '${name}'`,
    rule: known.length === 0 ? 'it has no environments' : `it has ${known.join(', ')}`,
    ...didYouMean(name, known),
  });
}

/** The environments that lead to `name`, nearest first, each once. */
export function ancestorsOf(policy: PolicyFile, name: string): readonly string[] {
  const found: string[] = [];
  let level = environmentOf(policy, name).from ?? [];
  while (level.length > 0) {
    const fresh = level.filter((each) => !found.includes(each));
    found.push(...new Set(fresh));
    level = fresh.flatMap((each) => environmentOf(policy, each).from ?? []);
  }
  return found;
}

/** The requirements that one environment states itself, and whose evidence counts for them where they do not say. */
export interface Stated {
  readonly environment: string;
  readonly requirements: Requirements;
  readonly signers: readonly string[];
}

/** What is required in `name`: its own requirements, then those of the environments that lead to it. */
export const statedFor = (policy: PolicyFile, name: string): readonly Stated[] =>
  [name, ...ancestorsOf(policy, name)].map((environment) => ({
    environment,
    requirements: environmentOf(policy, environment).require ?? {},
    signers: signersOf(policy, environment),
  }));

/** The trust entries of the nearest signed-by: the environment's own, else those of all it comes from, else every entry. */
function signersOf(policy: PolicyFile, name: string): readonly string[] {
  const levels = [name, ...ancestorsOf(policy, name)];
  const own = levels
    .map((each) => environmentOf(policy, each).require?.signedBy)
    .find((by) => by !== undefined);
  return own ?? [...(policy.trust?.keys() ?? [])];
}

/** The trust entries whose promotion records into `name` count. */
export const promotersOf = (policy: PolicyFile, name: string): readonly string[] =>
  environmentOf(policy, name).promotedBy ?? signersOf(policy, name);

/** The repositories that `image` is copied to for `environment`, in the policy's order; none: it stays where it is. */
export function destinationsOf(policy: PolicyFile, environment: string, image: string): readonly string[] {
  const all = environmentOf(policy, environment).destinations ?? [];
  return all.flatMap((each) => {
    if (typeof each === 'string') return [each];
    return each.image === image ? [each.repository] : [];
  });
}

import type { SourcePosition } from '../text/error.ts';
import type { Dockerfile } from './dockerfile.ts';
import { assignmentsOf } from './instruction.ts';
import { positionAt } from './source.ts';

/** An ARG or ENV whose name says that it holds a credential: its value stays in the image's config or history. */
export interface SecretVariable {
  readonly keyword: 'ARG' | 'ENV';
  readonly name: string;
  readonly at: SourcePosition;
}

/** A whole name, or words of it parted by `_`: the words of BuildKit's rule SecretsUsedInArgOrEnv. */
const KEYWORDS = ['ARG', 'ENV'] as const;
const SECRET = /(?:^|_)(?:apikey|auth|credentials?|key|passwd|password|pword|secret|token)(?:_|$)/i;
const PUBLIC = /(?:^|_)public(?:_|$)/i;

export const looksSecret = (name: string): boolean => SECRET.test(name) && !PUBLIC.test(name);

/** In the order of the file, in every stage: the history of a stage that is thrown away still is in a shared cache. */
export function secretVariables({
  globalArgs,
  stages,
  source,
  escape,
}: Dockerfile): readonly SecretVariable[] {
  const inStages = stages.flatMap(({ instructions }) =>
    instructions.flatMap((instruction) => {
      const keyword = KEYWORDS.find((each) => each === instruction.keyword);
      if (keyword === undefined) return [];
      return assignmentsOf(instruction, escape).map((each) => ({ ...each, keyword }));
    }),
  );
  return [...globalArgs.map((each) => ({ keyword: 'ARG' as const, ...each })), ...inStages]
    .filter(({ name }) => looksSecret(name))
    .map(({ keyword, name, at }) => ({ keyword, name, at: positionAt(source, at.span.start) }));
}

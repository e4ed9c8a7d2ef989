import { UserError } from '../text/error.ts';
import { didYouMean } from '../text/case.ts';
import type { Instruction } from './instruction.ts';
import type { Source } from './source.ts';
import type { Word } from './word.ts';

/** A stage: its FROM and the instructions up to the next. */
export interface Stage {
  readonly index: number;
  /** In lower case, as names of stages are compared. */
  readonly name?: string;
  /** What it starts from, as written: an earlier stage, `scratch`, an image or a build context. */
  readonly base: Word;
  readonly platform?: Word;
  readonly from: Instruction;
  /** FROM is not among them. */
  readonly instructions: readonly Instruction[];
}

/**
 * The stage that a build ends with: the one with this name or number, else the last.
 * @throws UserError when there is no such stage.
 */
export function targetStage(
  { stages, source }: { readonly stages: readonly Stage[]; readonly source: Source },
  target: string | undefined,
): Stage {
  const wanted = target?.toLowerCase();
  const found =
    wanted === undefined || wanted === ''
      ? stages.at(-1)
      : (stages.find(({ name }) => name === wanted) ??
        (/^\d+$/.test(wanted) ? stages[Number(wanted)] : undefined));
  if (found !== undefined) return found;
  const names = stages.flatMap(({ name }) => name ?? []);
  throw new UserError({
    what: `${source.file} has no stage '${target ?? ''}'`,
    rule: names.length === 0 ? 'none of its stages has a name' : `its stages are ${names.join(', ')}`,
    ...didYouMean(wanted ?? '', names),
  });
}

/** The stage before `before` that `name` means, by name, or by number where numbers are allowed; the nearest one wins. */
export function earlierStage(
  stages: readonly Stage[],
  before: number,
  name: string,
  numbers: boolean,
): Stage | undefined {
  const earlier = stages.slice(0, before);
  const named = earlier.findLast((stage) => stage.name === name.toLowerCase());
  return named ?? (numbers && /^\d+$/.test(name) ? earlier[Number(name)] : undefined);
}

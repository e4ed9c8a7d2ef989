import { UserError } from '../text/error.ts';
import { parseDockerfile } from './dockerfile.ts';
import { type Instruction, argumentsOf } from './instruction.ts';
import type { Stage } from './stage.ts';

/** The ONBUILD triggers that a stage leaves to those that are built on it, as text. */
export const triggersOf = ({ instructions }: Stage): readonly string[] =>
  instructions.filter(({ keyword }) => keyword === 'ONBUILD').map((each) => argumentsOf(each));

/**
 * The instructions of ONBUILD triggers, which run right after the FROM that brought them. What cannot be read is left out: the base's author wrote it,
 * and the builder refuses it.
 */
export function triggerInstructions(triggers: readonly string[]): readonly Instruction[] {
  return triggers.flatMap((text) => {
    try {
      const { stages } = parseDockerfile(`FROM scratch\n${text}\n`, 'ONBUILD');
      return stages.length === 1 ? (stages[0]?.instructions ?? []) : [];
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  });
}

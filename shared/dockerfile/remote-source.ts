import type { SourcePosition } from '../text/error.ts';
import type { Dockerfile } from './dockerfile.ts';
import { neededStages } from './image-use.ts';
import { type Instruction, startOf } from './instruction.ts';
import { type RemoteAddress, parseRemote } from './remote-address.ts';
import { type BuildArguments, globalScope } from './scope.ts';
import { positionAt } from './source.ts';
import { sourceWords } from './source-words.ts';
import { triggersFor } from './stage-source.ts';
import { expandKnown, stageVariables } from './stage-variables.ts';

/** What an ADD fetches: a file by its URL, or a git repository. */
export interface RemoteSource extends RemoteAddress {
  readonly at: SourcePosition;
  /** Variables in it that have no value here; the base's own environment may have one. */
  readonly unset: readonly string[];
}

/**
 * Everything that the target's ADDs fetch, and those that bases bring by ONBUILD, in the order of the file, with what the Dockerfile says it has to be.
 * @throws UserError when the target does not exist.
 */
export function remoteSources(dockerfile: Dockerfile, build: BuildArguments = {}): readonly RemoteSource[] {
  const needed = neededStages(dockerfile, build);
  const scope = globalScope(dockerfile, build);
  return dockerfile.stages
    .filter(({ index }) => needed.has(index))
    .flatMap((stage) => {
      const start = { offset: stage.base.span.start, from: stage.instructions[0] };
      const brought = triggersFor(dockerfile, stage, scope, build).map((add) => ({ add, ...start }));
      const own = stage.instructions.map((add) => ({ add, offset: startOf(add), from: add }));
      return [...brought, ...own]
        .filter(({ add }) => add.keyword === 'ADD')
        .flatMap(({ add, offset, from }) =>
          fetched(add, stageVariables(dockerfile, stage, from, build), dockerfile.escape).map((each) => ({
            ...each,
            at: positionAt(dockerfile.source, offset),
          })),
        );
    });
}

function fetched(
  add: Instruction,
  variables: ReadonlyMap<string, string>,
  escape: string,
): readonly Omit<RemoteSource, 'at'>[] {
  const checksum = add.flags.find(({ name }) => name === 'checksum')?.value.text;
  const expected = checksum === undefined ? undefined : expandKnown(checksum, variables, escape).text;
  return sourceWords(add).flatMap((word) => {
    const { text, unset } = expandKnown(word, variables, escape);
    const address = parseRemote(text, expected);
    return address === undefined ? [] : [{ ...address, unset }];
  });
}

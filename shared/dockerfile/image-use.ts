import type { SourcePosition } from '../text/error.ts';
import type { Dockerfile } from './dockerfile.ts';
import { type BuildArguments, type GlobalScope, expandWord, globalScope, literalSpan } from './scope.ts';
import { type Span, positionAt } from './source.ts';
import { type Source as StageSource, stageSources } from './stage-source.ts';
import { type Stage, targetStage } from './stage.ts';
import type { Word } from './word.ts';

/** An image from outside that a build of this Dockerfile reads. */
export interface ImageUse {
  /** FROM, `COPY --from=`, `RUN --mount=from=`, or the frontend that `# syntax=` names. */
  readonly kind: 'from' | 'copy' | 'mount' | 'syntax';
  /** The reference with its variables expanded; `oci-layout:PATH…` where a build context points at a layout. */
  readonly reference: string;
  readonly pinned: boolean;
  /** Where it is used, and the word there, variables and all. */
  readonly at: SourcePosition;
  readonly span: Span;
  /** Where the reference itself is written, here or as the default of an ARG; undefined when no one place holds all of it. */
  readonly place: Span | undefined;
  /** The ARG that holds it, and whether the build gave its value. */
  readonly argument?: { readonly name: string; readonly given: boolean };
  /** The build context that stands in for the name in the file. */
  readonly context?: string;
  /** Variables in it that have no value. */
  readonly unset: readonly string[];
  /** Number of the stage that uses it; undefined for the frontend. */
  readonly stage: number | undefined;
  /** Whether the target needs that stage. */
  readonly needed: boolean;
}

const PINNED = /@sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/;

export const isPinned = (reference: string): boolean => PINNED.test(reference);

/**
 * Every image from outside, in the order of the file. Stages and `scratch` are none, nor are build contexts that are directories.
 * @throws UserError when a word cannot be expanded or the target does not exist.
 */
export function imageUses(dockerfile: Dockerfile, build: BuildArguments = {}): readonly ImageUse[] {
  const scope = globalScope(dockerfile, build);
  const sources = dockerfile.stages.flatMap((stage) =>
    stageSources(dockerfile, stage, scope, build.contexts ?? {}),
  );
  const needed = neededStages(targetStage(dockerfile, build.target), sources);
  const uses = sources.flatMap((source) => {
    const { from } = source;
    if (from.kind !== 'image') return [];
    return [imageUse(dockerfile, scope, source, from, needed.has(source.stage.index))];
  });
  const { syntax } = dockerfile.directives;
  if (syntax === undefined) return uses;
  const frontend: ImageUse = {
    kind: 'syntax',
    reference: syntax.value,
    pinned: isPinned(syntax.value),
    at: positionAt(dockerfile.source, syntax.span.start),
    span: syntax.span,
    place: syntax.span,
    unset: [],
    stage: undefined,
    needed: true,
  };
  return [frontend, ...uses];
}

/** The image that the target's own layers lie on, through the stages that it is built on; undefined for `scratch` or a directory. */
export function targetBase(dockerfile: Dockerfile, build: BuildArguments = {}): ImageUse | undefined {
  const scope = globalScope(dockerfile, build);
  const baseOf = (stage: Stage): ImageUse | undefined => {
    const [source] = stageSources(dockerfile, stage, scope, build.contexts ?? {});
    if (source?.from.kind === 'image') return imageUse(dockerfile, scope, source, source.from, true);
    const earlier = source?.from.kind === 'stage' ? dockerfile.stages[source.from.index] : undefined;
    return earlier && baseOf(earlier);
  };
  return baseOf(targetStage(dockerfile, build.target));
}

/** The images that a build of the target reads and that a tag, or nothing, names. */
export const unpinnedImages = (uses: readonly ImageUse[]): readonly ImageUse[] =>
  uses.filter(({ needed, pinned }) => needed && !pinned);

function imageUse(
  dockerfile: Dockerfile,
  scope: GlobalScope,
  { kind, word, stage }: StageSource,
  image: { readonly reference: string; readonly context?: string },
  needed: boolean,
): ImageUse {
  const { reference, context } = image;
  const written = kind === 'from' ? origin(word, scope) : { place: literalSpan(word) };
  return {
    kind,
    reference,
    pinned: isPinned(reference),
    at: positionAt(dockerfile.source, word.span.start),
    span: word.span,
    ...(context === undefined ? written : { place: undefined, context }),
    unset: kind === 'from' ? expandWord(dockerfile, word, scope.variables).unset : [],
    stage: stage.index,
    needed,
  };
}

/** A word that is one variable is written where the variable gets its value. */
function origin(word: Word, scope: GlobalScope): Pick<ImageUse, 'place' | 'argument'> {
  const literal = literalSpan(word);
  if (literal !== undefined) return { place: literal };
  const match = /^"?\$(?:(\w+)|\{(\w+)(?::?-[^}]*)?\})"?$/.exec(word.text);
  const name = match?.[1] ?? match?.[2];
  if (name === undefined || !scope.variables.has(name)) return { place: undefined };
  return { place: scope.places.get(name), argument: { name, given: scope.given.has(name) } };
}

function neededStages(target: Stage, sources: readonly StageSource[]): ReadonlySet<number> {
  const needed = new Set([target.index]);
  for (const index of needed) {
    for (const { stage, from } of sources) {
      if (stage.index === index && from.kind === 'stage') needed.add(from.index);
    }
  }
  return needed;
}

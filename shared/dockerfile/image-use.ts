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
  /** The ONBUILD trigger of the base that uses it: `at` is then the FROM that brought it. */
  readonly trigger?: string;
  /** Variables in it that have no value. */
  readonly unset: readonly string[];
  /** Number of the stage that uses it; undefined for the frontend. */
  readonly stage: number | undefined;
  /** Whether the target needs that stage. */
  readonly needed: boolean;
}

const PINNED = /@sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/;

/** The build argument that names the frontend. */
export const FRONTEND_ARGUMENT = 'BUILDKIT_SYNTAX';

export const isPinned = (reference: string): boolean => PINNED.test(reference);

/**
 * Every image from outside, in the order of the file. Stages and `scratch` are none, nor are build contexts that are directories.
 * @throws UserError when a word cannot be expanded or the target does not exist.
 */
export function imageUses(dockerfile: Dockerfile, build: BuildArguments = {}): readonly ImageUse[] {
  const scope = globalScope(dockerfile, build);
  const sources = dockerfile.stages.flatMap((stage) => stageSources(dockerfile, stage, scope, build));
  const needed = reachable(targetStage(dockerfile, build.target), sources);
  const uses = sources.flatMap((source) => {
    const { from } = source;
    if (from.kind !== 'image') return [];
    return [imageUse(dockerfile, scope, source, from, needed.has(source.stage.index))];
  });
  return [...frontendUse(dockerfile, build), ...uses];
}

/** The build's own BUILDKIT_SYNTAX wins over the directive, as BuildKit reads them. */
function frontendUse({ directives, source }: Dockerfile, { args = {} }: BuildArguments): readonly ImageUse[] {
  const given = Object.hasOwn(args, FRONTEND_ARGUMENT) ? args[FRONTEND_ARGUMENT] : undefined;
  const { syntax } = directives;
  const reference = given ?? syntax?.value;
  if (reference === undefined || reference === '') return [];
  const span = syntax?.span ?? { start: 0, end: 0 };
  return [
    {
      kind: 'syntax',
      reference,
      pinned: isPinned(reference),
      at: positionAt(source, span.start),
      span,
      place: given === undefined ? span : undefined,
      ...(given === undefined ? {} : { argument: { name: FRONTEND_ARGUMENT, given: true } }),
      unset: [],
      stage: undefined,
      needed: true,
    },
  ];
}

/** The image that the target's own layers lie on, through the stages that it is built on; undefined for `scratch` or a directory. */
export function targetBase(dockerfile: Dockerfile, build: BuildArguments = {}): ImageUse | undefined {
  const scope = globalScope(dockerfile, build);
  const baseOf = (stage: Stage): ImageUse | undefined => {
    const [source] = stageSources(dockerfile, stage, scope, build);
    if (source?.from.kind === 'image') return imageUse(dockerfile, scope, source, source.from, true);
    const earlier = source?.from.kind === 'stage' ? dockerfile.stages[source.from.index] : undefined;
    return earlier && baseOf(earlier);
  };
  return baseOf(targetStage(dockerfile, build.target));
}

function imageUse(
  dockerfile: Dockerfile,
  scope: GlobalScope,
  { kind, word, stage, trigger }: StageSource,
  image: { readonly reference: string; readonly context?: string },
  needed: boolean,
): ImageUse {
  const { reference, context } = image;
  const written = kind === 'from' ? origin(word, scope) : { place: literalSpan(word) };
  const brought = trigger === undefined ? {} : { trigger };
  return {
    kind,
    reference,
    pinned: isPinned(reference),
    at: positionAt(dockerfile.source, word.span.start),
    span: word.span,
    ...(context === undefined && trigger === undefined ? written : { place: undefined }),
    ...(context === undefined ? brought : { ...brought, context }),
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

/** The numbers of the stages that a build of the target runs. @throws UserError when the target does not exist. */
export function neededStages(dockerfile: Dockerfile, build: BuildArguments = {}): ReadonlySet<number> {
  const scope = globalScope(dockerfile, build);
  const sources = dockerfile.stages.flatMap((stage) => stageSources(dockerfile, stage, scope, build));
  return reachable(targetStage(dockerfile, build.target), sources);
}

function reachable(target: Stage, sources: readonly StageSource[]): ReadonlySet<number> {
  const needed = new Set([target.index]);
  for (const index of needed) {
    for (const { stage, from } of sources) {
      if (stage.index === index && from.kind === 'stage') needed.add(from.index);
    }
  }
  return needed;
}

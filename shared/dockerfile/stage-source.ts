import { UserError } from '../text/error.ts';
import type { Dockerfile } from './dockerfile.ts';
import type { Instruction } from './instruction.ts';
import { type BuildArguments, type GlobalScope, expandWord } from './scope.ts';
import { positionAt } from './source.ts';
import { type Stage, earlierStage } from './stage.ts';
import { triggerInstructions, triggersOf } from './trigger.ts';
import { type Word, subWord } from './word.ts';

/** Something that a stage takes files from. */
export interface Source {
  readonly kind: 'from' | 'copy' | 'mount';
  readonly stage: Stage;
  /** As it is written. */
  readonly word: Word;
  readonly from: Origin;
  /** The ONBUILD trigger that says so; `word` is then the FROM that brought it. */
  readonly trigger?: string;
}

export type Origin =
  | { readonly kind: 'stage'; readonly index: number }
  | { readonly kind: 'image'; readonly reference: string; readonly context?: string }
  /** `scratch`, a directory, or a URL. */
  | { readonly kind: 'other' };

type Contexts = Readonly<Record<string, string>>;

/** What a stage starts from, copies from and mounts, in the order of the file; triggers of its base come right after FROM. */
export function stageSources(
  dockerfile: Dockerfile,
  stage: Stage,
  scope: GlobalScope,
  { contexts = {}, triggers = {} }: Pick<BuildArguments, 'contexts' | 'triggers'>,
): readonly Source[] {
  const base = expandWord(dockerfile, stage.base, scope.variables).text;
  // A stage that a context replaces is not built at all.
  const replaced = stage.name === undefined ? undefined : fromContext(stage.name, contexts);
  if (replaced !== undefined) return [{ kind: 'from', stage, word: stage.base, from: replaced }];
  const start: Source = {
    kind: 'from',
    stage,
    word: stage.base,
    from: originOf(dockerfile, stage, base, false, contexts),
  };
  const others = stage.instructions.flatMap((instruction) =>
    namesIn(instruction).map(({ kind, word }): Source => {
      checkLiteral(dockerfile, word, kind);
      return { kind, stage, word, from: originOf(dockerfile, stage, word.text, true, contexts) };
    }),
  );
  return [start, ...triggered(dockerfile, start, contexts, triggers), ...others];
}

/** What the ONBUILD triggers of a stage's base use; they stand in another file, so that all of it is told at the FROM. */
function triggered(
  dockerfile: Dockerfile,
  { stage, word, from }: Source,
  contexts: Contexts,
  triggers: NonNullable<BuildArguments['triggers']>,
): readonly Source[] {
  return triggersAt(dockerfile, from, triggers).flatMap((instruction) =>
    namesIn(instruction)
      .filter(({ word: { text } }) => !text.includes('$'))
      .map(({ kind, word: { text } }): Source => ({
        kind,
        stage,
        word,
        from: originOf(dockerfile, stage, text, true, contexts),
        trigger: instruction.line.text,
      })),
  );
}

/** The instructions that the base of a stage brings by ONBUILD. */
export function triggersFor(
  dockerfile: Dockerfile,
  stage: Stage,
  scope: GlobalScope,
  build: Pick<BuildArguments, 'contexts' | 'triggers'>,
): readonly Instruction[] {
  const [start] = stageSources(dockerfile, stage, scope, build);
  return start === undefined ? [] : triggersAt(dockerfile, start.from, build.triggers ?? {});
}

function triggersAt(
  { stages }: Dockerfile,
  from: Origin,
  triggers: NonNullable<BuildArguments['triggers']>,
): readonly Instruction[] {
  const earlier = from.kind === 'stage' ? stages[from.index] : undefined;
  if (earlier !== undefined) return triggerInstructions(triggersOf(earlier));
  const isKnown = from.kind === 'image' && Object.hasOwn(triggers, from.reference);
  return isKnown ? triggerInstructions(triggers[from.reference] ?? []) : [];
}

function namesIn(
  instruction: Instruction,
): readonly { readonly kind: 'copy' | 'mount'; readonly word: Word }[] {
  const { keyword, flags, line } = instruction;
  if (keyword === 'COPY' || keyword === 'ADD') {
    return flags
      .filter(({ name }) => name === 'from')
      .map(({ value }) => ({ kind: 'copy', word: unquoted(line, value) }));
  }
  if (keyword !== 'RUN') return [];
  return flags
    .filter(({ name }) => name === 'mount')
    .flatMap(({ value }) => {
      const field = /(?:^|,)"?from=([^,"]*)/d.exec(value.text);
      const [start, end] = field?.indices?.[1] ?? [0, 0];
      return end > start ? [{ kind: 'mount' as const, word: subWord(line, value, start, end) }] : [];
    });
}

const unquoted = (line: Instruction['line'], word: Word): Word =>
  /^(["']).+\1$/.test(word.text) ? subWord(line, word, 1, word.text.length - 1) : word;

function originOf(
  { stages }: Dockerfile,
  stage: Stage,
  name: string,
  numbers: boolean,
  contexts: Contexts,
): Origin {
  const replaced = fromContext(name, contexts);
  if (replaced !== undefined) return replaced;
  const found = earlierStage(stages, stage.index, name, numbers);
  if (found !== undefined) return { kind: 'stage', index: found.index };
  return name === 'scratch' || (name === 'context' && numbers)
    ? { kind: 'other' }
    : { kind: 'image', reference: name };
}

/** Names of contexts are compared as image names are: `docker.io/library/node:latest` is `node`. */
function fromContext(name: string, contexts: Contexts): Origin | undefined {
  const wanted = familiar(name);
  const entry = Object.entries(contexts).find(([context]) => familiar(context) === wanted);
  if (entry === undefined) return undefined;
  const [context, value] = entry;
  const match = /^(docker-image|container-image|oci-layout):\/\/(.+)$/.exec(value);
  if (match?.[2] === undefined) return { kind: 'other' };
  const reference = match[1] === 'oci-layout' ? `oci-layout:${match[2]}` : match[2];
  return { kind: 'image', reference, context };
}

const familiar = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^(?:docker\.io\/(?:library\/)?)/, '')
    .replace(/:latest$/, '');

function checkLiteral({ source }: Dockerfile, word: Word, kind: 'copy' | 'mount'): void {
  if (!word.text.includes('$')) return;
  const where = kind === 'copy' ? '--from' : '--mount=from';
  throw new UserError({
    what: `${where} has no variables`,
    rule: 'the frontend does not expand them there',
    seen: JSON.stringify(word.text),
    next: 'give the image a stage of its own (FROM $IMAGE AS tools) and name that stage',
    at: positionAt(source, word.span.start),
  });
}

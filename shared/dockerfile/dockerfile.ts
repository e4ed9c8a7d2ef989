import { didYouMean } from '../text/case.ts';
import { type Problem, UserError } from '../text/error.ts';
import { type Directives, readDirectives } from './directive.ts';
import { readHeredocs } from './heredoc.ts';
import { type Assignment, type Instruction, assignmentsOf, readHead, startOf } from './instruction.ts';
import { type LogicalLine, isBlank, isComment, joinLine, offsetAt } from './line.ts';
import { type Source, positionAt, sourceOf } from './source.ts';
import type { Stage } from './stage.ts';
import { plainWords } from './word.ts';

/** A Dockerfile as it is written: nothing is resolved, everything has its place. */
export interface Dockerfile {
  readonly source: Source;
  readonly directives: Directives;
  /** The escape character: `\` unless a directive says otherwise. */
  readonly escape: string;
  /** The ARGs before the first FROM: the only variables that a FROM knows. */
  readonly globalArgs: readonly Assignment[];
  readonly stages: readonly Stage[];
}

const KEYWORDS = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);
const STAGE_NAME = /^[a-z][a-z0-9_.-]*$/;

/**
 * Reads a Dockerfile by the rules of BuildKit's frontend (Dockerfile reference, syntax 1). `file` is its name in messages.
 * @throws UserError with every problem that makes it unreadable, each with line and column.
 */
export function parseDockerfile(text: string, file: string): Dockerfile {
  const source = sourceOf(text, file);
  const directives = readDirectives(source);
  const escape = directives.escape?.value ?? '\\';
  const { instructions, problems } = readInstructions(source, escape);
  const { globalArgs, stages, problems: structure } = readStages(source, instructions, escape);
  const all = [...directives.problems, ...problems, ...structure].sort(inOrder);
  if (all.length > 0) throw new UserError(all);
  return { source, directives, escape, globalArgs, stages };
}

const inOrder = (a: Problem, b: Problem): number => (a.at?.line ?? 0) - (b.at?.line ?? 0);

interface Instructions {
  readonly instructions: readonly Instruction[];
  readonly problems: readonly Problem[];
}

function readInstructions(source: Source, escape: string): Instructions {
  const instructions: Instruction[] = [];
  const problems: Problem[] = [];
  let index = 0;
  while (index < source.lines.length) {
    const text = source.lines[index]?.text ?? '';
    if (isBlank(text) || isComment(text)) {
      index += 1;
      continue;
    }
    const line = joinLine(source, index, escape);
    const read = readInstruction(source, line, escape);
    index = read.next;
    problems.push(...read.problems);
    if (read.problems.length === 0 && line.text !== '') instructions.push(read.instruction);
  }
  return { instructions, problems };
}

function readInstruction(
  source: Source,
  line: LogicalLine,
  escape: string,
): { readonly instruction: Instruction; readonly next: number; readonly problems: readonly Problem[] } {
  const { heredocsFrom, ...head } = readHead(line, escape);
  const { heredocs, next, unterminated } = readHeredocs(source, line, heredocsFrom);
  const start = offsetAt(line, 0);
  const last = source.lines[next - 1] ?? { start, text: '' };
  const at = positionAt(source, start);
  const problems: Problem[] = [];
  if (unterminated !== undefined) {
    const what = `the here-document ${unterminated} does not end`;
    problems.push({ what, rule: 'a line with its name alone', at });
  }
  if (line.text !== '' && !KEYWORDS.has(head.keyword)) problems.push({ ...unknown(head.keyword), at });
  const span = { start, end: last.start + last.text.length };
  return { instruction: { ...head, line, heredocs, span }, next, problems };
}

function unknown(keyword: string): Problem {
  return {
    what: `'${keyword}' is not an instruction`,
    rule: 'an instruction of the Dockerfile reference',
    ...didYouMean(keyword, [...KEYWORDS]),
  };
}

interface Structure {
  readonly globalArgs: readonly Assignment[];
  readonly stages: readonly Stage[];
  readonly problems: readonly Problem[];
}

function readStages(source: Source, instructions: readonly Instruction[], escape: string): Structure {
  const first = instructions.findIndex(({ keyword }) => keyword === 'FROM');
  if (first < 0) {
    const empty = {
      what: `${source.file} has no FROM`,
      rule: 'an image starts from another, or from scratch',
    };
    return { globalArgs: [], stages: [], problems: [{ ...empty, at: { file: source.file, line: 1 } }] };
  }
  const before = instructions.slice(0, first);
  const problems: Problem[] = before
    .filter(({ keyword }) => keyword !== 'ARG')
    .map((each) => ({
      what: `${each.keyword} stands before the first FROM`,
      rule: 'only ARG may',
      at: positionAt(source, startOf(each)),
    }));
  const globalArgs = before
    .filter(({ keyword }) => keyword === 'ARG')
    .flatMap((each) => assignmentsOf(each, escape));
  const stages: Stage[] = [];
  let own: Instruction[] = [];
  for (const instruction of instructions.slice(first)) {
    if (instruction.keyword !== 'FROM') {
      own.push(instruction);
      continue;
    }
    own = [];
    const stage = readFrom(source, instruction, stages.length);
    if ('what' in stage) problems.push(stage);
    else stages.push({ ...stage, instructions: own });
  }
  return { globalArgs, stages, problems };
}

function readFrom(source: Source, from: Instruction, index: number): Omit<Stage, 'instructions'> | Problem {
  const [base, as, name, ...more] = plainWords(from.line, from.rest);
  const at = positionAt(source, startOf(from));
  const named = as?.text.toUpperCase() === 'AS' && name !== undefined;
  if (base === undefined || (as !== undefined && !named) || more.length > 0) {
    return {
      what: 'FROM cannot be read',
      rule: 'FROM [--platform=…] IMAGE [AS NAME]',
      seen: from.line.text,
      at,
    };
  }
  if (name !== undefined && !STAGE_NAME.test(name.text.toLowerCase())) {
    return {
      what: 'not a name for a stage',
      rule: 'a letter, then letters, digits, _ . -',
      seen: name.text,
      at,
    };
  }
  const platform = from.flags.find((flag) => flag.name === 'platform')?.value;
  return {
    index,
    base,
    from,
    ...(name === undefined ? {} : { name: name.text.toLowerCase() }),
    ...(platform === undefined ? {} : { platform }),
  };
}

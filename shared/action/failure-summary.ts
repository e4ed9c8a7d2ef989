import type { Problem } from '../text/error.ts';
import { code, cut, escape, table } from '../text/markdown.ts';

/** How a run can end without a verdict: what the output `result` says, and the words of the heading. */
export const ENDS = {
  inputs: { result: 'invalid', sign: '⛔', words: 'the inputs are not valid, nothing was done' },
  invalid: { result: 'invalid', sign: '⛔', words: 'stopped, something it was given is not valid' },
  refused: { result: 'refused', sign: '⛔', words: 'refused' },
  cancelled: { result: 'inconclusive', sign: '⏸️', words: 'cancelled, a new run completes it' },
  unavailable: { result: 'unavailable', sign: '⚠️', words: 'a service did not answer' },
  bug: { result: 'bug', sign: '⚠️', words: 'failed by a mistake of ours' },
} as const;

export type End = keyof typeof ENDS;

/** Markdown for a run that could not reach a verdict: what happened, what to do, then why; a table when there are several problems. */
export function failureSummary(action: string, end: End, problems: readonly Problem[]): string {
  const heading = `### ${ENDS[end].sign} ${action}: ${ENDS[end].words}`;
  const [first, ...others] = problems;
  if (first === undefined) return `${heading}\n`;
  const parts = others.length === 0 ? onlyProblem(first) : [problemTable(problems)];
  return `${[heading, ...parts].join('\n\n')}\n`;
}

function onlyProblem({ what, rule, seen, next, at }: Problem): readonly string[] {
  const facts = [
    ...(rule === undefined ? [] : [`- rule: ${escape(rule)}`]),
    ...(seen === undefined ? [] : [`- seen: ${escape(seen)}`]),
    ...(at === undefined ? [] : [`- where: ${placeOf(at)}`]),
  ];
  return [
    escape(what),
    ...(next === undefined ? [] : [`**To do:** ${escape(next)}`]),
    ...(facts.length === 0 ? [] : [facts.join('\n')]),
  ];
}

/** A text in the table; the annotations have it whole. */
const MAX_CHARACTERS = 300;

const COLUMNS: readonly (readonly [string, (problem: Problem) => string | undefined])[] = [
  ['what', ({ what }) => shown(what)],
  ['rule', ({ rule }) => shown(rule)],
  ['seen', ({ seen }) => shown(seen)],
  ['where', ({ at }) => at && placeOf(at)],
  ['what to do', ({ next }) => shown(next)],
];

const shown = (text: string | undefined): string | undefined => text && escape(cut(text, MAX_CHARACTERS));

/** Columns of which no problem says anything are left out. */
function problemTable(problems: readonly Problem[]): string {
  const used = COLUMNS.filter(([, content]) => problems.some((problem) => content(problem) !== undefined));
  return table(
    used.map(([heading]) => heading),
    problems.map((problem) => used.map(([, content]) => content(problem) ?? '–')),
  );
}

const placeOf = ({ file, line, column }: NonNullable<Problem['at']>): string =>
  code([file, line, ...(column === undefined ? [] : [column])].join(':'));

import type { Problem } from '../../../shared/text/error.ts';
import { cacheProgress, isCacheWork } from './cache-progress.ts';
import type { StepLines, StepLog } from './step.ts';
import { stepLines } from './step.ts';
import { tryJson } from '../../../shared/text/json.ts';

/** Reads BuildKit's progress as JSON lines, tells the steps, and remembers what failed. */
export interface Progress {
  readonly line: (line: string) => void;
  readonly outcome: () => ProgressOutcome;
  /** The caches that are read or written at this moment; undefined while anything else is at work. */
  readonly waitsFor: () => readonly string[] | undefined;
}

export interface ProgressOutcome {
  /** The step that failed first. */
  readonly failed?: { readonly title: string; readonly lines: readonly string[] };
  /** What came between the JSON: the excerpt of the Dockerfile and the error. */
  readonly plain: readonly string[];
  readonly warnings: readonly BuildKitWarning[];
  /** Caches that could not be read or written; a build goes on without them. */
  readonly caches: readonly Problem[];
}

/** A remark of BuildKit's linter. */
export interface BuildKitWarning {
  readonly text: string;
  readonly line: number | undefined;
}

interface Vertex {
  readonly title: string;
  readonly lines: StepLines;
  readonly told: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const MAX_PLAIN_LINES = 200;

/** Follows `buildx build --progress rawjson`: one object a line, with vertexes, logs and warnings. */
export function buildkitProgress(steps: StepLog): Progress {
  const vertexes = new Map<string, Vertex>();
  const plain = stepLines(MAX_PLAIN_LINES);
  const warnings: BuildKitWarning[] = [];
  const caches = cacheProgress();
  let failed: ProgressOutcome['failed'];

  const vertex = (fields: Fields): void => {
    const id = textIn(fields, 'digest');
    const known = vertexes.get(id) ?? { title: textIn(fields, 'name'), lines: stepLines(), told: false };
    vertexes.set(id, known);
    const error = textIn(fields, 'error');
    const completed = Date.parse(textIn(fields, 'completed'));
    caches.see({
      id,
      title: known.title,
      isStarted: textIn(fields, 'started') !== '',
      isCompleted: !Number.isNaN(completed),
      error,
    });
    if (blames(error, known.title)) failed ??= { title: known.title, lines: known.lines.all() };
    if (Number.isNaN(completed) || known.told || isInternal(known.title)) return;
    vertexes.set(id, { ...known, told: true });
    const cached = fields['cached'] === true;
    const milliseconds = completed - Date.parse(textIn(fields, 'started'));
    steps.ended({ title: known.title, lines: known.lines.all(), milliseconds, cached });
  };

  const print = (fields: Fields): void => {
    const known = vertexes.get(textIn(fields, 'vertex'));
    if (known === undefined) return;
    const text = Buffer.from(textIn(fields, 'data'), 'base64').toString('utf8');
    for (const line of text.replace(/\r?\n$/, '').split(/\r?\n/)) known.lines.add(line);
    steps.working(known.title);
  };

  return {
    line: (line) => {
      const status = parse(line);
      if (status === undefined) {
        if (line !== '') plain.add(line);
        return;
      }
      listIn(status, 'vertexes').forEach(vertex);
      listIn(status, 'logs').forEach(print);
      warnings.push(...listIn(status, 'warnings').map(warning));
    },
    outcome: () => ({
      plain: plain.all(),
      warnings: distinct(warnings),
      caches: caches.problems(),
      ...(failed === undefined ? {} : { failed }),
    }),
    waitsFor: caches.waitsFor,
  };
}

/** Each platform says the same. */
const distinct = (warnings: readonly BuildKitWarning[]): readonly BuildKitWarning[] => [
  ...new Map(warnings.map((each) => [JSON.stringify(each), each])).values(),
];

/** What is stopped because another step failed is not to blame, and a cache never is. */
const blames = (error: string, title: string): boolean =>
  error !== '' && !error.endsWith('context canceled') && !isCacheWork(title);

/** Reading the Dockerfile, the context and metadata: of interest only when it fails. */
const isInternal = (title: string): boolean =>
  /^\[internal\]|^\[auth\]|load metadata for|^resolving provenance/.test(title);

function parse(line: string): Fields | undefined {
  return line.startsWith('{') ? (tryJson(line) as Fields | undefined) : undefined;
}

function warning(fields: Fields): BuildKitWarning {
  const [range] = listIn(fields, 'range');
  const start = range?.['start'];
  const line = typeof start === 'object' && start !== null ? (start as Fields)['line'] : undefined;
  const short = Buffer.from(textIn(fields, 'short'), 'base64').toString('utf8');
  const text = short.replace(/ \(line \d+\)$/, '');
  return { text, line: typeof line === 'number' && line > 0 ? line : undefined };
}

const textIn = (fields: Fields, name: string): string => {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
};

const listIn = (fields: Fields, name: string): readonly Fields[] => {
  const value = fields[name];
  return Array.isArray(value) ? (value as Fields[]) : [];
};

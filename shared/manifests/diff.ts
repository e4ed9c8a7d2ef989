/** Lines of context around a change. */
const CONTEXT = 3;

interface Change {
  /** First line that differs, in both texts, from 0. */
  readonly start: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** A unified diff of two texts (POSIX diff -u), empty when they are equal; carriage returns at line ends are not shown. */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return '';
  const [a, b] = [linesOf(before), linesOf(after)];
  let shift = 0;
  const hunks = hunksOf(changesOf(a, b)).map((changes) => {
    const hunk = renderHunk(a, changes, shift);
    for (const { removed, added } of changes) shift += added.length - removed.length;
    return hunk;
  });
  return [`--- a/${file}`, `+++ b/${file}`, ...hunks].join('\n') + '\n';
}

const linesOf = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n');

/** Changes in order; lines are matched by the longest common subsequence of what is between equal beginnings and ends. */
function changesOf(a: readonly string[], b: readonly string[]): readonly Change[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const middle = matchLines(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return middle.map((change) => ({ ...change, start: change.start + head }));
}

function matchLines(a: readonly string[], b: readonly string[]): readonly Change[] {
  const lengths = commonLengths(a, b);
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  const changes: { start: number; removed: string[]; added: string[] }[] = [];
  let [i, j] = [0, 0];
  let open: (typeof changes)[number] | undefined;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      [i, j, open] = [i + 1, j + 1, undefined];
      continue;
    }
    if (open === undefined) changes.push((open = { start: i, removed: [], added: [] }));
    if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) open.removed.push(a[i++] ?? '');
    else open.added.push(b[j++] ?? '');
  }
  return changes;
}

function commonLengths(a: readonly string[], b: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row === undefined) continue;
      const below = lengths[i + 1];
      row[j] = a[i] === b[j] ? (below?.[j + 1] ?? 0) + 1 : Math.max(below?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}

/** Changes whose contexts touch share a hunk. */
function hunksOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const hunks: Change[][] = [];
  for (const change of changes) {
    const open = hunks.at(-1);
    const last = open?.at(-1);
    if (
      open !== undefined &&
      last !== undefined &&
      change.start - (last.start + last.removed.length) <= 2 * CONTEXT
    ) {
      open.push(change);
    } else hunks.push([change]);
  }
  return hunks;
}

function renderHunk(a: readonly string[], changes: readonly Change[], shift: number): string {
  const first = changes[0]?.start ?? 0;
  const last = changes.at(-1);
  const end = Math.min(a.length, (last?.start ?? 0) + (last?.removed.length ?? 0) + CONTEXT);
  const start = Math.max(0, first - CONTEXT);
  const body: string[] = [];
  let line = start;
  for (const { start: at, removed, added } of changes) {
    body.push(...a.slice(line, at).map((text) => ` ${text}`));
    body.push(...removed.map((text) => `-${text}`), ...added.map((text) => `+${text}`));
    line = at + removed.length;
  }
  body.push(...a.slice(line, end).map((text) => ` ${text}`));
  const counts = (marks: string): number => body.filter((text) => marks.includes(text[0] ?? '')).length;
  const heading = `@@ -${start + 1},${counts(' -')} +${start + shift + 1},${counts(' +')} @@`;
  return [heading, ...body.map((text) => text.replace(/\r$/, ''))].join('\n');
}

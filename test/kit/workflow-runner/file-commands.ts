/** The files through which a process tells the runner something (GitHub Docs, "Workflow commands", 2026). */
export const FILE_COMMANDS = ['OUTPUT', 'ENV', 'STATE', 'PATH', 'STEP_SUMMARY'] as const;
export type FileCommand = (typeof FILE_COMMANDS)[number];

/** A summary larger than this is not shown, and the step stays as it is. */
export const MAX_SUMMARY_BYTES = 1024 * 1024;

/**
 * Reads GITHUB_OUTPUT, GITHUB_ENV or GITHUB_STATE: `name=value` lines and `name<<DELIMITER` blocks, whichever sign comes first.
 * @throws Error with the runner's words when a line is neither.
 */
export function parseAssignments(text: string): ReadonlyMap<string, string> {
  const assignments = new Map<string, string>();
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      assignments.set(named(line.slice(0, equals), line), line.slice(equals + 1));
      continue;
    }
    if (heredoc < 0) throw new Error(`Invalid format '${line}'`);
    const name = named(line.slice(0, heredoc), line);
    const end = lines.indexOf(delimiterOf(line, heredoc), at + 1);
    if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${line.slice(heredoc + 2)}'`);
    assignments.set(name, lines.slice(at + 1, end).join('\n'));
    at = end;
  }
  return assignments;
}

function named(name: string, line: string): string {
  if (name === '') throw new Error(`Invalid format '${line}'. Name must not be empty`);
  return name;
}

function delimiterOf(line: string, heredoc: number): string {
  const delimiter = line.slice(heredoc + 2);
  if (delimiter === '') throw new Error(`Invalid format '${line}'. Delimiter must not be empty`);
  return delimiter;
}

/** The entries of GITHUB_PATH, one a line. */
export const parsePaths = (text: string): readonly string[] =>
  text.split(/\r?\n/).filter((line) => line !== '');

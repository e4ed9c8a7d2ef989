import type { Problem } from '../text/error.ts';
import { type Source, type Span, positionAt } from './source.ts';

/** A parser directive: `# syntax=…`, `# escape=…` or `# check=…` at the top of the file. */
export interface Directive {
  readonly name: DirectiveName;
  readonly value: string;
  readonly span: Span;
}

const NAMES = ['syntax', 'escape', 'check'] as const;
type DirectiveName = (typeof NAMES)[number];

export interface Directives {
  readonly syntax?: Directive;
  readonly escape?: Directive;
  readonly check?: Directive;
  readonly problems: readonly Problem[];
}

/**
 * Reads the directives. They end at the first line that is not one: a blank line, a comment of another kind, an unknown name
 * (BuildKit's Dockerfile reference, "Parser directives").
 */
export function readDirectives(source: Source): Directives {
  const found: Partial<Record<DirectiveName, Directive>> = {};
  const problems: Problem[] = [];
  for (const { text, start } of source.lines) {
    const match = /^\s*#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.+?)\s*$/d.exec(text);
    const name = NAMES.find((each) => each === match?.[1]?.toLowerCase());
    const [valueStart, valueEnd] = match?.indices?.[2] ?? [0, 0];
    if (match === null || name === undefined) break;
    const directive = {
      name,
      value: match[2] ?? '',
      span: { start: start + valueStart, end: start + valueEnd },
    };
    const at = positionAt(source, directive.span.start);
    if (found[name] !== undefined) {
      problems.push({ what: `a second parser directive '${name}'`, rule: 'each stands once', at });
    } else if (name === 'escape' && !['\\', '`'].includes(directive.value)) {
      problems.push({ what: 'not an escape character', rule: '\\ or `', seen: directive.value, at });
    }
    found[name] ??= directive;
  }
  return { ...found, problems };
}

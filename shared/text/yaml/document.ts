import { type Document, LineCounter, parseDocument, visit } from 'yaml';
import type { Problem, SourcePosition } from '../error.ts';
import { refuseDeep } from './depth.ts';

/** A YAML file that was parsed: where its values stand, and what is wrong with it as YAML. */
export interface YamlFile {
  readonly document: Document;
  /** More may be added by whoever reads the values. */
  readonly problems: Problem[];
  /** Where an offset into the text stands. */
  readonly position: (offset: number) => SourcePosition;
}

/**
 * Parses YAML 1.2, one document. Every syntax error, duplicate key and alias is a problem.
 * @param file what problems call it.
 * @throws UserError only for a text that is nested too deeply to be looked at.
 */
export function parseYamlFile(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  refuseDeep(file, text);
  const document: Document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
  });
  const position = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems: Problem[] = document.errors.map((error) => ({
    what: `not valid YAML: ${error.message}`,
    at: position(error.pos[0]),
  }));
  visit(document, {
    Alias: (_, node) => {
      problems.push({
        what: `an alias, *${node.source}`,
        rule: 'every value stands where it is used, so that a reviewer sees it',
        at: position(node.range?.[0] ?? 0),
      });
    },
  });
  return { document, problems, position };
}

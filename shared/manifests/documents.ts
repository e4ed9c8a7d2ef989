import { type Document, LineCounter, type Node, isAlias, isMap, isScalar, parseAllDocuments } from 'yaml';
import { type SourcePosition, UserError } from '../text/error.ts';
import { refuseDeep } from '../text/yaml/depth.ts';

/** A file of one or more YAML documents (JSON is YAML), with its text, so that edits can be made at ranges of it. */
export interface Documents {
  readonly file: string;
  readonly text: string;
  readonly documents: readonly Document.Parsed[];
  at(offset: number): SourcePosition;
}

/** @throws UserError with every syntax error; a template that is not YAML yet is one. */
export function parseDocuments(file: string, text: string): Documents {
  const lines = new LineCounter();
  refuseDeep(file, text);
  const found = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const documents = Array.isArray(found) ? (found as Document.Parsed[]) : [];
  const at = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const problems = documents.flatMap(({ errors }) =>
    errors.map((error) => ({
      what: `${file} is not plain YAML: ${error.message}`,
      rule: 'only files that are YAML as they stand are edited, not templates',
      at: at(error.pos[0]),
    })),
  );
  if (problems.length > 0) throw new UserError(problems);
  return { file, text, documents, at };
}

/** The value of `key`, when `node` is a mapping that has it. */
export const valueAt = (node: unknown, key: string): Node | undefined => {
  const value: unknown = isMap(node) ? node.get(key, true) : undefined;
  return value === undefined || value === null ? undefined : (value as Node);
};

/** The text of a scalar under `key`; undefined when it is absent, empty or not text. */
export function textAt(node: unknown, key: string): string | undefined {
  const value = valueAt(node, key);
  return isScalar(value) && typeof value.value === 'string' ? value.value : undefined;
}

/**
 * Refuses what cannot be changed in one place: an alias stands for a value that others use too.
 * @throws UserError
 */
export function refuseAlias(documents: Documents, node: Node | undefined, key: string): void {
  if (!isAlias(node)) return;
  throw new UserError({
    what: `${key} is an alias, *${node.source}`,
    rule: 'an alias shares its value with other places, so changing it would change more than the image',
    next: `write the value out at ${key}`,
    at: documents.at(node.range?.[0] ?? 0),
  });
}

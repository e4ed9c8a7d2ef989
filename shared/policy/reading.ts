import { type Document, type Node, isNode, isPair, visit } from 'yaml';
import type { Problem, SourcePosition } from '../text/error.ts';
import { parseYamlFile } from '../text/yaml/document.ts';

/** Keys and list positions from the document's top to a value. */
export type Path = readonly (string | number)[];

/** A YAML file that is being read: where its values stand, and what was found wrong so far. */
export interface Reading {
  readonly file: string;
  readonly document: Document;
  readonly problems: Problem[];
  /** Where the value at `path` (or its nearest parent that exists) stands. */
  at(path: Path): SourcePosition;
  /** Where the key of the value at `path` stands. */
  atKey(path: Path): SourcePosition;
}

/** Reads YAML 1.2 and notes every syntax error, duplicate key and alias as a problem. @throws UserError only for a text nested too deeply. */
export function readYaml(file: string, text: string): Reading {
  const { document, problems, position } = parseYamlFile(file, text);
  return {
    file,
    document,
    problems,
    at: (path) => position(startOf(document, path)),
    atKey: (path) => position(keyOffset(document, path) ?? startOf(document, path)),
  };
}

function startOf(document: Document, path: Path): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = nodeAt(document, path.slice(0, length));
    if (node?.range !== undefined && node.range !== null) return node.range[0];
  }
  return 0;
}

/** The node at `path`, when there is one. */
export function nodeAt(document: Document, path: Path): Node | undefined {
  const found: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(found) ? found : undefined;
}

function keyOffset(document: Document, path: Path): number | undefined {
  const parent = nodeAt(document, path.slice(0, -1));
  let offset: number | undefined;
  visit(parent ?? null, {
    Pair: (_, pair) => {
      if (isPair(pair) && isNode(pair.key) && String(pair.key) === String(path.at(-1))) {
        offset ??= pair.key.range?.[0];
      }
      return visit.SKIP;
    },
  });
  return offset;
}

import { type Node, isMap, isNode, isScalar, isSeq } from 'yaml';
import { didYouMean } from '../../text/case.ts';
import { type Problem, type SourcePosition, UserError } from '../../text/error.ts';
import { parseYamlFile } from '../../text/yaml/document.ts';
import { seenNode } from '../../text/yaml/seen.ts';

/** A YAML file that is being read; problems gather, and nothing is thrown until all of it was seen. */
export interface Reader {
  readonly root: Field;
  readonly problems: Problem[];
}

/** A value of the file, with what people call it and where it stands. */
export interface Field {
  /** `layers[0].copy`; empty for the top. */
  readonly name: string;
  readonly at: SourcePosition;
  /** Where its key stands, when it has one. */
  readonly keyAt?: SourcePosition;
  readonly node: Node | undefined;
  readonly reader: { readonly problems: Problem[]; position(node: Node | undefined): SourcePosition };
}

/** Reads YAML 1.2 (one document, no aliases: every value stands where it is used). */
export function readYaml(file: string, text: string): Reader {
  const { document, problems, position: at } = parseYamlFile(file, text);
  const position = (node: Node | undefined): SourcePosition => at(node?.range?.[0] ?? 0);
  const reader = { problems, position };
  const node = isNode(document.contents) ? document.contents : undefined;
  return { problems, root: { name: '', at: position(node), node, reader } };
}

/** Notes what is wrong with a field, at its place. */
export function note(field: Field, problem: Problem): void {
  field.reader.problems.push({ ...problem, at: field.at });
}

const called = (field: Field): string => (field.name === '' ? 'the file' : `'${field.name}'`);

function wrong(field: Field, rule: string): void {
  note(field, { what: `${called(field)} is not right`, rule, seen: seenNode(field.node) });
}

/** The fields of a mapping in the file's order; undefined, and noted, when it is none. */
export function entriesOf(field: Field): readonly (readonly [key: string, value: Field])[] | undefined {
  const { node, reader } = field;
  if (!isMap(node)) {
    wrong(field, 'a mapping');
    return undefined;
  }
  return node.items.map((pair) => {
    const key = isScalar(pair.key) ? (pair.key.source ?? '') : '';
    const value = isNode(pair.value) ? pair.value : undefined;
    const keyAt = reader.position(isNode(pair.key) ? pair.key : undefined);
    const at = isScalar(value) ? reader.position(value) : keyAt;
    const name = field.name === '' ? key : `${field.name}.${key}`;
    return [key, { name, at, keyAt, node: value, reader }];
  });
}

/** The fields of a mapping that has only `known` keys; others are noted with the nearest one. */
export function membersOf<K extends string>(field: Field, known: readonly K[]): Partial<Record<K, Field>> {
  const members: Partial<Record<K, Field>> = {};
  for (const [key, value] of entriesOf(field) ?? []) {
    const name = known.find((each) => each === key);
    if (name !== undefined) {
      members[name] = value;
      continue;
    }
    note(
      { ...value, at: value.keyAt ?? value.at },
      {
        what: `unknown key '${key}'${field.name === '' ? '' : ` in '${field.name}'`}`,
        rule: `known are ${known.join(', ')}`,
        ...didYouMean(key, known),
      },
    );
  }
  return members;
}

/** The items of a list; undefined, and noted, when it is none. */
export function itemsOf(field: Field): readonly Field[] | undefined {
  const { node, reader } = field;
  if (!isSeq(node)) {
    wrong(field, 'a list');
    return undefined;
  }
  return node.items.map((item, index) => {
    const value = isNode(item) ? item : undefined;
    return { name: `${field.name}[${index}]`, at: reader.position(value), node: value, reader };
  });
}

/** A scalar's text as it is written: `1.10` stays `1.10`, `0755` stays `0755`. */
export function textOf(field: Field, rule = 'text'): string | undefined {
  const { node } = field;
  if (!isScalar(node) || node.value === null) {
    wrong(field, rule);
    return undefined;
  }
  return typeof node.value === 'string' ? node.value : node.source;
}

/** A text that `parse` takes; its UserError becomes a problem at the field. */
export function parsedOf<T>(field: Field, parse: (text: string) => T): T | undefined {
  const text = textOf(field);
  if (text === undefined) return undefined;
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    for (const problem of error.problems)
      note(field, { ...problem, what: `${called(field)}: ${problem.what}` });
    return undefined;
  }
}

/** A text that `pattern` matches; `rule` says it in words. */
export const matching = (field: Field, pattern: RegExp, rule: string): string | undefined =>
  chosen(field, rule, (text) => (pattern.test(text) ? text : undefined));

/** One of a few words. */
export const wordOf = <const T extends string>(field: Field, words: readonly T[]): T | undefined =>
  chosen(field, words.join(' or '), (text) => words.find((word) => word === text));

function chosen<T>(field: Field, rule: string, choose: (text: string) => T | undefined): T | undefined {
  const text = textOf(field, rule);
  const found = text === undefined ? undefined : choose(text);
  if (text !== undefined && found === undefined) wrong(field, rule);
  return found;
}

/** A list of texts; a single text is a list of one. */
export function textsOf(field: Field): readonly string[] | undefined {
  if (isScalar(field.node)) {
    const text = textOf(field);
    return text === undefined ? undefined : [text];
  }
  return itemsOf(field)?.flatMap((item) => textOf(item) ?? []);
}

/** Names to texts. */
export function recordOf(
  field: Field,
  name: RegExp,
  rule: string,
): Readonly<Record<string, string>> | undefined {
  const entries = entriesOf(field);
  if (entries === undefined) return undefined;
  return Object.fromEntries(
    entries.flatMap(([key, value]) => {
      const text = textOf(value);
      if (!name.test(key)) note(value, { what: `the name '${key}' in '${field.name}' is not right`, rule });
      return text === undefined ? [] : [[key, text]];
    }),
  );
}

/** What `read` makes of a field that is there; `otherwise` when it is absent or wrong. */
export const given = <T, D = undefined>(
  field: Field | undefined,
  read: (field: Field) => T | undefined,
  otherwise?: D,
): T | D => (field === undefined ? undefined : read(field)) ?? (otherwise as D);

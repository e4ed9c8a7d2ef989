import { type Node, type YAMLMap, isMap, isScalar, isSeq } from 'yaml';
import { type Camel, camel, didYouMean } from '../text/case.ts';
import type { Path, Reading } from './reading.ts';
import { type JsonSchema, type Shape, note, pathText } from './shape.ts';
import { seenNode } from '../text/yaml/seen.ts';

interface Field<T, Required extends boolean = boolean> {
  readonly shape: Shape<T>;
  readonly required: Required;
  readonly description: string;
}

type Fields = Readonly<Record<string, Field<unknown>>>;

type Names<F extends Fields, Required extends boolean> = {
  [K in keyof F & string]: F[K] extends Field<unknown, Required> ? K : never;
}[keyof F & string];

type Value<F> = F extends Field<infer T> ? T : never;

/** What a mapping with these fields is read as: keys in camel case, optional ones absent when they are not written. */
export type Mapping<F extends Fields> = {
  readonly [K in Names<F, true> as Camel<K>]: Value<F[K]>;
} & { readonly [K in Names<F, false> as Camel<K>]?: Value<F[K]> };

/** A key that must be there. */
export const needed = <T>(shape: Shape<T>, description: string): Field<T, true> => ({
  shape,
  required: true,
  description,
});

/** A key that may be absent. */
export const optional = <T>(shape: Shape<T>, description: string): Field<T, false> => ({
  shape,
  required: false,
  description,
});

/** A mapping with known keys; an unknown one is a problem that names the nearest known key. */
export function mapping<const F extends Fields>(fields: F): Shape<Mapping<F>> {
  const names = Object.keys(fields);
  return {
    schema: mappingSchema(fields),
    read: (node, path, reading) => {
      if (!isMap(node)) {
        wrongKind('a mapping', node, path, reading);
        return undefined;
      }
      for (const key of keysOf(node)) {
        if (!names.includes(key)) unknownKey(key, names, path, reading);
      }
      const value: Record<string, unknown> = {};
      for (const [name, field] of Object.entries(fields)) {
        if (node.has(name)) {
          value[camel(name)] = field.shape.read(valueOf(node, name), [...path, name], reading);
        } else if (field.required) {
          note(reading, path, {
            what: `${pathText([...path, name])} is missing`,
            rule: field.description,
          });
        }
      }
      return value as Mapping<F>;
    },
  };
}

function mappingSchema(fields: Fields): JsonSchema {
  const required = Object.entries(fields).filter(([, field]) => field.required);
  const properties = Object.entries(fields).map(([name, { shape, description }]) => [
    name,
    { ...shape.schema, description },
  ]);
  return {
    type: 'object',
    additionalProperties: false,
    ...(required.length === 0 ? {} : { required: required.map(([name]) => name) }),
    properties: Object.fromEntries(properties),
  };
}

function unknownKey(key: string, names: readonly string[], path: Path, reading: Reading): void {
  reading.problems.push({
    what: `unknown key ${JSON.stringify(pathText([...path, key]))}`,
    rule: `known are ${names.join(', ')}`,
    ...didYouMean(key, names),
    at: reading.atKey([...path, key]),
  });
}

/** A mapping whose keys are names that the user gives; an empty one is a problem when `rule` says so. */
export function named<T>(kind: string, pattern: RegExp, shape: Shape<T>): Shape<ReadonlyMap<string, T>> {
  return {
    schema: {
      type: 'object',
      propertyNames: { pattern: pattern.source },
      additionalProperties: shape.schema,
    },
    read: (node, path, reading) => {
      if (!isMap(node)) {
        wrongKind(`${kind} by name`, node, path, reading);
        return undefined;
      }
      const found = new Map<string, T>();
      for (const key of keysOf(node)) {
        if (!pattern.test(key)) {
          reading.problems.push({
            what: `${JSON.stringify(key)} does not name ${kind}`,
            rule: pattern.source,
            at: reading.atKey([...path, key]),
          });
        }
        const value = shape.read(valueOf(node, key), [...path, key], reading);
        if (value !== undefined) found.set(key, value);
      }
      return found;
    },
  };
}

/** A list with at least one item. */
export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return {
    schema: { type: 'array', minItems: 1, items: shape.schema },
    read: (node, path, reading) => {
      if (!isSeq(node) || node.items.length === 0) {
        wrongKind('a list with at least one item', node, path, reading);
        return undefined;
      }
      return node.items
        .map((item, index) => shape.read(item as Node, [...path, index], reading))
        .filter((value) => value !== undefined);
    },
  };
}

/** The first shape whose kind of node fits: a mapping for `whenMap`, anything else for `otherwise`. */
export const mapOr = <A, B>(whenMap: Shape<A>, otherwise: Shape<B>): Shape<A | B> => ({
  schema: { anyOf: [otherwise.schema, whenMap.schema] },
  read: (node, path, reading) => (isMap(node) ? whenMap : otherwise).read(node, path, reading),
});

function wrongKind(rule: string, node: Node | null | undefined, path: Path, reading: Reading): void {
  const what = path.length === 0 ? 'the file is not right' : `${pathText(path)} is not right`;
  note(reading, path, { what, rule, seen: seenNode(node) });
}

const keysOf = (node: YAMLMap): readonly string[] =>
  node.items.map(({ key }) => (isScalar(key) ? String(key.value) : String(key)));

const valueOf = (node: YAMLMap, key: string): Node | null | undefined => node.get(key, true);

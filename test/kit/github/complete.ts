import { type Schema, followed } from './openapi.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/**
 * Fills in what the schema requires and `value` leaves out, with the emptiest value that it allows: a route says only what it means, and
 * the answer is whole. What is given is never changed.
 */
export function complete(schema: Schema, value: unknown, origin: string): unknown {
  const plain = followed(schema);
  const alternatives = plain.anyOf ?? plain.oneOf;
  if (alternatives !== undefined) return complete(bestAlternative(alternatives, value), value, origin);
  if (plain.allOf !== undefined) {
    return plain.allOf.reduce((whole: unknown, part) => complete(part, whole, origin), value);
  }
  if (value === undefined) return emptiest(plain, origin);
  if (Array.isArray(value)) {
    const { items } = plain;
    return items === undefined ? value : value.map((each: unknown) => complete(items, each, origin));
  }
  return isFields(value) ? completeFields(plain, value, origin) : value;
}

function completeFields(schema: Schema, fields: Fields, origin: string): Fields {
  const properties = Object.entries(schema.properties ?? {});
  const wanted = properties.filter(
    ([name]) => fields[name] !== undefined || schema.required?.includes(name) === true,
  );
  const known = wanted.map(([name, property]) => [name, complete(property, fields[name], origin)] as const);
  return { ...fields, ...Object.fromEntries(known) };
}

/** Null when nothing is given and null will do; otherwise the one that knows most of the given names. */
function bestAlternative(alternatives: readonly Schema[], value: unknown): Schema {
  const plain = alternatives.map(followed);
  const nothing = plain.find((each) => each.type === 'null');
  if ((value === undefined || value === null) && nothing !== undefined) return nothing;
  const score = (schema: Schema): number => {
    if (Array.isArray(value)) return schema.type === 'array' ? 1 : 0;
    if (!isFields(value)) return schema.type === typeof value ? 1 : 0;
    const names = Object.keys(value);
    const type = schema.properties?.['type'];
    const rightType = type?.enum?.includes(value['type']) === true ? names.length : 0;
    return names.filter((name) => schema.properties?.[name] !== undefined).length + rightType;
  };
  return plain.reduce((best, each) => (score(each) > score(best) ? each : best));
}

function emptiest(schema: Schema, origin: string): unknown {
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  if (types.includes('null')) return null;
  if (schema.enum !== undefined) return schema.enum[0];
  const type = types[0] ?? (schema.properties === undefined ? 'any' : 'object');
  if (type === 'string') return emptiestText(schema, origin);
  return type === 'object' ? completeFields(schema, {}, origin) : (EMPTY[type] ?? null);
}

const EMPTY: Readonly<Record<string, unknown>> = { integer: 0, number: 0, boolean: false, array: [] };

function emptiestText(schema: Schema, origin: string): string {
  switch (schema.format) {
    case 'uri':
      return `${origin}/`;
    case 'date-time':
      return '2026-11-24T12:00:00Z';
    case 'email':
      return 'nobody@users.noreply.github.com';
    default:
      return '0'.repeat(schema.minLength ?? 0);
  }
}

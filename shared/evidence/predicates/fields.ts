/** What stands at a dotted path (`configuration.0.name`) of a JSON value; undefined when something on the way is missing. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    return (inner as Readonly<Record<string, unknown>>)[key];
  }, value);
}

/** The text at a dotted path; undefined for anything else. */
export function textAt(value: unknown, path: string): string | undefined {
  const found = at(value, path);
  return typeof found === 'string' ? found : undefined;
}

const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** A time with its zone, as RFC 3339 writes it; undefined for anything else. */
export function parseTime(text: string): Date | undefined {
  if (!RFC_3339.test(text)) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** The time at a dotted path, as `parseTime` reads it. */
export function timeAt(value: unknown, path: string): Date | undefined {
  const text = textAt(value, path);
  return text === undefined ? undefined : parseTime(text);
}

export type Json = Readonly<Record<string, unknown>>;

/** The object below a key of a provenance; an empty one when it is not there. */
export function objectAt(value: unknown, key: string): Json {
  const found: unknown = (value as Json | null | undefined)?.[key];
  return typeof found === 'object' && found !== null ? (found as Json) : {};
}

/** Undefined when it is no text, or an empty one. */
export function textAt(value: Json, key: string): string | undefined {
  const found = value[key];
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The texts below a key, by name; others are left out. */
export const textsAt = (value: unknown, key: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(objectAt(value, key)).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );

/** The texts of a list. */
export function listAt(value: Json, key: string): readonly string[] {
  const found = value[key];
  return Array.isArray(found) ? found.filter((each): each is string => typeof each === 'string') : [];
}

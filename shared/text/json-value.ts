/** Looks at JSON values of others, which are of any shape until somebody looked. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** An object with keys: no list, and not null. */
export const isRecord = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object; an empty one for anything else. */
export const asRecord = (value: unknown): JsonObject => (isRecord(value) ? value : {});

/** The list; an empty one for anything else. */
export const asList = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : [];

/** The text; an empty one for anything else. */
export const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

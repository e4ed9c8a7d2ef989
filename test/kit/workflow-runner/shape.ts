/** Reading of parsed YAML whose shape the official schema has already checked. */
export type Mapping = Readonly<Record<string, unknown>>;

/** A mapping, or an empty one for anything else. */
export const mapping = (value: unknown): Mapping =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Mapping) : {};

/** A list; a single value is a list of one, absent an empty one. */
export function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

/** A scalar as text, or undefined when absent. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Comma-separated fields, as docker's options have them: a field with a comma or quote is quoted (RFC 4180). */
export const csv = (fields: readonly string[]): string => fields.map(quoted).join(',');

const quoted = (field: string): string => (/[",]/.test(field) ? `"${field.replace(/"/g, '""')}"` : field);

/** The fields of such a text. */
export function csvFields(text: string): readonly string[] {
  return Array.from(text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), (match) =>
    match[1] === undefined ? (match[2] ?? '') : match[1].replace(/""/g, '"'),
  );
}

/** `--name value` for each value. */
export const each = (name: string, values: readonly string[]): readonly string[] =>
  values.flatMap((value) => [name, value]);

/** `--name key=value` for each entry, by key, so that equal requests are equal commands. */
export const eachPair = (name: string, pairs: Readonly<Record<string, string>>): readonly string[] =>
  each(
    name,
    Object.entries(pairs)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${key}=${value}`),
  );

/** `--name value` when there is one. */
export const some = (name: string, value: string | undefined): readonly string[] =>
  value === undefined || value === '' ? [] : [name, value];

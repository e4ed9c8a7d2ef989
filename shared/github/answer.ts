/** A field of an answer, which is of any shape until it was looked at. */
export function field(answer: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[key] : undefined,
    answer,
  );
}

/** @throws Error when GitHub's answer lacks a text that its description promises. */
export function textField(answer: unknown, ...path: readonly string[]): string {
  const value = field(answer, ...path);
  if (typeof value === 'string') return value;
  throw new Error(`GitHub's answer has no text at ${path.join('.')}`);
}

/** @throws Error when GitHub's answer lacks a number that its description promises. */
export function numberField(answer: unknown, ...path: readonly string[]): number {
  const value = field(answer, ...path);
  if (typeof value === 'number') return value;
  throw new Error(`GitHub's answer has no number at ${path.join('.')}`);
}

/** @throws Error when GitHub's answer is not the list that its description promises. */
export function items(answer: unknown): readonly unknown[] {
  if (Array.isArray(answer)) return answer;
  throw new Error("GitHub's answer is not a list");
}

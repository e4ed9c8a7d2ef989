import { type Scope, evaluate, toText } from './expressions.ts';

/** A part of a text: itself, or an expression. */
export type Segment = { readonly text: string } | { readonly expression: string };

/** Splits `a ${{ b }} c`; a `}}` within a quoted literal does not end the expression. @throws Error when one is not closed. */
export function segments(text: string): readonly Segment[] {
  const parts: Segment[] = [];
  let at = 0;
  for (let open = text.indexOf('${{'); open >= 0; open = text.indexOf('${{', at)) {
    if (open > at) parts.push({ text: text.slice(at, open) });
    const close = closing(text, open + 3);
    parts.push({ expression: text.slice(open + 3, close).trim() });
    at = close + 2;
  }
  if (at < text.length || parts.length === 0) parts.push({ text: text.slice(at) });
  return parts;
}

function closing(text: string, start: number): number {
  let quoted = false;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === "'") quoted = !quoted;
    if (!quoted && text.startsWith('}}', at)) return at;
  }
  throw new Error(`an expression is not closed in ${JSON.stringify(text)}`);
}

/** Replaces every expression within a YAML value; a text that is one expression keeps the type of its result. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return resolveString(value, scope);
  if (Array.isArray(value)) return value.map((each) => resolve(each, scope));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each, scope)]));
}

function resolveString(text: string, scope: Scope): unknown {
  const parts = segments(text);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && 'expression' in only)
    return evaluate(only.expression, scope);
  return parts
    .map((part) => ('text' in part ? part.text : toText(evaluate(part.expression, scope))))
    .join('');
}

/** As `resolve`, written as text; absent becomes ''. */
export const resolveText = (value: unknown, scope: Scope): string => toText(resolve(value, scope));

/** As `resolveText`, for every value of a mapping. */
export const resolveTexts = (
  values: Readonly<Record<string, unknown>>,
  scope: Scope,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, resolveText(value, scope)]));

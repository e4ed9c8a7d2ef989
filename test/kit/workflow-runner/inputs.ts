import type { InputDeclaration } from './actions.ts';
import type { Step } from './document.ts';
import type { Scope } from './expressions.ts';
import { resolveText } from './template.ts';

/** INPUT_ names: spaces become underscores, letters upper-case, hyphens stay. */
export const inputVariable = (name: string): string => `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;

/** The same values under other names. */
export const prefixed = (
  values: Readonly<Record<string, string>>,
  variable: (name: string) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [variable(name), value]));

/**
 * `with:` over the declared defaults, by the declared names. An input that the action does not have is passed on with a warning; one
 * that is required and missing is the action's to complain about.
 */
export function givenInputs(
  step: Step,
  declared: readonly InputDeclaration[],
  scope: Scope,
  warn: (message: string) => void,
): Readonly<Record<string, string>> {
  const names = new Map(declared.map(({ name }) => [name.toLowerCase(), name]));
  const inputs: Record<string, string> = Object.fromEntries(
    declared.map((input) => [input.name, resolveText(input.default, scope)]),
  );
  const unknown: string[] = [];
  for (const [name, value] of Object.entries(step.with)) {
    const known = names.get(name.toLowerCase());
    if (known === undefined) unknown.push(name);
    inputs[known ?? name] = resolveText(value, scope);
    const deprecation = declared.find((input) => input.name === known)?.deprecation;
    if (deprecation !== undefined) warn(`Input '${name}' has been deprecated with message: ${deprecation}`);
  }
  if (unknown.length > 0 && declared.length > 0) {
    const list = (each: readonly string[]): string => each.map((name) => `'${name}'`).join(', ');
    warn(`Unexpected input(s) ${list(unknown)}, valid inputs are [${list([...names.values()])}]`);
  }
  return inputs;
}

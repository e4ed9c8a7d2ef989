import { UserError } from '../../../shared/text/error.ts';
import { formatDate } from './date.ts';
import type { TagEvent } from './event.ts';

/** `{{name …}}`, or with three braces, which mean "as it is" in Handlebars: nothing is escaped here anyway. */
const EXPRESSION = /\{\{\{\s*([a-z_]+)((?:\s[^{}]*)?)\}\}\}|\{\{\s*([a-z_]+)((?:\s[^{}]*)?)\}\}/g;
const ARGUMENT = /^\s*(?:tz\s*=\s*(?:'([^']*)'|"([^"]*)")|'([^']*)'|"([^"]*)")/;
const SHORT_SHA = 7;

/** Names of a rule's own values, such as those of a version. */
export type Names = Readonly<Record<string, string>>;

/**
 * Fills in `{{branch}}`, `{{tag}}`, `{{sha}}`, `{{base_ref}}`, `{{is_default_branch}}`, `{{is_not_default_branch}}`, `{{date 'YYYYMMDD' tz='UTC'}}`,
 * `{{commit_date '…'}}` and the rule's own names. What has no value here is an empty text.
 * @throws UserError for an unknown expression.
 */
export function expand(template: string, event: TagEvent, own: Names = {}): string {
  const known = valuesOf(event, own);
  const value = (name: string, rest: string): string => valueOf(name, rest, known);
  const parts = template.split(EXPRESSION);
  const filled = parts.map((part, at): string => {
    if (at % 5 !== 0) return '';
    if (/\{\{|\}\}/.test(part)) throw notKnown(template);
    const [, tripleName, tripleRest = '', name, rest = ''] = parts.slice(at);
    if (tripleName !== undefined) return part + value(tripleName, tripleRest);
    return name === undefined ? part : part + value(name, rest);
  });
  return filled.join('');
}

const notKnown = (template: string): UserError =>
  new UserError({
    what: 'an expression that is not closed or not known',
    rule: '{{name}}',
    seen: JSON.stringify(template),
  });

type Values = Readonly<Record<string, (rest: string) => string>>;

function valuesOf(event: TagEvent, own: Names): Values {
  const plain = (name: string, value: () => string) => (rest: string) => {
    if (rest.trim() === '') return value();
    throw new UserError({ what: `{{${name}}} takes nothing`, seen: JSON.stringify(rest.trim()) });
  };
  const texts: Readonly<Record<string, () => string>> = {
    branch: () => (event.kind === 'branch' ? event.name : ''),
    tag: () => (event.kind === 'tag' ? event.name : ''),
    sha: () => event.sha.slice(0, SHORT_SHA),
    base_ref: () => event.baseRef,
    is_default_branch: () => String(isDefaultBranch(event)),
    is_not_default_branch: () => String(!isDefaultBranch(event)),
    ...Object.fromEntries(Object.entries(own).map(([key, value]) => [key, () => value])),
  };
  return {
    ...Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, plain(name, value)])),
    date: (rest) => dated('date', event.now, rest),
    commit_date: (rest) => dated('commit_date', event.commitTime, rest),
  };
}

function valueOf(name: string, rest: string, known: Values): string {
  const value = Object.hasOwn(known, name) ? known[name] : undefined;
  if (value !== undefined) return value(rest);
  throw new UserError({
    what: `unknown expression {{${name}}}`,
    rule: `known are ${Object.keys(known).join(', ')}`,
  });
}

const isDefaultBranch = (event: TagEvent): boolean =>
  event.kind === 'branch' && event.name === event.defaultBranch;

/** `'FORMAT'` and `tz='ZONE'`, in any order; without a format YYYYMMDD. */
function dated(name: string, time: Date, rest: string): string {
  let [format, zone, left] = ['YYYYMMDD', 'UTC', rest];
  for (let found = ARGUMENT.exec(left); found !== null; found = ARGUMENT.exec(left)) {
    const [whole, zoneSingle, zoneDouble, single, double] = found;
    zone = zoneSingle ?? zoneDouble ?? zone;
    format = single ?? double ?? format;
    left = left.slice(whole.length);
  }
  if (left.trim() === '') return formatDate(time, format, zone);
  throw new UserError({
    what: `{{${name}}} is not understood`,
    rule: `{{${name} 'FORMAT' tz='ZONE'}}`,
    seen: JSON.stringify(rest.trim()),
  });
}

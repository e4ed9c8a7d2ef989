import { UserError } from '../../../shared/text/error.ts';
import { formatDate } from './date.ts';
import type { TagEvent } from './event.ts';

const EXPRESSION = /\{\{\s*([a-z_]+)((?:\s+[^{}]*)?)\}\}/g;
const ARGUMENT = /(?:(tz)\s*=\s*)?(?:'([^']*)'|"([^"]*)")/g;
const SHORT_SHA = 7;

/** Names of a rule's own values, such as those of a version. */
export type Names = Readonly<Record<string, string>>;

/**
 * Fills in `{{branch}}`, `{{tag}}`, `{{sha}}`, `{{base_ref}}`, `{{is_default_branch}}`, `{{is_not_default_branch}}`, `{{date 'YYYYMMDD' tz='UTC'}}`,
 * `{{commit_date '…'}}` and the rule's own names. What has no value here is an empty text.
 * @throws UserError for an unknown expression.
 */
export function expand(template: string, event: TagEvent, own: Names = {}): string {
  const filled = template.replace(EXPRESSION, (_, name: string, rest: string) =>
    valueOf(name, rest, event, own),
  );
  if (/\{\{|\}\}/.test(filled)) {
    throw new UserError({
      what: 'an expression that is not closed or not known',
      rule: '{{name}}',
      seen: JSON.stringify(template),
    });
  }
  return filled;
}

function valueOf(name: string, rest: string, event: TagEvent, own: Names): string {
  const values: Readonly<Record<string, () => string>> = {
    branch: () => (event.kind === 'branch' ? plain(event.name) : ''),
    tag: () => (event.kind === 'tag' ? plain(event.name) : ''),
    sha: () => event.sha.slice(0, SHORT_SHA),
    base_ref: () => plain(event.baseRef),
    is_default_branch: () => String(isDefaultBranch(event)),
    is_not_default_branch: () => String(!isDefaultBranch(event)),
    date: () => dated(event.now, rest),
    commit_date: () => dated(event.commitTime, rest),
    ...Object.fromEntries(Object.entries(own).map(([key, value]) => [key, () => value])),
  };
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value !== undefined) return value();
  throw new UserError({
    what: `unknown expression {{${name}}}`,
    rule: `known are ${Object.keys(values).join(', ')}`,
  });
}

export const isDefaultBranch = (event: TagEvent): boolean =>
  event.kind === 'branch' && event.name === event.defaultBranch;

/** Braces of a branch's name are not an expression. */
const plain = (name: string): string => name.replace(/[{}]/g, '-');

function dated(time: Date, rest: string): string {
  const found = Array.from(rest.matchAll(ARGUMENT), ([, key, single, double]) => ({
    key,
    value: single ?? double ?? '',
  }));
  const format = found.find(({ key }) => key === undefined)?.value ?? 'YYYYMMDD';
  return formatDate(time, format, found.find(({ key }) => key === 'tz')?.value ?? 'UTC');
}

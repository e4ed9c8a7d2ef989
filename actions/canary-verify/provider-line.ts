import type { CanaryPredicate } from '../../shared/evidence/predicates/canary.ts';
import { formatDuration } from '../../shared/text/duration.ts';
import { code, escape } from '../../shared/text/markdown.ts';

/** Where the numbers came from, as one sentence of Markdown; fields that no provider of ours has are named as they are. */
export function providerLine({ name, ...fields }: CanaryPredicate['provider']): string {
  const known = Object.keys(PHRASES).filter((field) => fields[field] !== undefined);
  const others = Object.keys(fields).filter((field) => PHRASES[field] === undefined);
  const phrases = [
    ...known.map((field) => PHRASES[field]?.(fields[field]) ?? ''),
    ...others.map((field) => `${escape(field)} ${shown(fields[field])}`),
  ];
  return `Provider ${escape(name)}${phrases.length === 0 ? '' : `: ${phrases.join(', ')}`}.`;
}

/** A text, a list, or a record of texts, such as queries by what they ask for. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(' and ');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, each]) => `${escape(key)} ${shown(each)}`)
      .join(' and ');
  }
  return code(String(value));
}

const seconds = (value: unknown): string => escape(formatDuration(Number(value) * 1000));

const PHRASES: Readonly<Record<string, (value: unknown) => string>> = {
  samples: (value) => `samples from ${shown(value)}`,
  url: (value) => `asked at ${shown(value)}`,
  canary: (value) => `canary ${shown(value)}`,
  baseline: (value) => `baseline ${shown(value)}`,
  ratePerSecond: (value) => `${escape(String(value))} requests a second to each side`,
  timeoutSeconds: (value) => `given up after ${seconds(value)}`,
  expectStatus: (value) => `expected status ${shown(value)}`,
  settleSeconds: (value) => `read ${seconds(value)} late, so that the numbers have settled`,
  stepSeconds: (value) => `in steps of ${seconds(value)}`,
};

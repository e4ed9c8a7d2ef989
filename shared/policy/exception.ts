import { formatDuration } from '../text/duration.ts';
import { name } from './fields.ts';
import type { Reading } from './reading.ts';
import { type ShapeOf, firstDay, lastDay, note, oneOf, text } from './shape.ts';
import { mapping, needed, optional } from './structure.ts';

const who = text('user:LOGIN or team:ORG/TEAM', /^(user:[A-Za-z0-9-]+|team:[A-Za-z0-9-]+\/[A-Za-z0-9_.-]+)$/);

const match = mapping({
  advisory: needed(
    text('the name of an advisory, such as CVE-2026-1', /^[A-Za-z0-9][A-Za-z0-9:._-]*$/),
    'Any name of the vulnerability: CVE, GHSA, or the distribution’s.',
  ),
  package: optional(
    text('a package URL, such as pkg:deb/debian/openssl', /^pkg:[a-z0-9.+-]+\/[^\s?#]+$/),
    'The package, with or without version; the source package counts as well. Absent: every package.',
  ),
});

/** A decision to live with a finding for a while. */
export const exceptionShape = mapping({
  id: needed(name, 'What people call it.'),
  rule: needed(oneOf(['vulnerabilities']), 'What it is an exception from.'),
  match: needed(match, 'What it covers.'),
  owner: needed(who, 'Who answers for it.'),
  reason: needed(text(), 'Why it is tolerable.'),
  justification: optional(
    oneOf([
      'component_not_present',
      'vulnerable_code_not_present',
      'vulnerable_code_not_in_execute_path',
      'vulnerable_code_cannot_be_controlled_by_adversary',
      'inline_mitigations_already_exist',
    ]),
    'The same in a word of OpenVEX.',
  ),
  'approved-by': optional(who, 'Who agreed.'),
  created: needed(firstDay, 'From when on it holds.'),
  expires: needed(lastDay, 'When it ends by itself, at most 90 days after created.'),
});

export type PolicyException = ShapeOf<typeof exceptionShape>;

/** Nobody remembers for longer why it was tolerable. */
const LONGEST_MILLISECONDS = 90 * 24 * 60 * 60_000;
/** The last day is included. */
const DAY_MILLISECONDS = 24 * 60 * 60_000;

/** Notes every exception that lasts too long or not at all, or has the id of another. */
export function checkExceptions(exceptions: readonly PolicyException[] = [], reading: Reading): void {
  exceptions.forEach(({ id, created, expires }, index) => {
    const path = ['exceptions', index];
    const lasts = expires.getTime() - created.getTime();
    if (lasts <= 0 || lasts > LONGEST_MILLISECONDS + DAY_MILLISECONDS) {
      note(reading, [...path, 'expires'], {
        what: `exception ${id} ${lasts <= 0 ? 'ends before it begins' : 'lasts too long'}`,
        rule: 'it ends at most 90 days after created; who still needs it then decides again',
        seen: formatDuration(Math.abs(lasts)),
      });
    }
    if (exceptions.findIndex((each) => each.id === id) < index) {
      note(reading, [...path, 'id'], {
        what: `two exceptions are called ${id}`,
        rule: 'each has its own id',
      });
    }
  });
}

/** Whether it has begun; one that has ended is shown as such, and covers nothing. */
export const hasBegun = ({ created }: PolicyException, now: Date): boolean => created <= now;

/** It covers findings now. */
export const isInForce = (exception: PolicyException, now: Date): boolean =>
  hasBegun(exception, now) && now <= exception.expires;

import { parseFlavor } from '../../../../../actions/build-image/tags/flavor.ts';
import { type ResolvedTags, resolveTags } from '../../../../../actions/build-image/tags/resolve.ts';
import { parseTagLines } from '../../../../../actions/build-image/tags/rule.ts';
import type { TagEvent } from '../../../../../actions/build-image/tags/event.ts';

export const SHA = '0123456789abcdef0123456789abcdef01234567';
export const NOW = new Date('2026-03-04T05:06:07.089Z');

/** A push to the default branch. */
export const EVENT: TagEvent = {
  kind: 'branch',
  name: 'main',
  scheduled: false,
  sha: SHA,
  defaultBranch: 'main',
  baseRef: '',
  commitTime: new Date('2025-12-31T23:30:00Z'),
  now: NOW,
};

export const onTag = (name: string): TagEvent => ({ ...EVENT, kind: 'tag', name });
export const onBranch = (name: string): TagEvent => ({ ...EVENT, name });
export const onPull = (name: string): TagEvent => ({
  ...EVENT,
  kind: 'pull-request',
  name,
  baseRef: 'main',
});
export const onSchedule: TagEvent = { ...EVENT, scheduled: true };
export const onNothing: TagEvent = { ...EVENT, kind: 'none', name: '' };

export const resolved = (lines: string, event: TagEvent, flavor = ''): ResolvedTags =>
  resolveTags(parseTagLines(lines), parseFlavor(flavor), event);

export const tagsOf = (lines: string, event: TagEvent, flavor = ''): readonly string[] =>
  resolved(lines, event, flavor).tags.map(({ tag }) => tag);

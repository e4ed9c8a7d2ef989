import { isScalar } from 'yaml';
import { UserError } from '../../text/error.ts';
import type { Platform } from '../../oci/descriptor.ts';
import { defined } from '../defined.ts';
import { parseIgnoreRule } from '../ignore.ts';
import type { PlatformLayer } from '../image-file.ts';
import type { Copy } from '../layer-spec.ts';
import {
  type Field,
  given,
  itemsOf,
  entriesOf,
  matching,
  membersOf,
  note,
  parsedOf,
  wordOf,
} from './fields.ts';

const KEYS = ['name', 'copy', 'ignore', 'mode', 'owner', 'modified', 'remove', 'platforms'] as const;
const PLACEHOLDER = /\{([^{}]*)\}/g;

/** Reads one item of `layers`. */
export function readLayer(
  field: Field,
  index: number,
  readPlatforms: (field: Field) => readonly Platform[],
): PlatformLayer {
  const members = membersOf(field, KEYS);
  if (members.copy === undefined && members.remove === undefined) {
    note(field, { what: `'${field.name}' does nothing`, rule: 'copy: or remove:' });
  }
  const copies = given(members.copy, readCopies, []);
  const owner = given(members.owner, readOwner, { uid: 0, gid: 0 });
  return {
    name: given(members.name, readName, defaultName(copies, index)),
    copies,
    ignore: given(members.ignore, readIgnore, []),
    mode: given(members.mode, (mode) => wordOf(mode, ['normalize', 'preserve']), 'normalize'),
    ...owner,
    modified: given(members.modified, (time) => wordOf(time, ['fixed', 'commit']), 'fixed'),
    remove: given(members.remove, readRemovals, []),
    ...defined({ platforms: given(members.platforms, readPlatforms) }),
  };
}

const readName = (field: Field): string | undefined =>
  matching(field, /^[^\p{C}]{1,100}$/u, 'up to 100 characters on one line');

const defaultName = (copies: readonly Copy[], index: number): string =>
  copies.length === 0 ? `layer ${index + 1}` : copies.map((copy) => copy.from).join(', ');

function readCopies(field: Field): readonly Copy[] {
  const entries = entriesOf(field) ?? [];
  if (entries.length === 0) note(field, { what: `'${field.name}' is empty`, rule: 'source: destination' });
  return entries.flatMap(([from, value]) => {
    checkSource(from, value);
    const to = parsedOf(value, parseDestination);
    return to === undefined ? [] : [{ from, ...to, at: value.at }];
  });
}

function checkSource(from: string, value: Field): void {
  for (const [whole, name] of from.matchAll(PLACEHOLDER)) {
    if (!['os', 'arch', 'variant'].includes(name ?? '')) {
      note(value, {
        what: `unknown placeholder ${whole} in the source '${from}'`,
        rule: '{os}, {arch} or {variant}',
      });
    }
  }
  const hostile =
    from === '' || from.startsWith('/') || from.split('/').includes('..') || from.includes('\0');
  if (hostile)
    note(value, {
      what: `the source '${from}' is not in the workspace`,
      rule: 'a path relative to the workspace, without ..',
    });
}

/**
 * A destination: absolute in the image, `/` between names. What ends in `/` is a directory.
 * @throws UserError for a relative path, `..`, a NUL or a backslash.
 */
export function parseDestination(text: string): { readonly to: string; readonly intoDirectory: boolean } {
  const names = text.split('/').filter((name) => name !== '' && name !== '.');
  const hostile = !text.startsWith('/') || names.includes('..') || /[\0\\]/.test(text);
  if (hostile) {
    throw new UserError({
      what: 'not a place in the image',
      rule: 'an absolute path without .. and \\, such as /app/',
      seen: JSON.stringify(text),
    });
  }
  return { to: names.join('/'), intoDirectory: text.endsWith('/') };
}

function readOwner(field: Field): { uid: number; gid: number } | undefined {
  const rule = "two numbers, 'UID:GID': names mean nothing without the image's own /etc/passwd";
  const text = matching(field, /^\d{1,9}:\d{1,9}$/, rule);
  const [uid, gid] = (text ?? '').split(':').map(Number);
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

/** Patterns as they are written, each of which means something. */
function readIgnore(field: Field): readonly string[] {
  const items = isScalar(field.node) ? [field] : (itemsOf(field) ?? []);
  return items.flatMap((item) => parsedOf(item, (text) => (parseIgnoreRule(text), text)) ?? []);
}

function readRemovals(field: Field): PlatformLayer['remove'] {
  const items = isScalar(field.node) ? [field] : (itemsOf(field) ?? []);
  return items.flatMap((item) => {
    const place = parsedOf(item, parseDestination);
    if (place?.to === '') note(item, { what: `'${item.name}' would remove the whole root` });
    return place === undefined || place.to === '' ? [] : [{ path: place.to, at: item.at }];
  });
}

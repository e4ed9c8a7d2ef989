import type { Problem } from '../text/error.ts';
import { parsePaxRecords, tarText } from './tar-header.ts';

/** Headers that speak of others: pax for one entry and for all, GNU's long name and long link. */
export type ExtendedFlag = 'x' | 'g' | 'L' | 'K';

export const isExtendedFlag = (flag: string): flag is ExtendedFlag => 'xgLK'.includes(flag) && flag !== '';

/** What the headers before an entry say of it, under pax's names. */
export interface Extensions {
  readonly flags: readonly ExtendedFlag[];
  readonly records: ReadonlyMap<string, string>;
}

export const NO_EXTENSIONS: Extensions = { flags: [], records: new Map() };

/**
 * Adds one extended header to those that came before it for the same entry, as Go's archive/tar reads it (and with it what unpacks
 * images): an empty value says nothing, and pax records for all entries are passed by. A Problem where programs differ in what they
 * unpack: a header given twice or a name given by two, one that another entry comes between, a name or a size for all entries.
 */
export function extend(before: Extensions, flag: ExtendedFlag, bytes: Buffer): Extensions | Problem {
  const records = recordsOf(flag, bytes);
  if ('what' in records) return records;
  if (flag === 'g') {
    const key = [...records.keys()].find(decides);
    if (key !== undefined) return ambiguous(`a global pax header with '${key}'`);
    if (before.flags.length > 0) return ambiguous('a global pax header between an entry and its own headers');
    return before;
  }
  if (before.flags.includes(flag)) return ambiguous(`two '${flag}' headers before one entry`);
  const told = [...records].filter(([, value]) => value !== '');
  const twice = told.find(([key]) => before.records.has(key));
  if (twice !== undefined) return ambiguous(`an entry with both a pax and a GNU '${twice[0]}'`);
  return { flags: [...before.flags, flag], records: new Map([...before.records, ...told]) };
}

function recordsOf(flag: ExtendedFlag, bytes: Buffer): ReadonlyMap<string, string> | Problem {
  switch (flag) {
    case 'L':
      return new Map([['path', tarText(bytes)]]);
    case 'K':
      return new Map([['linkpath', tarText(bytes)]]);
    default:
      return parsePaxRecords(bytes);
  }
}

/** Does it decide which file an entry is, or where the next one begins? */
const decides = (key: string): boolean =>
  ['path', 'linkpath', 'size'].includes(key) || key.startsWith('GNU.sparse.');

/** A tar archive that two programs unpack to two trees cannot be answered for. */
export const ambiguous = (what: string): Problem => ({
  what: `a tar archive with ${what}`,
  rule: 'what every program unpacks alike',
});

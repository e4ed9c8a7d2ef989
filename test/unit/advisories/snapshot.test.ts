import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { matchInventory } from '../../../shared/advisories/match.ts';
import { parseAdvisory } from '../../../shared/advisories/record.ts';
import { loadAdvisories } from '../../../shared/advisories/snapshot.ts';
import { UserError } from '../../../shared/text/error.ts';
import { MODIFIED, below, inventory, osv, range } from './records.ts';

describe('an OSV record', () => {
  it('keeps what matching needs', () => {
    const record = osv('GHSA-1', [{ ...below('npm', 'a', '1.0.0'), versions: ['0.9.0'] }], {
      summary: ' A flaw\nin two lines',
      published: MODIFIED,
      aliases: ['CVE-2026-1', '<b>'],
    });
    expect(parseAdvisory(record)).toEqual({
      id: 'GHSA-1',
      aliases: ['CVE-2026-1'],
      upstream: [],
      modified: new Date(MODIFIED),
      published: new Date(MODIFIED),
      withdrawn: false,
      summary: 'A flaw',
      severities: [],
      affected: [
        {
          ecosystem: 'npm',
          name: 'a',
          severities: [],
          ranges: [
            {
              type: 'SEMVER',
              events: [
                { kind: 'introduced', version: '0' },
                { kind: 'fixed', version: '1.0.0' },
              ],
            },
          ],
          versions: ['0.9.0'],
        },
      ],
    });
  });

  it.each<[string, unknown]>([
    ['no object', []],
    ['no id', { modified: MODIFIED }],
    ['an id that is no id', osv('<script>', [])],
    ['no time', { id: 'X-1' }],
    ['a time without a zone', { id: 'X-1', modified: '2026-11-24T06:00:00' }],
    ['affected that is no list', { id: 'X-1', modified: MODIFIED, affected: {} }],
    ['a range of an unknown type', osv('X-1', [{ ranges: [{ type: 'MAGIC', events: [] }] }])],
    ['a range that begins nowhere', osv('X-1', [range('npm', 'a', { fixed: '1' })])],
    ['an event of two kinds', osv('X-1', [range('npm', 'a', { introduced: '0', fixed: '1' })])],
    ['an event of no kind', osv('X-1', [range('npm', 'a', { introduced: '0' }, { invented: '1' })])],
    ['a version that is no text', osv('X-1', [{ package: { ecosystem: 'npm', name: 'a' }, versions: [1] }])],
    ['a package without a name', osv('X-1', [{ package: { ecosystem: 'npm', name: '' } }])],
  ])('is refused with %s', (_, value) => {
    expect(parseAdvisory(value)).toMatchObject({ what: 'not an OSV record' });
  });
});

describe('a directory of advisories', () => {
  const directories: string[] = [];
  afterEach(() => {
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
  });
  const directory = (files: Readonly<Record<string, unknown>>): string => {
    const root = mkdtempSync(path.join(tmpdir(), 'osv-'));
    directories.push(root);
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
    }
    return root;
  };
  const one = osv('GHSA-1', [below('npm', 'a', '1.0.0')]);
  const two = { ...osv('GHSA-2', [below('npm', 'b', '1.0.0')]), modified: '2026-11-25T00:00:00Z' };

  it('has a digest of what its records say, wherever they lie', async () => {
    const flat = await loadAdvisories(directory({ 'a.json': one, 'b.json': two }));
    const nested = await loadAdvisories(
      directory({ 'x/z.json': one, 'x/y/a.json': two, 'README.md': 'text' }),
    );
    expect(nested.digest).toBe(flat.digest);
    expect(flat).toMatchObject({ records: 2, rejected: [], newest: new Date('2026-11-25T00:00:00Z') });
    const changed = await loadAdvisories(directory({ 'a.json': one, 'b.json': { ...two, summary: 'x' } }));
    expect(changed.digest).not.toBe(flat.digest);
  });

  it('counts what is no record, and a match then says so', async () => {
    const loaded = await loadAdvisories(
      directory({ 'a.json': one, 'b.json': '{', 'c/d.json': { id: 'X-1' } }),
    );
    expect(loaded.rejected.map(({ seen }) => seen)).toEqual(
      expect.arrayContaining(['b.json', path.join('c', 'd.json')]),
    );
    expect(matchInventory(inventory([{}]), loaded).problems).toMatchObject([
      { what: '2 advisories could not be read' },
    ]);
  });

  it('takes the record that was modified last', async () => {
    const loaded = await loadAdvisories(
      directory({
        'a.json': one,
        'b.json': { ...one, modified: '2026-11-25T00:00:00Z', withdrawn: MODIFIED },
      }),
    );
    expect(loaded.byId('GHSA-1')?.withdrawn).toBe(true);
    expect(matchInventory(inventory([{ version: '0.5.0' }]), loaded).findings).toEqual([]);
  });

  it.each<[string, () => string]>([
    ['is not there', () => '/nowhere/at/all'],
    ['is empty', () => directory({})],
    ['has no record', () => directory({ 'README.md': 'text' })],
  ])('is refused when it %s', async (_, make) => {
    await expect(loadAdvisories(make())).rejects.toThrow(UserError);
  });
});

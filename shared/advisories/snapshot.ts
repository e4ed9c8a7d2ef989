import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Digest, digestOf } from '../oci/digest.ts';
import { type Problem, UserError, messageOf } from '../text/error.ts';
import { normaliseEcosystem } from './ecosystem.ts';
import { type Advisory, parseAdvisory } from './record.ts';
import { parseJson } from '../text/json.ts';

/** Everything that was known at one moment. Equal files give an equal digest, wherever they lie and in whatever order they are read. */
export interface AdvisorySnapshot {
  /** Over the sorted lines `ID sha256:…` of all records, their bytes as they are in the files. */
  readonly digest: Digest;
  /** The latest `modified` of any record; undefined without records. */
  readonly newest: Date | undefined;
  /** Records that were read. */
  readonly records: number;
  /** Files that are no OSV records; an advisory may hide in each. */
  readonly rejected: readonly Problem[];
  /** Ecosystems that any record speaks of, sorted; nothing is known about others. */
  readonly ecosystems: ReadonlySet<string>;
  /** Records that speak of a package. */
  about(ecosystem: string, name: string): readonly Advisory[];
  /** The record of this id. */
  byId(id: string): Advisory | undefined;
}

const MAX_FILE_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 8;
/** Files read at once: enough to hide the disk, few enough to keep memory flat. */
const AT_ONCE = 16;

/**
 * Reads every `*.json` file below a directory as one OSV record. Symbolic links are not followed.
 * @throws UserError when the directory cannot be read or holds no JSON file: an empty directory is no knowledge.
 */
export async function loadAdvisories(directory: string): Promise<AdvisorySnapshot> {
  const files = await listFiles(directory, 0);
  if (files.length === 0) {
    throw new UserError({
      what: 'no advisories to compare with',
      rule: 'a directory with OSV records as *.json files',
      seen: `no such file in ${directory}`,
      next: 'fetch the records first, or name another directory in `advisories`',
    });
  }
  const lines: string[] = [];
  const advisories: Advisory[] = [];
  const rejected: Problem[] = [];
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const read = await Promise.all(files.slice(at, at + AT_ONCE).map(readRecord));
    for (const { file, digest, record } of read) {
      if ('what' in record) {
        rejected.push({ ...record, seen: path.relative(directory, file) });
        continue;
      }
      lines.push(`${record.id} ${digest}\n`);
      advisories.push(record);
    }
  }
  return indexAdvisories(advisories, snapshotDigest(lines), rejected);
}

const snapshotDigest = (lines: readonly string[]): Digest => {
  const hash = createHash('sha256');
  for (const line of [...lines].sort()) hash.update(line);
  return `sha256:${hash.digest('hex')}` as Digest;
};

async function listFiles(directory: string, depth: number): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((cause: unknown) => {
    throw new UserError(
      {
        what: 'the advisories cannot be read',
        rule: 'a directory',
        seen: `${directory}: ${messageOf(cause)}`,
      },
      { cause },
    );
  });
  const found: string[] = [];
  for (const entry of entries) {
    const full = path.join(directory, entry.name);
    if (entry.isDirectory() && depth < MAX_DEPTH) found.push(...(await listFiles(full, depth + 1)));
    else if (entry.isFile() && entry.name.endsWith('.json')) found.push(full);
  }
  return found;
}

interface ReadRecord {
  readonly file: string;
  readonly digest: Digest;
  readonly record: Advisory | Problem;
}

async function readRecord(file: string): Promise<ReadRecord> {
  const { size } = await stat(file);
  if (size > MAX_FILE_BYTES) {
    const record = { what: 'an advisory that is too large', rule: `at most ${MAX_FILE_BYTES} bytes` };
    return { file, digest: digestOf(''), record };
  }
  const bytes = await readFile(file);
  return { file, digest: digestOf(bytes), record: parseRecord(bytes) };
}

function parseRecord(bytes: Buffer): Advisory | Problem {
  let value: unknown;
  try {
    value = parseJson(bytes);
  } catch (error) {
    return { what: 'not an OSV record', rule: `JSON: ${messageOf(error)}` };
  }
  return parseAdvisory(value);
}

/** A snapshot of records in memory; of two records of one id the one modified later counts. */
export function indexAdvisories(
  advisories: readonly Advisory[],
  digest: Digest,
  rejected: readonly Problem[] = [],
): AdvisorySnapshot {
  const byId = new Map<string, Advisory>();
  for (const advisory of advisories) {
    const known = byId.get(advisory.id);
    if (known === undefined || known.modified < advisory.modified) byId.set(advisory.id, advisory);
  }
  const byPackage = new Map<string, Advisory[]>();
  const ecosystems = new Set<string>();
  for (const advisory of byId.values()) {
    for (const key of packagesOf(advisory, ecosystems)) {
      byPackage.set(key, [...(byPackage.get(key) ?? []), advisory]);
    }
  }
  const newest = advisories.reduce((latest, { modified }) => Math.max(latest, modified.getTime()), -Infinity);
  return {
    digest,
    newest: Number.isFinite(newest) ? new Date(newest) : undefined,
    records: byId.size,
    rejected,
    ecosystems: new Set([...ecosystems].sort()),
    about: (ecosystem, name) => byPackage.get(`${ecosystem}\n${name}`) ?? [],
    byId: (id) => byId.get(id),
  };
}

function packagesOf(advisory: Advisory, ecosystems: Set<string>): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { ecosystem, name } of advisory.affected) {
    if (ecosystem === '') continue;
    const normal = normaliseEcosystem(ecosystem);
    ecosystems.add(normal);
    keys.add(`${normal}\n${name}`);
  }
  return keys;
}

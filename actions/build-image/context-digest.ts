import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { ResourceDescriptor } from '../../shared/evidence/predicates/provenance.ts';
import { byteOrder } from '../../shared/image/byte-order.ts';
import { UserError, messageOf } from '../../shared/text/error.ts';
import { contextIgnores, contextPaths } from './context-paths.ts';
import { namedContexts } from './builders/context.ts';
import type { BuildRequest } from './builders/request.ts';

const BLOCK = Buffer.alloc(1024 * 1024);
/** After so many bytes the rest of the program has its turn, such as what cancels the job. */
const TURN_BYTES = 64 * 1024 * 1024;

/**
 * The contexts of a build by what they hold: of the main one what the steps may take, of a named directory everything, of a repository its commit.
 * Images are not among them; they are resolved with all others.
 */
export async function contextMaterials(
  request: BuildRequest,
  { file, context }: { readonly file: string; readonly context: string },
  signal?: AbortSignal,
): Promise<readonly ResourceDescriptor[]> {
  const workspace = realpathSync(request.workspace);
  const taken = contextPaths(request.dockerfile, context).map((each) => path.resolve(workspace, each));
  const ignored = contextIgnores(workspace, file, context);
  const root = path.resolve(workspace, context);
  const found =
    taken.length === 0 ? [] : [...(await described('context', { root, starts: taken, ignored, signal }))];
  for (const each of namedContexts(request)) {
    const name = `context ${each.name}`;
    if (each.kind === 'git') {
      found.push({ name, uri: `git+${each.url}`, digest: { gitCommit: each.commit } });
    } else if (each.kind === 'directory') {
      const question = { root: each.path, starts: [each.path], ignored: () => false, signal };
      found.push(...(await described(name, question)));
    }
  }
  return found;
}

async function described(name: string, question: HashQuestion): Promise<readonly ResourceDescriptor[]> {
  let dirHash: string | undefined;
  try {
    dirHash = await directoryHash(question);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({ what: `the ${name} cannot be read`, seen: messageOf(error) }, { cause: error });
  }
  return dirHash === undefined ? [] : [{ name, digest: { dirHash } }];
}

export interface HashQuestion {
  /** Names in the list are relative to it. */
  readonly root: string;
  /** Files, links and directories, absolute; what is not there is passed over. */
  readonly starts: readonly string[];
  readonly ignored: (absolute: string) => boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * in-toto's `dirHash` (attestation framework, spec/v1/digest_set.md): SHA-256 of a sorted list of files with their SHA-256, in lower-case hex. Of a link
 * it is that of its target's name. Undefined where a name has a line break, which that list cannot hold.
 */
export async function directoryHash({
  root,
  starts,
  ignored,
  signal,
}: HashQuestion): Promise<string | undefined> {
  const files = new Map<string, Found>();
  for (const start of starts) {
    for (const found of filesBelow(start)) {
      if (!ignored(found.file)) files.set(path.relative(root, found.file).split(path.sep).join('/'), found);
    }
  }
  const ordered = [...files].sort(([a], [b]) => byteOrder(a, b));
  if (ordered.some(([name]) => name.includes('\n'))) return undefined;
  const list = createHash('sha256');
  let sinceTurn = 0;
  for (const [name, found] of ordered) {
    list.update(`${found.hash()}  ${name}\n`);
    sinceTurn += found.size;
    if (sinceTurn < TURN_BYTES) continue;
    sinceTurn = 0;
    await turn();
    signal?.throwIfAborted();
  }
  return list.digest('hex');
}

interface Found {
  readonly file: string;
  readonly size: number;
  readonly hash: () => string;
}

/** Every file and link below `start`, which may be one itself, or nothing. */
function filesBelow(start: string): readonly Found[] {
  const entry = lstatSync(start, { throwIfNoEntry: false });
  if (entry === undefined) return [];
  const { size } = entry;
  if (entry.isDirectory()) return readdirSync(start).flatMap((name) => filesBelow(path.join(start, name)));
  if (entry.isSymbolicLink()) {
    const hash = (): string => createHash('sha256').update(readlinkSync(start)).digest('hex');
    return [{ file: start, size, hash }];
  }
  return entry.isFile() ? [{ file: start, size, hash: () => fileHash(start) }] : [];
}

function fileHash(file: string): string {
  const hash = createHash('sha256');
  const descriptor = openSync(file, 'r');
  try {
    for (let read = readSync(descriptor, BLOCK); read > 0; read = readSync(descriptor, BLOCK)) {
      hash.update(BLOCK.subarray(0, read));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}

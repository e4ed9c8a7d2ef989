import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { ResourceDescriptor } from '../../shared/evidence/predicates/provenance.ts';
import { UserError, messageOf } from '../../shared/text/error.ts';
import { contextIgnores, contextPaths } from './context-paths.ts';
import { namedContexts } from './builders/context.ts';
import type { BuildRequest } from './builders/request.ts';

const BLOCK = Buffer.alloc(1024 * 1024);

/**
 * The contexts of a build by what they hold: of the main one what the steps may take, of a named directory everything, of a repository its commit.
 * Images are not among them; they are resolved with all others.
 */
export function contextMaterials(
  request: BuildRequest,
  { file, context }: { readonly file: string; readonly context: string },
): readonly ResourceDescriptor[] {
  const workspace = realpathSync(request.workspace);
  const taken = contextPaths(request.dockerfile, context).map((each) => path.resolve(workspace, each));
  const ignored = contextIgnores(workspace, file, context);
  const main = readable('the context', () => directoryHash(path.resolve(workspace, context), taken, ignored));
  const named = namedContexts(request).flatMap((each): readonly ResourceDescriptor[] => {
    switch (each.kind) {
      case 'directory':
        return described(
          `context ${each.name}`,
          readable(`the context '${each.name}'`, () => directoryHash(each.path, [each.path], () => false)),
        );
      case 'git':
        return [{ name: `context ${each.name}`, uri: `git+${each.url}`, digest: { gitCommit: each.commit } }];
      case 'image':
      case 'layout':
        return [];
    }
  });
  return [...(taken.length === 0 ? [] : described('context', main)), ...named];
}

function readable<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UserError({ what: `${name} cannot be read`, seen: messageOf(error) }, { cause: error });
  }
}

const described = (name: string, dirHash: string | undefined): readonly ResourceDescriptor[] =>
  dirHash === undefined ? [] : [{ name, digest: { dirHash } }];

/**
 * in-toto's `dirHash` (attestation framework, spec/v1/digest_set.md): SHA-256 of a sorted list of files with their SHA-256, in lower-case hex. Of a link
 * it is that of its target's name. Undefined where a name has a line break, which that list cannot hold.
 */
export function directoryHash(
  root: string,
  starts: readonly string[],
  ignored: (absolute: string) => boolean,
): string | undefined {
  const hashes = new Map<string, string>();
  for (const start of starts)
    collect(start, (file, hash) => {
      if (!ignored(file)) hashes.set(path.relative(root, file).split(path.sep).join('/'), hash());
    });
  const names = [...hashes.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  if (names.some((name) => name.includes('\n'))) return undefined;
  const list = createHash('sha256');
  for (const name of names) list.update(`${hashes.get(name) ?? ''}  ${name}\n`);
  return list.digest('hex');
}

/** Calls back for every file and link below `start`, which may be one itself, or nothing. */
function collect(start: string, found: (file: string, hash: () => string) => void): void {
  const entry = lstatSync(start, { throwIfNoEntry: false });
  if (entry === undefined) return;
  if (entry.isDirectory()) {
    for (const name of readdirSync(start)) collect(path.join(start, name), found);
  } else if (entry.isSymbolicLink()) {
    found(start, () => createHash('sha256').update(readlinkSync(start)).digest('hex'));
  } else if (entry.isFile()) {
    found(start, () => fileHash(start));
  }
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

import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { openGit } from '../github/git.ts';
import type { Builtin } from './actions.ts';
import { splitRef } from './context.ts';

/** Where the built-in checkout fetches from, and what. */
export interface CheckoutSource {
  /** A bare git repository. */
  readonly directory: string;
  /** `owner/name` */
  readonly repository: string;
  readonly serverUrl: string;
  readonly ref: string;
  readonly sha: string;
  /** The job's own; it has to be allowed to read the contents. */
  readonly token: string;
}

/** actions/checkout of the run's own repository, with `ref`, `path` and `fetch-depth`. @throws Error for another repository. */
export const createCheckout =
  (source: CheckoutSource): Builtin =>
  async ({ inputs, workspace, write }) => {
    const { repository = source.repository, path: folder = '.', 'fetch-depth': depth = '1' } = inputs;
    const token = inputs['token'] ?? source.token;
    if (repository !== source.repository) {
      throw new Error(`the built-in checkout knows ${source.repository} only, not ${repository}`);
    }
    const target = path.resolve(workspace, folder);
    empty(target);
    const wanted = inputs['ref'] ?? '';
    const sha = await resolveCommit(source.directory, wanted || source.sha);
    const ref = wanted === '' ? source.ref : await fullRef(source.directory, wanted);
    await fetchAndCheckOut(source, target, { ref, sha, depth, token });
    if (inputs['persist-credentials'] !== 'false') await persist(source, target, token);
    write(`${source.repository} at ${sha}`);
    return { outputs: { ref, commit: sha } };
  };

const authorization = (token: string): string =>
  `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;

/** What lets later steps push, and read the token, unless `persist-credentials` is false. */
async function persist({ serverUrl }: CheckoutSource, target: string, token: string): Promise<void> {
  await openGit(target).text(['config', '--local', `http.${serverUrl}/.extraheader`, authorization(token)]);
}

interface Wanted {
  readonly ref: string;
  readonly sha: string;
  readonly depth: string;
  readonly token: string;
}

/** A branch is checked out as a local branch, anything else detached, with the refs that actions/checkout leaves behind. */
async function fetchAndCheckOut(
  source: CheckoutSource,
  target: string,
  { ref, sha, depth, token }: Wanted,
): Promise<void> {
  const git = openGit(target);
  await git.text(['init', '--quiet', '.']);
  await git.text(['remote', 'add', 'origin', `${source.serverUrl}/${source.repository}`]);
  const { name, type } = splitRef(ref);
  const isBranch = ref.startsWith('refs/heads/');
  const local = type === 'tag' ? `refs/tags/${name}` : `refs/remotes/origin/${name}`;
  const everything = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];
  const refs = [...(depth === '0' ? everything : []), ref.startsWith('refs/') ? `+${sha}:${local}` : sha];
  const how = depth === '0' ? [] : [`--depth=${depth}`];
  const header = `http.extraheader=${authorization(token)}`;
  await git.text(['-c', header, 'fetch', '--quiet', '--no-tags', ...how, 'origin', ...refs]);
  await git.text(['checkout', '--quiet', '--force', ...(isBranch ? ['-B', name, local] : ['--detach', sha])]);
}

function empty(directory: string): void {
  mkdirSync(directory, { recursive: true });
  for (const name of readdirSync(directory))
    rmSync(path.join(directory, name), { recursive: true, force: true });
}

/** The commit that a ref, branch, tag or SHA names. @throws Error when none does. */
export async function resolveCommit(directory: string, ref: string): Promise<string> {
  const git = openGit(directory);
  for (const each of [ref, `refs/heads/${ref}`, `refs/tags/${ref}`]) {
    const sha = await git.maybe(['rev-parse', '--verify', '--quiet', '--end-of-options', `${each}^{commit}`]);
    if (sha !== undefined) return sha;
  }
  throw new Error(`A branch or tag with the name '${ref}' could not be found`);
}

async function fullRef(directory: string, ref: string): Promise<string> {
  if (ref.startsWith('refs/')) return ref;
  const git = openGit(directory);
  for (const each of [`refs/heads/${ref}`, `refs/tags/${ref}`]) {
    if ((await git.maybe(['rev-parse', '--verify', '--quiet', each])) !== undefined) return each;
  }
  return ref;
}

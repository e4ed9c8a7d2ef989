import { field, textField } from './answer.ts';
import type { GitHub } from './client.ts';

/** A branch and the commit that it names. */
export interface Branch {
  readonly name: string;
  readonly commit: string;
}

/** The repository's default branch, now. */
export async function defaultBranch(github: GitHub): Promise<Branch> {
  const repository = await github.request('GET /repos/{owner}/{repo}');
  return readBranch(github, textField(repository, 'default_branch'));
}

/** @throws UserError when there is no such branch. */
export async function readBranch(github: GitHub, name: string): Promise<Branch> {
  const answer = await github.request('GET /repos/{owner}/{repo}/git/ref/{+ref}', { ref: `heads/${name}` });
  return { name, commit: textField(answer, 'object', 'sha') };
}

/** The files of one commit, each read once. */
export interface CommitFiles {
  /** `https://github.com/acme/shop@<commit>`. */
  readonly uri: string;
  /** The bytes of a file; undefined when there is none. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
}

/** Reads files as they are in `commit`: no branch that moves meanwhile changes an answer. */
export function filesAt(github: GitHub, commit: string): CommitFiles {
  const known = new Map<string, Promise<Uint8Array | undefined>>();
  return {
    uri: `${github.url}@${commit}`,
    read: (path) => {
      const reading = known.get(path) ?? readFile(github, path, commit);
      known.set(path, reading);
      return reading;
    },
  };
}

async function readFile(github: GitHub, path: string, ref: string): Promise<Uint8Array | undefined> {
  const answer = await github.find('GET /repos/{owner}/{repo}/contents/{+path}', {
    path: encodePath(path),
    ref,
  });
  if (answer === undefined || field(answer, 'type') !== 'file') return undefined;
  // Files above 1 MB come without their content; none that is read here may be that large.
  return Buffer.from(textField(answer, 'content'), 'base64');
}

const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

import { UserError } from '../text/error.ts';
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
  /** The bytes of a file; undefined when nothing is there. @throws UserError for what is there and is no file. */
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

/** GitHub gives the content of files up to 1 MB; nothing that is read here may be larger. */
async function readFile(github: GitHub, path: string, ref: string): Promise<Uint8Array | undefined> {
  const answer = await github.find('GET /repos/{owner}/{repo}/contents/{+path}', {
    path: encodePath(path),
    ref,
  });
  if (answer === undefined) return undefined;
  const kind = Array.isArray(answer) ? 'a directory' : field(answer, 'type');
  if (kind === 'file' && field(answer, 'encoding') === 'base64') {
    return Buffer.from(textField(answer, 'content'), 'base64');
  }
  throw new UserError({
    what: `${path} cannot be read`,
    rule: 'a file of at most 1 MB; what is there and is no such file is not taken for nothing',
    seen: kind === 'file' ? 'a larger file' : String(kind),
    next: `put the file at ${path} of the branch`,
  });
}

const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

import type { Call } from './api.ts';
import type { Git } from './git.ts';

/** A commit as git has it. */
export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Signature;
  readonly committer: Signature;
}

export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

const FIELDS = ['%H', '%T', '%P', '%an', '%ae', '%at', '%cn', '%ce', '%ct', '%B'];

/** @throws Error when there is no such commit. */
export async function readCommit(git: Git, sha: string): Promise<Commit> {
  const text = await git.text(['show', '--no-patch', `--format=${FIELDS.join('%x00')}`, sha]);
  const [id = '', tree = '', parents = '', ...rest] = text.split('\0');
  const [authorName, authorEmail, authorTime, name, email, time, message = ''] = rest;
  return {
    sha: id,
    tree,
    parents: parents === '' ? [] : parents.split(' '),
    message: message.replace(/\n+$/, ''),
    author: signature(authorName, authorEmail, authorTime),
    committer: signature(name, email, time),
  };
}

const signature = (name = '', email = '', seconds = '0'): Signature => ({
  name,
  email,
  date: `${new Date(Number(seconds) * 1_000).toISOString().slice(0, 19)}Z`,
});

/** Whether GitHub says of a commit that it is signed. */
export function verification(call: Call, sha: string): Readonly<Record<string, unknown>> {
  const signed = call.repository.signedCommits.has(sha);
  return {
    verified: signed,
    reason: signed ? 'valid' : 'unsigned',
    signature: signed ? '-----BEGIN PGP SIGNATURE-----' : null,
    payload: signed ? sha : null,
    verified_at: signed ? call.now() : null,
  };
}

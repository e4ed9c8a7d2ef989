import type { Call } from './api.ts';
import type { Objects } from './objects.ts';

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

/** Reads git's own form: headers, an empty line, the message. @throws Error when there is no such commit. */
export async function readCommit(objects: Objects, sha: string): Promise<Commit> {
  const object = await objects.read(sha);
  if (object?.type !== 'commit') throw new Error(`${sha} is not a commit`);
  const text = object.bytes.toString();
  const end = text.indexOf('\n\n');
  const headers = text.slice(0, end).split('\n');
  const values = (name: string): readonly string[] =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  return {
    sha: object.sha,
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    message: text.slice(end + 2).replace(/\n+$/, ''),
    author: signature(values('author')[0]),
    committer: signature(values('committer')[0]),
  };
}

/** `NAME <EMAIL> SECONDS ZONE` */
function signature(text = ''): Signature {
  const [, name = '', email = '', seconds = '0'] = /^(.*) <(.*)> (\d+) /.exec(text) ?? [];
  return { name, email, date: `${new Date(Number(seconds) * 1_000).toISOString().slice(0, 19)}Z` };
}

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

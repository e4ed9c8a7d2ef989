import type { Finding } from './check.ts';
import { findSecret } from './secret-patterns.ts';

const NAMES: readonly { readonly pattern: RegExp; readonly why: string }[] = [
  {
    pattern: /(?:^|\/)\.env(?:\.(?!example$|sample$|template$|dist$|defaults$)[^/]*)?$/,
    why: 'environment files hold credentials',
  },
  { pattern: /(?:^|\/)\.git$/, why: 'a repository holds its history and, after a checkout, often a token' },
  { pattern: /(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/, why: 'a private SSH key' },
  { pattern: /(?:^|\/)\.(?:netrc|pgpass|git-credentials)$/, why: 'a file of passwords' },
  { pattern: /(?:^|\/)\.docker\/config\.json$/, why: "docker's credentials" },
  { pattern: /(?:^|\/)\.aws\/credentials$/, why: 'AWS credentials' },
  { pattern: /(?:^|\/)\.kube\/config$/, why: 'cluster credentials' },
];

/** Why a file's name alone says that it holds credentials; undefined when it does not. */
export const secretName = (path: string): string | undefined =>
  NAMES.find(({ pattern }) => pattern.test(path))?.why;

/** The most that a credential spans, so that one on the border of two chunks is seen. */
const OVERLAP = 256;
/** A file with a NUL this early is not text. */
const TEXT_PROBE = 8 * 1024;

interface Current {
  readonly path: string;
  readonly name: string;
  skip: boolean;
  tail: string;
  /** Line breaks before `tail`. */
  lines: number;
}

export interface FileToScan {
  /** In the image. */
  readonly path: string;
  /** What people know it by, such as its path in the workspace. */
  readonly name: string;
}

export interface SecretScan {
  /** Takes the content of files in order, chunk by chunk. */
  inspect(file: FileToScan, chunk: Uint8Array): void;
  /** Takes note of a path; its name may be enough. */
  see(file: FileToScan): void;
  findings(): readonly Finding[];
}

/**
 * Looks for credentials in files as they stream by: by name, and by content where a file is text. One finding a file. Where several streams run at a time
 * each has a scan of its own, and all write to one `found`.
 */
export function secretScan(found = new Map<string, Finding>()): SecretScan {
  let current: Current | undefined;
  return {
    see: (file) => {
      const why = secretName(file.path);
      if (why !== undefined) found.set(file.path, finding(file, why));
    },
    inspect: (file, chunk) => {
      if (current?.path !== file.path) current = begin(file, chunk);
      if (current.skip) return;
      const hit = search(current, chunk);
      if (hit === undefined) return;
      current.skip = true;
      if (!found.has(file.path)) found.set(file.path, finding(file, `it holds ${hit.kind}`, hit.line));
    },
    findings: () => [...found.values()],
  };
}

function begin(file: FileToScan, chunk: Uint8Array): Current {
  const binary = chunk.subarray(0, TEXT_PROBE).includes(0);
  return { ...file, skip: binary, tail: '', lines: 0 };
}

function search(current: Current, chunk: Uint8Array): { kind: string; line: number } | undefined {
  const text =
    current.tail + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
  const hit = findSecret(text);
  if (hit !== undefined)
    return { kind: hit.kind, line: current.lines + lineBreaks(text.slice(0, hit.offset)) + 1 };
  current.tail = text.slice(-OVERLAP);
  current.lines += lineBreaks(text.slice(0, -OVERLAP));
  return undefined;
}

function lineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

const finding = (file: FileToScan, why: string, line = 1): Finding => ({
  check: 'secret-files',
  what: `'/${file.path}' does not belong into an image: ${why}`,
  next: 'add it to ignore: of image.yml or to .dockerignore, and replace the credential if it was ever published',
  at: { file: file.name, line },
});

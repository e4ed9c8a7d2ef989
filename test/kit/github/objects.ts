import { spawn } from 'node:child_process';

/** What an object is, without its content. */
export interface ObjectFacts {
  readonly sha: string;
  readonly type: string;
  /** Bytes. */
  readonly size: number;
}

export interface GitObject extends ObjectFacts {
  readonly bytes: Buffer;
}

/** The objects of one repository, read by one process of git's that stays (`cat-file --batch-command`) rather than by one for each. */
export interface Objects {
  /** By any name of gitrevisions(7), such as `refs/heads/main^{tree}` or `SHA:path`; undefined when nothing has it. */
  facts(name: string): Promise<ObjectFacts | undefined>;
  /** The same with its content. */
  read(name: string): Promise<GitObject | undefined>;
  /** Ends the process; the next question would start another. */
  close(): void;
}

/** What waits for git's next answer: takes it from the front of `bytes`, and says how much that was; 0 until it is whole. */
interface Waiting {
  readonly take: (bytes: Buffer) => number;
  readonly fail: (error: Error) => void;
}

interface Reader {
  readonly ask: (line: string, waiting: Waiting) => void;
  readonly close: () => void;
}

/** Opens a repository; the process is started by the first question. */
export function openObjects(directory: string, environment: Readonly<Record<string, string>>): Objects {
  let reader: Reader | undefined;
  const ask = <T>(line: string, parse: (bytes: Buffer) => Answer<T>): Promise<T | undefined> =>
    new Promise((done, fail) => {
      reader ??= startReader(directory, environment);
      const take = (bytes: Buffer): number => {
        const answer = parse(bytes);
        if (answer !== undefined) done(answer.value);
        return answer?.length ?? 0;
      };
      reader.ask(line, { take, fail });
    });
  return {
    facts: async (name) => (isLine(name) ? ask(`info ${name}`, parseFacts) : undefined),
    read: async (name) => (isLine(name) ? ask(`contents ${name}`, parseObject) : undefined),
    close: () => {
      reader?.close();
      reader = undefined;
    },
  };
}

const isLine = (name: string): boolean => name !== '' && !name.includes('\n');

function startReader(directory: string, environment: Readonly<Record<string, string>>): Reader {
  const child = spawn('git', ['cat-file', '--batch-command'], {
    cwd: directory,
    env: environment,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const waiting: Waiting[] = [];
  const fail = (): void => {
    for (const each of waiting.splice(0)) each.fail(new Error(`git cat-file ended in ${directory}`));
  };
  let pending: Buffer = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const taken = next.take(pending);
      if (taken === 0) return;
      waiting.shift();
      pending = pending.subarray(taken);
    }
  });
  child.stdin.on('error', fail);
  child.on('error', fail).on('close', fail);
  return {
    ask: (line, next) => {
      waiting.push(next);
      if (child.stdin.writable) child.stdin.write(`${line}\n`);
      else fail();
    },
    close: () => {
      child.stdin.end();
    },
  };
}

/** A whole answer; undefined while some of it is still to come. */
type Answer<T> = { readonly value: T | undefined; readonly length: number } | undefined;

/** `SHA TYPE SIZE`, or the name and `missing` (git-cat-file(1), "Batch output"). */
function parseFacts(bytes: Buffer): Answer<ObjectFacts> {
  const end = bytes.indexOf('\n');
  if (end < 0) return undefined;
  const found = /^([0-9a-f]{40}) (\w+) (\d+)$/.exec(bytes.subarray(0, end).toString());
  const [, sha = '', type = '', size = ''] = found ?? [];
  return { value: found === null ? undefined : { sha, type, size: Number(size) }, length: end + 1 };
}

function parseObject(bytes: Buffer): Answer<GitObject> {
  const head = parseFacts(bytes);
  if (head?.value === undefined) return head === undefined ? undefined : { ...head, value: undefined };
  const end = head.length + head.value.size;
  if (bytes.length <= end) return undefined;
  return { value: { ...head.value, bytes: Buffer.from(bytes.subarray(head.length, end)) }, length: end + 1 };
}

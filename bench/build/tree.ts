import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Of one file no more: a few large programs would be most of it. */
const SLICE_BYTES = 2 * 1024 * 1024;
const POOL_BYTES = 64 * 1024 * 1024;

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Where content of each kind is found on a Debian machine, and how many of ten files are of it. */
const KINDS = {
  text: [{ pattern: `${ROOT}/node_modules/**/*`, share: 10 }],
  image: [
    { pattern: '/usr/bin/*', share: 5 },
    { pattern: '/usr/lib/*-linux-gnu/*.so*', share: 4 },
    { pattern: `{/usr/share,${ROOT}/node_modules}/**/*`, share: 1 },
  ],
} as const satisfies Record<string, readonly { pattern: string; share: number }[]>;

/** `image`: programs, libraries and text, as in most images. `text`: program text alone, as in a layer of dependencies. */
export type Content = keyof typeof KINDS;

/** Real content: what is installed here, in the order of the names. */
function pool(pattern: string): Buffer {
  const parts: Buffer[] = [];
  let size = 0;
  for (const name of globSync(pattern).sort()) {
    if (size >= POOL_BYTES) break;
    if (!statSync(name, { throwIfNoEntry: false })?.isFile()) continue;
    const part = readFileSync(name).subarray(0, SLICE_BYTES);
    parts.push(part);
    size += part.length;
  }
  return Buffer.concat(parts);
}

/** Gives slices of a pool one after the other. */
function slices(content: Buffer): (size: number) => Buffer {
  let at = 0;
  return (size) => {
    if (at + size > content.length) at = 0;
    at += size;
    return content.subarray(at - size, at);
  };
}

/** Writes `files` files of `bytes` in all into the folders 0 to 4 of `directory`; most are small, a few are not. */
export function writeTree(directory: string, files: number, bytes: number, content: Content): void {
  const kinds = KINDS[content].flatMap(({ pattern, share }) => {
    const next = slices(pool(pattern));
    return Array.from({ length: share }, () => next);
  });
  const weights = Array.from({ length: files }, (_, number) => (1 + ((number * 7_919) % 100)) ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  weights.forEach((weight, number) => {
    const folder = path.join(directory, String(number % 5), `d${Math.floor(number / 5) % 40}`);
    mkdirSync(folder, { recursive: true });
    const size = Math.floor((weight / total) * bytes);
    const body = kinds[Math.floor(number / 100) % kinds.length]?.(size) ?? Buffer.alloc(0);
    writeFileSync(path.join(folder, `f${number}.js`), Buffer.concat([Buffer.from(`// ${number}\n`), body]));
  });
}

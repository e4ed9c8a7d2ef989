import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const POOL_BYTES = 160 * 1024 * 1024;
/** Of one file no more: the programs among them would be most of it. */
const SLICE_BYTES = 2 * 1024 * 1024;

/** Real content: what is installed here, in the order of the names. */
function pool(): Buffer {
  const parts: Buffer[] = [];
  let size = 0;
  for (const name of globSync('node_modules/**/*').sort()) {
    if (size >= POOL_BYTES || !statSync(name).isFile()) continue;
    const part = readFileSync(name).subarray(0, SLICE_BYTES);
    parts.push(part);
    size += part.length;
  }
  return Buffer.concat(parts);
}

/** Writes `files` files of `bytes` in all into the folders 0 to 4 of `directory`; most are small, a few are not. */
export function writeTree(directory: string, files: number, bytes: number): void {
  const content = pool();
  const weights = Array.from({ length: files }, (_, number) => (1 + ((number * 7_919) % 100)) ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let at = 0;
  weights.forEach((weight, number) => {
    const folder = path.join(directory, String(number % 5), `d${Math.floor(number / 5) % 40}`);
    mkdirSync(folder, { recursive: true });
    const size = Math.floor((weight / total) * bytes);
    if (at + size > content.length) at = 0;
    const body = content.subarray(at, at + size);
    at += size;
    writeFileSync(path.join(folder, `f${number}.js`), Buffer.concat([Buffer.from(`// ${number}\n`), body]));
  });
}

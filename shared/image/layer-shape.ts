import { createHash } from 'node:crypto';
import type { LayerEntry } from './layer-spec.ts';

/**
 * Stands for everything of a layer but the content of its files: 16 hexadecimal digits. A layer of another shape has another content; one of the same
 * shape may have.
 */
export function layerShape(entries: readonly LayerEntry[]): string {
  const hash = createHash('sha256');
  for (const entry of entries) hash.update(lineOf(entry));
  return hash.digest('hex').slice(0, 16);
}

/** Stands for what a layer holds, files by where they are: two layers with one key are one layer. */
export function layerKey(entries: readonly LayerEntry[]): string {
  const hash = createHash('sha256');
  for (const entry of entries) hash.update(`${lineOf(entry)}\0${entry.source ?? ''}\0`);
  return hash.digest('base64');
}

/** No path has a NUL. */
const lineOf = ({ path, type, mode, uid, gid, size, modified, target = '' }: LayerEntry): string =>
  `${path}\0${type} ${mode} ${uid} ${gid} ${size} ${modified}\0${target}\0`;

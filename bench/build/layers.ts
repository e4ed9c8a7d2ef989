import type { RunConfig } from '../../shared/image/config.ts';
import type { LayerSpec } from '../../shared/image/layer-spec.ts';

export const emptyConfig: RunConfig = { env: {}, ports: [], volumes: [], labels: {} };

/** The folders `0` to `4` of the tree, in one layer or in one each. */
export function layersOf(count: number): readonly LayerSpec[] {
  const folders = [0, 1, 2, 3, 4].map(String);
  const copy = (from: string) => ({ from, to: `app/${from}`, intoDirectory: true });
  const layer = (name: string, from: readonly string[]): LayerSpec => ({
    name,
    copies: from.map(copy),
    ignore: [],
    mode: 'normalize',
    uid: 0,
    gid: 0,
    modified: 'fixed',
    remove: [],
  });
  return count === 1 ? [layer('all', folders)] : folders.map((folder) => layer(folder, [folder]));
}

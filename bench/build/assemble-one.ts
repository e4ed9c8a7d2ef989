import { readFileSync } from 'node:fs';
import { systemClock } from '../../shared/action/system-clock.ts';
import { assembleImage } from '../../shared/image/assemble.ts';
import type { Compression } from '../../shared/image/compression.ts';
import { layerCache } from '../../shared/image/layer-cache.ts';
import { emptyConfig, layersOf } from './layers.ts';

/** One image in a process of its own, as an action makes it: `TREE SPOOL COMPRESSION LAYERS [CACHE [SECRET]]`. Prints what it took. */
const [workspace = '', spool = '', compression = 'gzip', layers = '1', cache, secret] = process.argv.slice(2);
await assembleImage({
  base: undefined,
  platforms: [{ platform: { os: 'linux', architecture: 'amd64' }, layers: layersOf(Number(layers)) }],
  run: emptyConfig,
  labels: {},
  annotations: {},
  workspace,
  epoch: 0,
  spool,
  cache: spool,
  compression: compression as Compression,
  sources:
    cache === undefined
      ? []
      : [layerCache(cache, { clock: systemClock, ...(secret === undefined ? {} : { secret }) })],
});
const { user, system } = process.cpuUsage();
// The peak of this program alone: maxRSS would count the process that started it too.
const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
process.stdout.write(JSON.stringify({ cpu: (user + system) / 1_000, peak: Number(peak) / 1_024 }));

import { systemClock } from '../../shared/action/system-clock.ts';
import { type AssembleRequest, type Base, assembleImage } from '../../shared/image/assemble.ts';
import type { Compression } from '../../shared/image/compression.ts';
import { layerCache } from '../../shared/image/layer-cache.ts';
import { publishImage } from '../../shared/image/publish.ts';
import { readImage } from '../../shared/oci/image.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseDigestReference, parseReference } from '../../shared/oci/reference.ts';
import { emptyConfig, layersOf } from './layers.ts';
import { spent } from '../spent.ts';

/** What one run does, as JSON in the argument. */
export interface Job {
  readonly tree: string;
  readonly spool: string;
  readonly compression: Compression;
  readonly layers: 1 | 5;
  readonly cache?: string;
  readonly secret?: string;
  /** An OCI layout, by digest, and one that the image is written to. */
  readonly base?: string;
  readonly out?: string;
}

const open = (place: string) =>
  openStore(parseReference(place), {
    credentials: { for: () => Promise.resolve(undefined) },
    clock: systemClock,
  });

async function baseOf(place: string): Promise<Base> {
  const store = open(place);
  const { platforms } = await readImage(store, parseDigestReference(place).digest);
  return { store, platforms };
}

function sourcesOf({ cache, secret }: Job): AssembleRequest['sources'] {
  if (cache === undefined) return [];
  return [layerCache(cache, { clock: systemClock, ...(secret === undefined ? {} : { secret }) })];
}

/** One image in a process of its own, as an action makes it. Prints what it took. */
async function run(job: Job): Promise<void> {
  const { tree, spool, compression, layers } = job;
  const base = job.base === undefined ? undefined : await baseOf(job.base);
  const image = await assembleImage({
    base,
    platforms: [{ platform: { os: 'linux', architecture: 'amd64' }, layers: layersOf(layers) }],
    run: emptyConfig,
    labels: {},
    annotations: {},
    workspace: tree,
    epoch: 0,
    spool,
    cache: spool,
    compression,
    sources: sourcesOf(job) ?? [],
  });
  if (job.out !== undefined)
    await publishImage(image, open(job.out), {
      tags: [],
      ...(base === undefined ? {} : { base: base.store }),
    });
}

await run(JSON.parse(process.argv[2] ?? '{}') as Job);
process.stdout.write(JSON.stringify(spent()));

import type { Descriptor } from '../../shared/oci/descriptor.ts';
import { type Digest, shortDigest } from '../../shared/oci/digest.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';
import { formatDuration } from '../../shared/text/duration.ts';
import { cell, code, table } from '../../shared/text/markdown.ts';
import { formatBytes, plural } from '../../shared/text/size.ts';
import type { LayerChange } from './previous.ts';
import type { BuildResult } from './result.ts';

/** Each layer once, with the platforms that have it, and what it is to the previous release. */
export function layerTable(build: BuildResult): string {
  const { image, previous } = build;
  const rows = image.platforms.flatMap((each, index) =>
    platformRows(build, each, image.platforms.slice(0, index)),
  );
  const since = previous === undefined ? 'holds' : `since ${cell(previous.tag)}`;
  return table(['layer', 'what', 'platforms', 'size', since], rows);
}

function platformRows(
  build: BuildResult,
  each: Platform,
  before: readonly Platform[],
): readonly (readonly string[])[] {
  const { base } = build;
  const isNew = (digest: string): boolean => !before.some((other) => hasLayer(other, digest));
  const below = each.baseLayers.filter(({ digest }) => isNew(digest));
  const [lowest] = below;
  const baseName =
    base === undefined ? '' : `base ${code(`${base.name}@${shortDigest(base.digest)}`)}${ageOf(build)}`;
  const baseRow = (layer: Descriptor): readonly string[] => [
    range(1, each.baseLayers.length),
    baseName,
    cell(holders(build, layer.digest)),
    formatBytes(below.reduce((total, { size }) => total + size, 0)),
    baseChange(build, below),
  ];
  const own = each.layers.flatMap(({ name, descriptor, entries }, at) => {
    if (!isNew(descriptor.digest)) return [];
    const number = String(each.baseLayers.length + at + 1);
    const holds = entries.length === 0 ? '–' : plural(entries.length, 'entry', 'entries');
    const change = changeText(build.previous?.layers.get(descriptor.digest)) ?? holds;
    return [
      [
        number,
        cell(stepName(name)),
        cell(holders(build, descriptor.digest)),
        formatBytes(descriptor.size),
        change,
      ],
    ];
  });
  return lowest === undefined ? own : [baseRow(lowest), ...own];
}

/** What a layer does; builders name one that holds several steps by the last of them, which only labels it. */
export const stepName = (name: string): string =>
  /#\(nop\)\s+LABEL /.test(name)
    ? 'what the steps changed'
    : name.replace(/^(?:RUN )?\/bin\/sh -c (?:#\(nop\)\s+)?/, '').replace(/ # buildkit$/, '');

/** Of a merge: what each platform is, as another job made it. */
export function platformTable({ image, previous }: BuildResult): string {
  const known = (digest: Digest): string => (previous?.layers.get(digest)?.kind === 'same' ? 'same' : 'new');
  const rows = image.platforms.map(({ platform, manifest }) => {
    const { layers } = manifest.content;
    const kept = layers.filter(({ digest }) => known(digest) === 'same').length;
    return [
      cell(formatPlatform(platform)),
      code(shortDigest(manifest.descriptor.digest)),
      formatBytes(layers.reduce((total, { size }) => total + size, 0)),
      previous === undefined
        ? plural(layers.length, 'layer')
        : `${kept} of ${plural(layers.length, 'layer')} the same`,
    ];
  });
  const since = previous === undefined ? 'holds' : `since ${cell(previous.tag)}`;
  return table(['platform', 'manifest', 'size', since], rows);
}

type Platform = BuildResult['image']['platforms'][number];

function holders({ image }: BuildResult, digest: string): string {
  const names = image.platforms
    .filter((each) => hasLayer(each, digest))
    .map(({ platform }) => formatPlatform(platform));
  return names.length === image.platforms.length ? 'all' : names.join(', ');
}

function baseChange({ previous }: BuildResult, layers: readonly Descriptor[]): string {
  if (previous === undefined) return plural(layers.length, 'layer');
  return layers.every(({ digest }) => previous.layers.get(digest)?.kind === 'same') ? 'same' : 'another base';
}

function changeText(change: LayerChange | undefined): string | undefined {
  switch (change?.kind) {
    case undefined:
      return undefined;
    case 'same':
      return 'same (reused)';
    case 'new':
      return 'new';
    case 'changed': {
      const bytes = `${change.bytes < 0 ? '−' : '+'}${formatBytes(Math.abs(change.bytes))}`;
      return change.files === undefined ? bytes : `${bytes}, ${plural(change.files.length, 'path')}`;
    }
  }
}

/** How old the base is at the time of the build, when its config says when it was made. */
function ageOf({ base, builtAt }: BuildResult): string {
  const old = age(base?.created, builtAt);
  return old === undefined ? '' : ` (${old} old)`;
}

/** Undefined when the time is not known, or lies ahead. */
export function age(created: Date | undefined, now: Date): string | undefined {
  const milliseconds = now.getTime() - (created?.getTime() ?? now.getTime());
  return milliseconds > 0 ? formatDuration(milliseconds) : undefined;
}

const hasLayer = ({ manifest }: Platform, digest: string): boolean =>
  manifest.content.layers.some((layer) => layer.digest === digest);

const range = (from: number, to: number): string => (from === to ? String(from) : `${from}–${to}`);

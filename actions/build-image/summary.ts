import type { Descriptor } from '../../shared/oci/descriptor.ts';
import { shortDigest } from '../../shared/oci/digest.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';
import { formatDuration } from '../../shared/text/duration.ts';
import { cell, code, details, escape, fenced, table } from '../../shared/text/markdown.ts';
import { formatBytes, plural } from '../../shared/text/size.ts';
import type { LayerChange } from './previous.ts';
import type { BuildResult } from './result.ts';

/** The verdict in words, for the heading and the log's last line. */
export function headline(build: BuildResult): string {
  const { tags, published, reproducible, image } = build;
  const what = tags.unchanged ? 'unchanged' : published === undefined ? 'built, not pushed' : 'built';
  const how = reproducible === 'true' ? ', reproducible' : '';
  return `build-image: ${what}${how} (${image.index.descriptor.digest})`;
}

/** The job summary; `reference` is the image by digest. */
export function summary(build: BuildResult, reference: string): string {
  const { warnings, evidence } = build;
  const sign = warnings.length > 0 ? '⚠️' : '✅';
  const [heading] = headline(build).split(' (');
  const checks =
    warnings.length === 0 ? 'Checks: all passed' : `Checks: ${plural(warnings.length, 'warning')}`;
  return (
    [
      `### ${sign} ${escape(heading ?? '')}`,
      ...why(build),
      subjectLine(build, reference),
      layerTable(build),
      details(
        `${checks} · provenance · how to pull and rebuild it`,
        [
          ...warningLines(build),
          ...changedPaths(build),
          evidenceLines(evidence),
          ...baseLines(build),
          ...phaseLines(build),
          commands(build, reference),
        ].join('\n\n'),
      ),
      footer(build),
    ].join('\n\n') + '\n'
  );
}

function why({ warnings, tags, plan }: BuildResult): readonly string[] {
  const lines = [
    ...warnings
      .slice(0, 1)
      .map(({ what, next }) => `${escape(what)}.${next === undefined ? '' : `\n**To do:** ${escape(next)}`}`),
    ...tags.heldBack.map(({ tag, newest }) => `${code(tag)} stays where it is: ${code(newest)} is newer.`),
    ...plan.tags.notes.map(escape),
  ];
  return lines.length === 0 ? [] : [lines.join('\n\n')];
}

function subjectLine({ tags, published, image }: BuildResult, reference: string): string {
  const named = [...tags.already, ...(published === undefined ? [] : tags.write.map(({ tag }) => tag))];
  const parts = [
    code(reference),
    named.length === 0 ? 'no tag' : named.map(code).join(', '),
    image.platforms.map(({ platform }) => escape(formatPlatform(platform))).join(', '),
  ];
  return parts.join(' · ');
}

/** Each layer once, with the platforms that have it, and what it is to the previous release. */
function layerTable(build: BuildResult): string {
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
    const change =
      changeText(build.previous?.layers.get(descriptor.digest)) ?? plural(entries.length, 'entry', 'entries');
    return [
      [number, cell(name), cell(holders(build, descriptor.digest)), formatBytes(descriptor.size), change],
    ];
  });
  return lowest === undefined ? own : [baseRow(lowest), ...own];
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

function age(created: Date | undefined, now: Date): string | undefined {
  const milliseconds = now.getTime() - (created?.getTime() ?? now.getTime());
  return milliseconds > 0 ? formatDuration(milliseconds) : undefined;
}

const hasLayer = ({ manifest }: Platform, digest: string): boolean =>
  manifest.content.layers.some((layer) => layer.digest === digest);

const range = (from: number, to: number): string => (from === to ? String(from) : `${from}–${to}`);

const MAX_PATHS = 20;

/** The first changed paths of each layer that changed. */
function changedPaths({ image, previous }: BuildResult): readonly string[] {
  const layers = new Map(
    image.platforms.flatMap((each) =>
      each.layers.map((layer) => [layer.descriptor.digest, layer.name] as const),
    ),
  );
  return [...layers].flatMap(([digest, name]) => {
    const change = previous?.layers.get(digest);
    if (change?.kind !== 'changed' || change.files === undefined || change.files.length === 0) return [];
    const rest = change.files.length - MAX_PATHS;
    const lines = [...change.files.slice(0, MAX_PATHS), ...(rest > 0 ? [`… and ${rest} more`] : [])];
    return [`Changed in ${escape(name)}:\n\n${fenced('diff', lines.join('\n'))}`];
  });
}

const warningLines = ({ warnings }: BuildResult): readonly string[] =>
  warnings.length === 0
    ? []
    : [
        table(
          ['check', 'seen', 'what to do'],
          warnings.map(({ check, what, next }) => [code(check), cell(what), cell(next ?? '–')]),
        ),
      ];

/** The bases of a Dockerfile; that of an image.yml stands among the layers. */
const baseLines = ({ base, bases, builtAt }: BuildResult): readonly string[] =>
  base !== undefined || bases.length === 0
    ? []
    : [
        table(
          ['base', 'digest', 'age'],
          bases.map(({ name, digest, created }) => [
            code(name),
            code(shortDigest(digest)),
            cell(age(created, builtAt) ?? '–'),
          ]),
        ),
      ];

const phaseLines = ({ phases }: BuildResult): readonly string[] =>
  phases.length === 0
    ? []
    : [
        `Time: ${phases.map(({ name, milliseconds }) => `${escape(name)} ${formatDuration(milliseconds)}`).join(' · ')}`,
      ];

function evidenceLines({ provenancePath, sboms }: BuildResult['evidence']): string {
  const rows = sboms.map(({ platform, packages, problems }) => [
    cell(platform),
    String(packages),
    problems.length === 0 ? 'complete' : cell(problems.map(({ what }) => what).join('; ')),
  ]);
  return `Provenance: ${code(provenancePath)}\n\n${table(['SBOM', 'packages', 'coverage'], rows)}`;
}

function commands({ plan, base }: BuildResult, reference: string): string {
  const { commit } = plan;
  const pull =
    plan.inputs.image.kind === 'registry'
      ? [`docker pull ${reference}`, `crane manifest ${reference}`]
      : [`oras manifest fetch --oci-layout ${reference.slice('oci-layout:'.length)}`];
  const rebuild =
    commit === undefined || plan.origin === undefined
      ? []
      : [`git checkout ${commit.sha}   # then build ${plan.origin.path} again: the digest is the same`];
  const from = base === undefined ? [] : [`# base: ${base.name}@${base.digest}`];
  return fenced('sh', [...pull, ...rebuild, ...from].join('\n'));
}

function footer({ published, milliseconds, plan, tags }: BuildResult): string {
  const sent =
    published === undefined
      ? 'nothing was stored'
      : `${formatBytes(published.bytesWritten)} sent, ${plural(published.blobs.present, 'blob')} there already, ${published.blobs.mounted} mounted`;
  const parts = [
    plan.origin === undefined ? 'merged' : `${plan.origin.path} ${shortDigest(plan.origin.digest)}`,
    sent,
    formatDuration(milliseconds),
    tags.unchanged ? 'unchanged' : 'done',
  ];
  return `<sub>${escape(parts.join(' · '))}</sub>`;
}

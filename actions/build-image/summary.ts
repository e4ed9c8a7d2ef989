import { shortDigest } from '../../shared/oci/digest.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';
import { formatDuration } from '../../shared/text/duration.ts';
import { cell, code, details, escape, fenced, table } from '../../shared/text/markdown.ts';
import { formatBytes, plural } from '../../shared/text/size.ts';
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
        [...warningLines(build), evidenceLines(evidence), commands(build, reference)].join('\n\n'),
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

/** Each layer once, with the platforms that have it. */
function layerTable({ image, base }: BuildResult): string {
  const rows = image.platforms.flatMap((each, index) => {
    const before = image.platforms.slice(0, index);
    const isNew = (digest: string): boolean => !before.some((other) => hasLayer(other, digest));
    const holders = (digest: string): string => {
      const names = image.platforms
        .filter((other) => hasLayer(other, digest))
        .map(({ platform }) => formatPlatform(platform));
      return names.length === image.platforms.length ? 'all' : names.join(', ');
    };
    const below = each.baseLayers.filter(({ digest }) => isNew(digest));
    const [lowest] = below;
    const baseRow = [
      range(1, each.baseLayers.length),
      base === undefined ? '' : `base ${code(`${base.name}@${shortDigest(base.digest)}`)}`,
      lowest === undefined ? '' : cell(holders(lowest.digest)),
      formatBytes(below.reduce((total, { size }) => total + size, 0)),
      plural(below.length, 'layer'),
    ];
    const own = each.layers.flatMap(({ name, descriptor, entries }, at) => {
      if (!isNew(descriptor.digest)) return [];
      const number = String(each.baseLayers.length + at + 1);
      return [
        [
          number,
          cell(name),
          cell(holders(descriptor.digest)),
          formatBytes(descriptor.size),
          plural(entries.length, 'entry', 'entries'),
        ],
      ];
    });
    return below.length === 0 ? own : [baseRow, ...own];
  });
  return table(['layer', 'what', 'platforms', 'size', 'holds'], rows);
}

const hasLayer = ({ manifest }: BuildResult['image']['platforms'][number], digest: string): boolean =>
  manifest.content.layers.some((layer) => layer.digest === digest);

const range = (from: number, to: number): string => (from === to ? String(from) : `${from}–${to}`);

const warningLines = ({ warnings }: BuildResult): readonly string[] =>
  warnings.length === 0
    ? []
    : [
        table(
          ['check', 'seen', 'what to do'],
          warnings.map(({ check, what, next }) => [code(check), cell(what), cell(next ?? '–')]),
        ),
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
    commit === undefined
      ? []
      : [`git checkout ${commit.sha}   # then build ${plan.filePath} again: the digest is the same`];
  const from = base === undefined ? [] : [`# base: ${base.name}@${base.digest}`];
  return fenced('sh', [...pull, ...rebuild, ...from].join('\n'));
}

function footer({ published, milliseconds, plan, tags }: BuildResult): string {
  const sent =
    published === undefined
      ? 'nothing was stored'
      : `${formatBytes(published.bytesWritten)} sent, ${plural(published.blobs.present, 'blob')} there already, ${published.blobs.mounted} mounted`;
  const parts = [
    `${plan.filePath} ${shortDigest(plan.fileDigest)}`,
    sent,
    formatDuration(milliseconds),
    tags.unchanged ? 'unchanged' : 'done',
  ];
  return `<sub>${escape(parts.join(' · '))}</sub>`;
}

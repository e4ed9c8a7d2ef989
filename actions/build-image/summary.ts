import { shortDigest } from '../../shared/oci/digest.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';
import { formatDuration } from '../../shared/text/duration.ts';
import { cell, code, cut, details, escape, fenced, table } from '../../shared/text/markdown.ts';
import { formatBytes, plural } from '../../shared/text/size.ts';
import { isDockerfile } from './dockerfile-plan.ts';
import { age, layerTable, platformTable, stepName } from './layer-table.ts';
import type { BuildResult } from './result.ts';

/** The verdict in words, for the heading and the log's last line. */
export function headline(build: BuildResult): string {
  const { tags, published, reproducible, image } = build;
  const made = isMerge(build) ? 'merged' : 'built';
  const what = tags.unchanged ? 'unchanged' : published === undefined ? `${made}, not pushed` : made;
  const how = reproducible === 'true' ? ', reproducible' : '';
  return `build-image: ${what}${how} (${image.index.descriptor.digest})`;
}

const isMerge = ({ plan }: BuildResult): boolean => plan.origin === undefined;

/** The job summary; `reference` is the image by digest. */
export function summary(build: BuildResult, reference: string): string {
  const { warnings, evidence } = build;
  const sign = warnings.length > 0 ? '⚠️' : '✅';
  const [heading] = headline(build).split(' (');
  return (
    [
      `### ${sign} ${escape(heading ?? '')}`,
      ...why(build),
      subjectLine(build, reference),
      isMerge(build) ? platformTable(build) : layerTable(build),
      details(
        `${checksOf(build)} · provenance · how to pull and verify it`,
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

/** What was looked for, and what was not: a check that is off has found nothing. */
function checksOf({ warnings, plan }: BuildResult): string {
  const off = Object.entries(plan.levels).flatMap(([name, level]) => (level === 'off' ? [name] : []));
  const seen = warnings.length === 0 ? 'all passed' : plural(warnings.length, 'warning');
  const found = plan.origin === undefined ? 'those of the jobs that built the platforms' : seen;
  return ['Checks: ', found, ...(off.length === 0 ? [] : [`, off: ${off.join(', ')}`])].join('');
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function why({ warnings, tags, plan }: BuildResult): readonly string[] {
  const lines = [
    ...warnings
      .slice(0, 1)
      .flatMap(({ what, next }) => [
        escape(sentence(what)),
        ...(next === undefined ? [] : [`**To do:** ${escape(next)}`]),
      ]),
    ...tags.heldBack.map(({ tag, newest }) => `${code(tag)} stays where it is: ${code(newest)} is newer.`),
    ...plan.tags.notes.map((note) => escape(sentence(note))),
  ];
  return lines.length === 0 ? [] : [lines.join('\n\n')];
}

function subjectLine({ tags, published, image }: BuildResult, reference: string): string {
  const [wanted, { already }] = [tags.write.map(({ tag }) => tag), tags];
  const named = [...already, ...(published === undefined ? [] : wanted)].map(code).join(', ');
  const planned =
    published === undefined && wanted.length > 0 ? `would be ${wanted.map(code).join(', ')}` : '';
  const parts = [
    code(reference),
    [named, planned].filter((text) => text !== '').join(', ') || 'no tag',
    image.platforms.map(({ platform }) => escape(formatPlatform(platform))).join(', '),
  ];
  return parts.join(' · ');
}

const MAX_PATHS = 20;
const MAX_PATH_CHARACTERS = 200;

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
    const lines = [
      ...change.files.slice(0, MAX_PATHS).map((file) => cut(visible(file), MAX_PATH_CHARACTERS)),
      ...(rest > 0 ? [`… and ${rest} more`] : []),
    ];
    return [`Changed in ${escape(stepName(name))}:\n\n${fenced('diff', lines.join('\n'))}`];
  });
}

/** A line break in a file's name would look like another file. */
const visible = (name: string): string =>
  name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`);

const warningLines = ({ warnings }: BuildResult): readonly string[] =>
  warnings.length === 0
    ? []
    : [
        table(
          ['check', 'what', 'seen', 'where', 'what to do'],
          warnings.map(({ check, what, seen, at, next }) => [
            code(check),
            cell(what),
            cell(seen ?? '–'),
            at === undefined ? '–' : code(`${at.file}:${at.line}`),
            cell(next ?? '–'),
          ]),
        ),
        `To change what a check does, set the input ${code('checks')}, such as ${code(`${warnings[0]?.check ?? ''}=error`)} or ${code(`${warnings[0]?.check ?? ''}=off`)}.`,
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

function evidenceLines({ provenancePath, sboms, statementPaths }: BuildResult['evidence']): string {
  const rows = sboms.map(({ platform, packages, problems }) => [
    cell(platform),
    String(packages),
    problems.length === 0 ? 'complete' : cell(problems.map(({ what }) => what).join('; ')),
  ]);
  const builders = statementPaths.map((file) => code(file)).join(' ');
  const own = builders === '' ? '' : `\n\nWhat BuildKit itself attests, read into ours: ${builders}`;
  return `Provenance: ${code(provenancePath)}${own}\n\n${table(['SBOM', 'packages', 'coverage'], rows)}`;
}

/** What is there can be pulled and verified; what is only said to be built can be built. */
function commands({ plan, base, published, tags, reproducible }: BuildResult, reference: string): string {
  const { commit, origin, inputs } = plan;
  const isThere = published !== undefined || tags.unchanged;
  const pull =
    inputs.image.kind === 'registry'
      ? [`docker pull ${reference}`, `crane validate --remote ${reference}`]
      : [`oras manifest fetch --oci-layout ${reference.slice('oci-layout:'.length)}`];
  const isRepeatable = origin !== undefined && (!isDockerfile(origin.path) || reproducible === 'true');
  const rebuild =
    commit === undefined || !isRepeatable
      ? []
      : [`git checkout ${commit.sha}   # then build ${visible(origin.path)} again: the digest is the same`];
  const from = base === undefined ? [] : [`# base: ${base.name}@${base.digest}`];
  return fenced('sh', [...(isThere ? pull : []), ...rebuild, ...from].join('\n'));
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

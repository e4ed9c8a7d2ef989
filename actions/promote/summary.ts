import { type IgnoredEvidence, countIgnored } from '../../shared/evidence/evidence.ts';
import { unifiedDiff } from '../../shared/manifests/diff.ts';
import { shortDigest } from '../../shared/oci/digest.ts';
import type { GateFinding } from '../../shared/policy/verdict.ts';
import { cell, code, details, escape, fenced, table } from '../../shared/text/markdown.ts';
import { formatBytes, plural } from '../../shared/text/size.ts';
import { worstResult } from './plan.ts';
import { type PromoteReport, type ReportedImage, type ReportedWrites, isOpen } from './report.ts';

const MARK: Record<GateFinding['result'], string> = {
  pass: '✅ pass',
  fail: '⛔ fail',
  missing: '⛔ missing',
  pending: '⏸️ pending',
};
const RANK: Record<GateFinding['result'], number> = { fail: 0, missing: 1, pending: 2, pass: 3 };

/** The heading's words: what became of which images; `show` is what a text from outside goes through. */
export function headline(report: PromoteReport, show: (text: string) => string = (text) => text): string {
  const { images, applied, mode, verdict } = report;
  const environment = show(report.environment);
  const names = show(images.map((image) => image.verdict.image).join(', '));
  if (verdict === 'fail') {
    const failed = plural(allFindings(report).filter(isOpen).length, 'requirement');
    return `promote: refused, ${names} may not go to ${environment}: ${failed} not met`;
  }
  if (mode === 'plan') {
    const pending = allFindings(report).filter(({ result }) => result === 'pending');
    const open =
      pending.length === 0
        ? ''
        : `; ${show(pending.map(({ requirement }) => requirement).join(', '))} pending`;
    return `promote: ${environment} would get ${names}${open}`;
  }
  if (applied === undefined) return `promote: ${names} may go to ${environment}, nothing was written`;
  if (applied.unchanged) return `promote: unchanged, ${names} is in ${environment} already`;
  if (onlyEvidence(applied)) {
    const statements = plural(sumOf(applied.copied, 'referrers'), 'new statement');
    return `promote: ${names} is in ${environment} already, ${statements} copied`;
  }
  return `promote: ${names} promoted to ${environment}`;
}

type Counted = 'bytes' | 'mounted' | 'manifests' | 'referrers' | 'unreadable';

const sumOf = (copied: ReportedWrites['copied'], what: Counted): number =>
  copied.reduce((sum, each) => sum + each[what], 0);

/** The images were there, named and recorded; what refers to them was not all there. */
const onlyEvidence = ({ copied, commit, records }: ReportedWrites): boolean =>
  commit === undefined &&
  records.length > 0 &&
  records.every(({ status }) => status === 'unchanged') &&
  sumOf(copied, 'manifests') === 0 &&
  sumOf(copied, 'referrers') > 0;

const allFindings = ({ images, gates }: PromoteReport): readonly GateFinding[] => [
  ...images.flatMap(({ verdict }) => verdict.findings),
  ...gates,
];

const SIGN = { pass: '✅', warn: '⚠️', fail: '⛔' } as const;

function signOf(report: PromoteReport): string {
  const waits = allFindings(report).some(({ result }) => result === 'pending');
  return report.verdict === 'pass' && waits ? '⏸️' : SIGN[report.verdict];
}

/** The job summary: verdict, deciding fact, what to do, subjects, requirements, diff, details, policy. */
export function summarise(report: PromoteReport): string {
  const { images, gates, files, policy } = report;
  const first = allFindings(report).find(isOpen);
  const diff = files.map(({ path, before, after }) => unifiedDiff(path, before, after)).join('');
  return [
    `### ${signOf(report)} ${headline(report, escape)}`,
    why(report, first),
    whatToDo(report, first),
    images.map(subjectLine).join('\n'),
    ...images.map(({ verdict }, index) =>
      requirements(verdict.image, [...verdict.findings, ...(index === 0 ? gates : [])]),
    ),
    diff !== '' ? fenced('diff', diff) : report.verdict === 'fail' ? '' : targetsLine(report),
    report.applied === undefined ? '' : writes(report.applied),
    ignoredDetails(images.flatMap(({ ignored }) => ignored)),
    previewDetails(report),
    `<sub>policy ${code(shortDigest(policy.digest))} of ${escape(policy.uri)} · plan ${code(shortDigest(report.planDigest))}</sub>`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function why(report: PromoteReport, first: GateFinding | undefined): string {
  const environment = escape(report.environment);
  if (first !== undefined) {
    const but = report.verdict === 'warn' ? ` ${environment} is in mode warn, so this did not stop it.` : '';
    return `${escape(`${first.requirement}: ${first.seen}; wanted ${first.wanted}`)} (required by ${escape(first.environment)}).${but}`;
  }
  const met = allFindings(report).filter(({ result }) => result === 'pass').length;
  return allFindings(report).length === 0
    ? `**${environment} requires nothing**, so nothing was proven.`
    : `${plural(met, 'requirement')} of ${environment} and what leads to it ${met === 1 ? 'is' : 'are'} met.`;
}

function whatToDo({ mode, verdict, planDigest }: PromoteReport, first: GateFinding | undefined): string {
  if (first?.next !== undefined) return `**To do:** ${escape(first.next)}`;
  return mode === 'plan' && verdict !== 'fail'
    ? `Approving the job that applies it approves plan ${code(planDigest)} and nothing else.`
    : '';
}

const subjectLine = ({ verdict, source, platforms, destinations }: ReportedImage): string =>
  [
    code(`${destinations[0]?.split('@')[0] ?? source}@${verdict.digest}`),
    ...platforms.map(escape),
    ...destinations.slice(1).map((each) => `also in ${code(each)}`),
  ].join(' · ') + '  ';

function requirements(image: string, findings: readonly GateFinding[]): string {
  const rows = findings
    .toSorted((a, b) => RANK[a.result] - RANK[b.result])
    .map(({ requirement, environment, result, wanted, seen, evidence }) => [
      MARK[result],
      cell(requirement),
      cell(environment),
      cell(wanted),
      cell(seen),
      evidence.map((digest) => code(shortDigest(digest))).join(' ') || '–',
    ]);
  const headings = ['', `requirement (${cell(image)})`, 'of', 'wanted', 'seen', 'evidence'];
  return rows.length === 0 ? '' : table(headings, rows);
}

function targetsLine({ targets, environment }: PromoteReport): string {
  if (targets.length === 0)
    return `${escape(environment)} has no targets: no deployment file names the digest.`;
  const files = [...new Set(targets.map(({ path }) => path))];
  return `The deployment files name it already: ${files.map(code).join(', ')}.`;
}

function writes({ copied, commit, deployment, records, signed }: ReportedWrites): string {
  const unreadable = sumOf(copied, 'unreadable');
  const facts = [
    copiedText(copied),
    ...(unreadable === 0 ? [] : [`${plural(unreadable, 'unreadable referrer')} left behind`]),
    commit === undefined ? 'no commit' : `commit ${code(commit.slice(0, 12))}`,
    `deployment ${deployment}`,
    ...records.map(
      ({ digest, status }) =>
        `record ${code(shortDigest(digest))}${status === 'unchanged' ? ' (was there)' : ''}`,
    ),
    ...(signed
      ? []
      : ['**not recorded**: signing is none, so no later environment can rely on this promotion']),
  ];
  return facts.join(' · ');
}

/** What became of the image's parts: sent, taken from elsewhere in the registry, written, attached. */
function copiedText(copied: ReportedWrites['copied']): string {
  const sum = (what: Counted): number => sumOf(copied, what);
  const parts = [
    ...(sum('bytes') === 0 ? [] : [`${formatBytes(sum('bytes'))} sent`]),
    ...(sum('mounted') === 0 ? [] : [`${plural(sum('mounted'), 'blob')} mounted`]),
    ...(sum('manifests') === 0 ? [] : [`${plural(sum('manifests'), 'manifest')} written`]),
    ...(sum('referrers') === 0 ? [] : [`${plural(sum('referrers'), 'statement')} copied`]),
  ];
  return parts.length === 0 ? 'nothing had to be copied' : parts.join(', ');
}

/** Counts by reason, then what was left aside, at most so many. */
function ignoredDetails(ignored: readonly IgnoredEvidence[]): string {
  if (ignored.length === 0) return '';
  const counts = countIgnored(ignored).map(([reason, count]) => `${count} ${reason}`);
  const rows = ignored.map(({ reason, detail, claimedType, store, manifestDigest }) => [
    cell(reason),
    cell(detail),
    cell(claimedType ?? '–'),
    cell(manifestDigest === undefined ? store : `${store}@${shortDigest(manifestDigest)}`),
  ]);
  return details(
    `Ignored: ${counts.join(', ')}`,
    table(['reason', 'detail', 'it says it is', 'where'], rows),
  );
}

function previewDetails({ preview }: PromoteReport): string {
  if (preview === undefined) return '';
  if ('problems' in preview) {
    const list = preview.problems.map((each) => `- ${escape(each)}`).join('\n');
    return details("Preview only: nothing can be judged by this pull request's policy", list);
  }
  const failed = preview.verdicts.flatMap(({ findings }) => findings.filter(isOpen));
  const verdict = worstResult(preview.verdicts);
  const rows = failed.map(({ requirement, wanted, seen }) => [cell(requirement), cell(wanted), cell(seen)]);
  return details(
    `Preview only: with this pull request's policy (${shortDigest(preview.digest)}) the verdict would be ${verdict}`,
    rows.length === 0 ? 'Every requirement would be met.' : table(['requirement', 'wanted', 'seen'], rows),
  );
}

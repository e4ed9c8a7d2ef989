import type { Cleaned, StaleTag } from '../../shared/evidence/stale-tag.ts';
import { shortDigest } from '../../shared/oci/digest.ts';
import { LAYOUT_PREFIX } from '../../shared/oci/reference.ts';
import { cell, code, details, escape, table } from '../../shared/text/markdown.ts';
import { plural } from '../../shared/text/size.ts';
import type { Entry } from './apply.ts';

/** Everything that the summary, the report and the outputs are made of. */
export interface SignReport {
  readonly images: readonly { readonly reference: string; readonly platforms: readonly string[] }[];
  /** Undefined when nothing was signed. */
  readonly signer: string | undefined;
  readonly dryRun: boolean;
  readonly entries: readonly Entry[];
  /** Suites whose tests failed; they are signed as failed. */
  readonly failedSuites: readonly string[];
  /** Bundles that GitHub did not have yet; undefined when it was not asked to keep them. */
  readonly storedWithGitHub?: number;
  /** Tags whose image is gone, by repository; undefined when nobody has asked for them. */
  readonly cleanup?: readonly CleanedRepository[];
}

/** The stale tags of one repository, and what became of them. */
export interface CleanedRepository {
  readonly repository: string;
  readonly tags: readonly (StaleTag | Cleaned)[];
}

/** The heading's words: what was done, with how many statements. */
export function headline({ signer, dryRun, entries, images }: SignReport): string {
  const count = (status: Entry['status']): number =>
    entries.filter((entry) => entry.status === status).length;
  const statements = plural(entries.length, 'statement');
  if (signer === undefined) return `sign: nothing signed, ${statements} left out`;
  if (dryRun) {
    return `sign: dry run, ${plural(count('would write'), 'statement')} would be attached, ${count('unchanged')} unchanged`;
  }
  const written = count('written');
  const inRegistries = images.every(({ reference }) => !reference.startsWith(LAYOUT_PREFIX));
  const verified = `verified ${inRegistries ? 'in the registry' : 'where it is stored'}`;
  if (written === 0) return `sign: unchanged, ${statements} ${verified}`;
  const others = entries.length === written ? '' : ` (${entries.length - written} were there already)`;
  return `sign: ${plural(written, 'statement')} attached, ${verified}${others}`;
}

/** The job summary: verdict, why, what to do, the subjects, one table. */
export function summarise(report: SignReport): string {
  const { signer, failedSuites, images, entries } = report;
  const sign = signer === undefined || failedSuites.length > 0 ? '⚠️' : '✅';
  return [
    `### ${sign} ${escape(headline(report))}`,
    '',
    why(report),
    '',
    ...images.map(
      ({ reference, platforms }) =>
        `${code(reference)}${platforms.map((each) => ` · ${cell(each)}`).join('')}  `,
    ),
    '',
    table(['statement', 'on', 'bundle', 'done'], rows(entries)),
    '',
    ...logged(entries),
    ...(report.cleanup ?? []).flatMap(cleaned),
  ].join('\n');
}

/** Links to the log's entries, for whoever wants to see them. */
function logged(entries: readonly Entry[]): readonly string[] {
  const urls = [...new Set(entries.flatMap(({ logUrl }) => logUrl ?? []))];
  if (urls.length === 0) return [];
  return [details('Entries in the transparency log', urls.map((url) => `- ${code(url)}`).join('\n')), ''];
}

function cleaned({ repository, tags }: CleanedRepository): readonly string[] {
  if (tags.length === 0) return [`No tag in ${code(repository)} has lost its image.`, ''];
  const what = (each: StaleTag | Cleaned): string => {
    if (!('status' in each)) return 'would be deleted';
    return each.status === 'kept' ? `kept: ${each.why}` : 'deleted';
  };
  const lines = tags.map((each) => [code(each.tag), cell(what(each))]);
  const title = `${plural(tags.length, 'tag')} in ${repository} whose image is gone`;
  return [details(title, table(['tag', 'done'], lines)), ''];
}

function why({ signer, failedSuites, storedWithGitHub }: SignReport): string {
  const stored =
    storedWithGitHub === undefined
      ? ''
      : ` ${plural(storedWithGitHub, 'bundle')} stored with GitHub that it did not have.`;
  const by =
    signer === undefined
      ? 'There is neither a key nor a token here, so nothing was signed; a gate that wants evidence will refuse this image.'
      : `Signed by ${code(signer)}.${stored}`;
  if (failedSuites.length === 0) return by;
  return `${by} **Failed tests were attached as failed:** ${failedSuites.map(cell).join(', ')}; a gate that wants them will refuse this image.`;
}

/** Rows of one bundle become one row that names its places. */
function rows(entries: readonly Entry[]): readonly (readonly string[])[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = entry.bundleDigest ?? `${entry.label} ${entry.subject}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const bundle = first.bundleDigest === undefined ? '–' : code(shortDigest(first.bundleDigest));
    return [
      [cell(first.label), cell(group.map(({ place }) => place).join(', ')), bundle, cell(statusOf(group))],
    ];
  });
}

const statusOf = (group: readonly Entry[]): string =>
  [...new Set(group.map(({ status }) => status))].join(', ');

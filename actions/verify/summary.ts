import { treeMarkdown } from '../../shared/evidence/tree-text.ts';
import type { EvidenceTree } from '../../shared/evidence/tree.ts';
import { shortDigest } from '../../shared/oci/digest.ts';
import type { Finding, Verdict } from '../../shared/policy/verdict.ts';
import { cell, code, details, escape, table } from '../../shared/text/markdown.ts';
import { plural } from '../../shared/text/size.ts';

const SIGN: Record<Finding['result'], string> = { pass: '✅', fail: '⛔', missing: '⛔' };

const failedOf = ({ findings }: Verdict): readonly Finding[] =>
  findings.filter(({ result }) => result !== 'pass');

/** The verdict in one line, and of how many requirements how many are open. */
export function headline(verdict: Verdict): string {
  const failed = failedOf(verdict).length;
  if (failed === 0) return `verify: pass, ${plural(verdict.findings.length, 'requirement')} met`;
  return `verify: fail, ${failed} of ${plural(verdict.findings.length, 'requirement')} not met`;
}

/** The job summary: verdict, the first reason, what to do, the subject, requirements with the failed first, and the tree. */
export function summarise(verdict: Verdict, tree: EvidenceTree): string {
  const failed = failedOf(verdict);
  const [first] = failed;
  const passed = verdict.findings.filter(({ result }) => result === 'pass');
  return [
    `### ${first === undefined ? '✅' : '⛔'} ${escape(headline(verdict))}`,
    ...(first === undefined
      ? []
      : ['', `${escape(first.requirement)}: wanted ${escape(first.wanted)}, saw ${escape(first.seen)}.`]),
    ...(first?.next === undefined ? [] : ['', `**To do:** ${escape(first.next)}`]),
    '',
    code(tree.image),
    '',
    table(['', 'requirement', 'wanted', 'seen', 'evidence'], [...failed, ...passed].map(row)),
    '',
    details('Evidence', treeMarkdown(tree)),
    '',
  ].join('\n');
}

const row = ({ result, requirement, wanted, seen, evidence }: Finding): readonly string[] => [
  `${SIGN[result]} ${result}`,
  cell(requirement),
  cell(wanted),
  cell(seen),
  evidence.map((digest) => code(shortDigest(digest))).join(' ') || '–',
];

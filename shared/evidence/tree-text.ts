import { shortDigest } from '../oci/digest.ts';
import { formatTime } from '../text/duration.ts';
import { code, cut, escape } from '../text/markdown.ts';
import type { EvidenceTree, TreeEntry, TreeNode } from './tree.ts';

const MAX_CHARACTERS = 100;

/** The tree for a terminal; what signers wrote is shown on one line, without anything that could move the cursor. */
export function treeText({ image, nodes }: EvidenceTree): string {
  const lines = [plain(image)];
  for (const [index, node] of nodes.entries()) {
    const last = index === nodes.length - 1;
    lines.push(`${last ? '└─' : '├─'} ${plain(node.label)} ${shortDigest(node.digest)}`);
    const leaves = leavesOf(node, plain, plain);
    for (const [leaf, text] of leaves.entries()) {
      lines.push(`${last ? '   ' : '│  '}${leaf === leaves.length - 1 ? '└─' : '├─'} ${text}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** The tree as nested lists. */
export function treeMarkdown({ image, nodes }: EvidenceTree): string {
  const lines = [code(image), ''];
  for (const node of nodes) {
    lines.push(`- **${escape(node.label)}** ${code(shortDigest(node.digest))}`);
    lines.push(
      ...leavesOf(node, (text) => escape(cut(text, MAX_CHARACTERS)), code).map((text) => `  - ${text}`),
    );
  }
  return `${lines.join('\n')}\n`;
}

type Show = (text: string) => string;

function leavesOf(node: TreeNode, show: Show, showDigest: Show): readonly string[] {
  const entries = node.entries.map((entry) => entryLine(entry, show, showDigest));
  const ignored = node.ignored.map(([reason, count]) => `${count} ${reason}`).join(', ');
  const leaves = ignored === '' ? entries : [...entries, `ignored: ${ignored}`];
  return leaves.length === 0 ? ['no evidence'] : leaves;
}

function entryLine(entry: TreeEntry, show: Show, showDigest: Show): string {
  const { name, detail, signedBy, time, timeSource, bundleDigest, superseded } = entry;
  const said = detail === '' ? show(name) : `${show(name)}: ${show(detail)}`;
  const when =
    time === undefined ? '' : ` · ${formatTime(time)}${timeSource === 'predicate' ? ' (as signed)' : ''}`;
  const bundle = showDigest(shortDigest(bundleDigest));
  return `${said} · by ${show(signedBy)}${when} · ${bundle}${superseded ? ' · superseded' : ''}`;
}

/** Control, format and unassigned characters become one space, as do runs of spaces. */
const plain = (text: string): string => cut(text.replace(/[\p{C}\s]+/gu, ' ').trim(), MAX_CHARACTERS + 60);

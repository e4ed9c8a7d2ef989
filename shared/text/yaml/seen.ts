import { type Node, isMap, isScalar, isSeq } from 'yaml';

/** How a node is shown in an error: texts in quotes, other scalars as they are written. */
export function seenNode(node: Node | null | undefined): string {
  if (isScalar(node)) {
    if (typeof node.value === 'string') return JSON.stringify(node.value);
    return node.value === null ? 'nothing' : (node.source ?? JSON.stringify(node.value));
  }
  return isMap(node) ? 'a mapping' : isSeq(node) ? 'a list' : 'nothing';
}

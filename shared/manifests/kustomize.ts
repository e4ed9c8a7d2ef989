import { type YAMLMap, isMap, isScalar, isSeq } from 'yaml';
import { UserError } from '../text/error.ts';
import { type Documents, parseDocuments, refuseAlias, textAt, valueAt } from './documents.ts';
import { type Edit, type ImageValue, type NamedImage, sameRepository } from './edit.ts';
import {
  type Splice,
  fillEmpty,
  insertAfter,
  pairOf,
  removePair,
  replaceScalar,
  spliceAndCheck,
} from './splice.ts';

/** An entry of a kustomization's `images` list, found by its `name`. */
export interface KustomizeTarget {
  readonly kind: 'kustomize';
  readonly file: string;
  /** Names that the entry may have, in order of preference. */
  readonly names: readonly string[];
}

/**
 * Sets `digest` (and `newName`, where the entry leads elsewhere) and takes `newTag` out: a digest beside an old tag would show a
 * version that does not run, and kustomize itself drops the tag when it sets a digest.
 * @throws UserError when there is no such entry, or more than one, or it holds an alias.
 */
export function editKustomization(text: string, target: KustomizeTarget, image: ImageValue): Edit {
  const documents = parseDocuments(target.file, text);
  const entry = findEntry(documents, target);
  const before = readEntry(entry.map);
  const line = documents.at(valueAt(entry.map, 'digest')?.range?.[0] ?? entry.map.range?.[0] ?? 0).line;
  const splices: Splice[] = [];
  const change: Record<string, string | undefined> = {};
  setKey(documents, entry.map, 'digest', image.digest, splices, change);
  if (!sameRepository(before.repository, image.repository)) {
    setKey(documents, entry.map, 'newName', image.repository, splices, change);
  }
  const tag = pairOf(entry.map, 'newTag');
  if (tag !== undefined) {
    splices.push(removePair(documents, entry.map, tag));
    change['newTag'] = undefined;
  }
  const edited = spliceAndCheck(documents, merged(splices), (data) => {
    applyChange(data, entry.document, entry.index, change);
  });
  return { text: edited, changed: edited !== text, line, before, after: image };
}

interface Entry {
  readonly document: number;
  readonly index: number;
  readonly map: YAMLMap;
}

function findEntry(documents: Documents, target: KustomizeTarget): Entry {
  const entries = documents.documents.flatMap((document, at) => {
    const images = valueAt(document.contents, 'images');
    refuseAlias(documents, images, 'images');
    if (!isSeq(images)) return [];
    return images.items.flatMap((map, index): readonly Entry[] =>
      isMap(map) ? [{ document: at, index, map }] : [],
    );
  });
  const named = target.names.map((name) => entries.filter(({ map }) => textAt(map, 'name') === name));
  const [first, ...others] = named.find((found) => found.length > 0) ?? [];
  const wanted = target.names.join(' or ');
  if (first === undefined) {
    throw new UserError({
      what: `${target.file} has no images entry named ${wanted}`,
      rule: 'promote changes an entry that is there; where a new one belongs it cannot know',
      seen: entries.map(({ map }) => textAt(map, 'name') ?? '?').join(', ') || 'no images list',
      next: `add "images: [{name: ${target.names[0] ?? ''}}]", or say name: in the policy's target`,
      at: documents.at(0),
    });
  }
  if (others.length > 0) {
    throw new UserError({
      what: `${target.file} has ${others.length + 1} images entries named ${wanted}`,
      rule: 'one entry decides',
      at: documents.at(others[0]?.map.range?.[0] ?? 0),
    });
  }
  return first;
}

function readEntry(map: YAMLMap): NamedImage {
  const [tag, digest] = [textAt(map, 'newTag'), textAt(map, 'digest')];
  return {
    repository: textAt(map, 'newName') ?? textAt(map, 'name') ?? '',
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

function setKey(
  documents: Documents,
  map: YAMLMap,
  key: string,
  value: string,
  splices: Splice[],
  change: Record<string, string | undefined>,
): void {
  const present = pairOf(map, key);
  const node = valueAt(map, key);
  refuseAlias(documents, node, key);
  change[key] = value;
  if (present !== undefined && isScalar(node)) {
    const empty = node.range?.[0] === node.range?.[1];
    if (empty) splices.push(fillEmpty(documents, present, value));
    else if (node.value !== value) splices.push(replaceScalar(documents, node, value));
    return;
  }
  const sibling = pairOf(map, 'newName') ?? pairOf(map, 'name');
  if (sibling !== undefined) splices.push(insertAfter(documents, map, sibling, key, value));
}

/** Two insertions at one place become one, in the order in which they were asked for. */
function merged(splices: readonly Splice[]): readonly Splice[] {
  const result: Splice[] = [];
  for (const splice of splices) {
    const at = result.findIndex(
      (other) => other.start === splice.start && other.end === other.start && splice.end === splice.start,
    );
    const other = result[at];
    if (other === undefined) result.push(splice);
    else result[at] = { ...other, text: splice.text + other.text };
  }
  return result;
}

function applyChange(
  data: unknown[],
  document: number,
  index: number,
  change: Readonly<Record<string, string | undefined>>,
): void {
  const { images } = data[document] as { images: Record<string, unknown>[] };
  const entry = images[index];
  for (const [key, value] of Object.entries(change)) {
    if (entry === undefined) return;
    if (value === undefined) Reflect.deleteProperty(entry, key);
    else entry[key] = value;
  }
}

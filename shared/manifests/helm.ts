import { type Pair, type Scalar, type YAMLMap, isMap, isScalar } from 'yaml';
import { UserError } from '../text/error.ts';
import { type Documents, parseDocuments, refuseAlias, textAt, valueAt } from './documents.ts';
import { type Edit, type ImageValue, type NamedImage, formatNamedImage, parseNamedImage } from './edit.ts';
import { type Splice, fillEmpty, pairOf, replaceScalar, spliceAndCheck } from './splice.ts';

/** The values of a chart: an image in one text, or in keys of its own. */
export interface HelmTarget {
  readonly kind: 'helm';
  readonly file: string;
  /** Keys from the top, such as `web.image`. */
  readonly path: string;
}

/**
 * Names the digest in a chart's values. In one text: `repository@digest`. In keys: `digest`, and `repository` (with `registry`, where
 * the chart has it) when it is another. A `tag` stays as it is: charts need one, and what runs is decided by the digest.
 * @throws UserError when there is no such place, or the chart has no key for a digest.
 */
export function editHelmValues(text: string, target: HelmTarget, image: ImageValue): Edit {
  const documents = parseDocuments(target.file, text);
  const [document] = documents.documents;
  const keys = target.path.split('.');
  const node = keys.reduce<unknown>((at, key) => {
    const next = valueAt(at, key);
    refuseAlias(documents, next, key);
    return next;
  }, document?.contents);
  const edit = isMap(node)
    ? editKeys(documents, node, target, image)
    : editText(documents, node, target, image);
  const edited = spliceAndCheck(documents, edit.splices, (data) => {
    const parent = keys.slice(0, -1).reduce((at, key) => (at as Record<string, unknown>)[key], data[0]);
    const last = keys.at(-1) ?? '';
    if (typeof edit.value === 'string') (parent as Record<string, unknown>)[last] = edit.value;
    else Object.assign((parent as Record<string, object>)[last] ?? {}, edit.value);
  });
  const line = documents.at(edit.offset).line;
  return { text: edited, changed: edited !== text, line, before: edit.before, after: image };
}

interface Parts {
  readonly splices: readonly Splice[];
  readonly value: string | Readonly<Record<string, string>>;
  readonly before: NamedImage;
  readonly offset: number;
}

function editText(documents: Documents, node: unknown, target: HelmTarget, image: ImageValue): Parts {
  if (!isScalar(node) || typeof node.value !== 'string' || node.value === '') {
    throw new UserError({
      what: `${target.file} has no image at ${target.path}`,
      rule: 'a text, or a mapping with repository and digest',
      next: "say path: in the policy's target",
      at: documents.at(0),
    });
  }
  const value = formatNamedImage(image);
  const splices = node.value === value ? [] : [replaceScalar(documents, node, value)];
  return { splices, value, before: parseNamedImage(node.value), offset: node.range?.[0] ?? 0 };
}

function editKeys(documents: Documents, map: YAMLMap, target: HelmTarget, image: ImageValue): Parts {
  const digest = pairOf(map, 'digest');
  if (digest === undefined) {
    throw new UserError({
      what: `${target.file} has no digest at ${target.path}`,
      rule: 'a chart that takes a digest has a key for it; a digest in place of a tag would be no reference',
      next: `where the chart knows it, add 'digest: ""' to ${target.path}`,
      at: documents.at(map.range?.[0] ?? 0),
    });
  }
  const value = { ...placeOf(map, image.repository), digest: image.digest };
  const splices = Object.entries(value).flatMap(([key, text]) => setKey(documents, pairOf(map, key), text));
  return { splices, value, before: readKeys(map), offset: (digest.key as Scalar).range?.[0] ?? 0 };
}

/** Where the chart parts the registry from the repository, both are set. */
function placeOf(map: YAMLMap, repository: string): Readonly<Record<string, string>> {
  if (pairOf(map, 'registry') === undefined)
    return pairOf(map, 'repository') === undefined ? {} : { repository };
  const slash = repository.indexOf('/');
  return { registry: repository.slice(0, slash), repository: repository.slice(slash + 1) };
}

function readKeys(map: YAMLMap): NamedImage {
  const [registry, repository, tag, digest] = ['registry', 'repository', 'tag', 'digest'].map((key) =>
    textAt(map, key),
  );
  const name = [registry, repository].filter((part) => part !== undefined && part !== '').join('/');
  return {
    repository: name,
    ...(tag === undefined || tag === '' ? {} : { tag }),
    ...(digest === undefined || digest === '' ? {} : { digest }),
  };
}

function setKey(documents: Documents, pair: Pair | undefined, value: string): readonly Splice[] {
  if (pair === undefined) return [];
  const node = pair.value;
  refuseAlias(documents, node as Parameters<typeof refuseAlias>[1], String(pair.key));
  if (!isScalar(node)) return [];
  if (node.range?.[0] === node.range?.[1]) return [fillEmpty(documents, pair, value)];
  return node.value === value ? [] : [replaceScalar(documents, node, value)];
}

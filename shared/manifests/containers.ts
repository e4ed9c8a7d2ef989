import { type Scalar, isMap, isScalar, isSeq } from 'yaml';
import { UserError } from '../text/error.ts';
import { type Documents, parseDocuments, refuseAlias, textAt, valueAt } from './documents.ts';
import { type Edit, type ImageValue, formatNamedImage, parseNamedImage, sameRepository } from './edit.ts';
import { replaceScalar, spliceAndCheck } from './splice.ts';

/** Containers in a deployment file, found by repository, or by their name when one is given. */
export interface ContainersTarget {
  /** Which lists or mappings hold containers: pod specs, an ECS task definition, a Compose file. */
  readonly kind: 'kubernetes' | 'ecs' | 'compose';
  readonly file: string;
  /** Repositories under which the image may stand now. */
  readonly repositories: readonly string[];
  /** The container's name; a Compose file's service. */
  readonly container?: string;
}

/** Keys whose value holds containers, in a list or by name. */
const HOLDERS = {
  kubernetes: ['containers', 'initContainers', 'ephemeralContainers'],
  ecs: ['containerDefinitions'],
  compose: ['services'],
} as const;

type Path = readonly (string | number)[];

interface Container {
  readonly document: number;
  readonly path: Path;
  readonly node: Scalar;
  readonly image: string;
}

/**
 * Sets the image of every container that runs it to `repository@digest`.
 * @throws UserError when none does, or when those that do disagree about what they run now.
 */
export function editContainers(text: string, target: ContainersTarget, image: ImageValue): Edit {
  const documents = parseDocuments(target.file, text);
  const containers = documents.documents.flatMap((document, index) =>
    findContainers(documents, document.contents, [], index, target),
  );
  const first = containers[0];
  if (first === undefined) throw notFound(target, documents);
  const different = containers.find(({ image: other }) => other !== first.image);
  if (different !== undefined) {
    throw new UserError({
      what: `${target.file} runs two versions of one image`,
      rule: 'containers of one target name the same image',
      seen: `${first.image} and ${different.image}`,
      next: "name one of them with container: in the policy's target",
      at: documents.at(different.node.range?.[0] ?? 0),
    });
  }
  const value = formatNamedImage(image);
  const changes = containers.filter(({ node }) => node.value !== value);
  const edited = spliceAndCheck(
    documents,
    changes.map(({ node }) => replaceScalar(documents, node, value)),
    (data) => {
      for (const { document, path } of changes) setAt(data[document], path, value);
    },
  );
  return {
    text: edited,
    changed: edited !== text,
    line: documents.at(first.node.range?.[0] ?? 0).line,
    before: parseNamedImage(first.image),
    after: image,
  };
}

function notFound(target: ContainersTarget, documents: Documents): UserError {
  const wanted =
    target.container === undefined
      ? `whose image is ${target.repositories.join(' or ')}`
      : `named ${target.container}`;
  return new UserError({
    what: `${target.file} has no container ${wanted}`,
    rule: 'promote changes an image that is there',
    next: "correct the manifest, or say container: in the policy's target",
    at: documents.at(0),
  });
}

function findContainers(
  documents: Documents,
  node: unknown,
  path: Path,
  document: number,
  target: ContainersTarget,
): readonly Container[] {
  if (isSeq(node)) {
    return node.items.flatMap((item, index) =>
      findContainers(documents, item, [...path, index], document, target),
    );
  }
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : '';
    const holds = HOLDERS[target.kind].some((holder) => holder === name);
    const held = holds ? heldIn(value) : [];
    return held.length > 0
      ? held.flatMap((each) =>
          asContainer(documents, each, [...path, name, each.step, 'image'], document, target),
        )
      : findContainers(documents, value, [...path, name], document, target);
  });
}

interface Held {
  readonly step: string | number;
  readonly name: string | undefined;
  readonly item: unknown;
}

/** The containers of a list, which have their name within, or of a mapping, whose keys are the names. */
function heldIn(value: unknown): readonly Held[] {
  if (isSeq(value)) return value.items.map((item, step) => ({ step, name: textAt(item, 'name'), item }));
  if (!isMap(value)) return [];
  return value.items.map(({ key, value: item }) => {
    const name = isScalar(key) ? String(key.value) : '';
    return { step: name, name, item };
  });
}

function asContainer(
  documents: Documents,
  { name, item }: Held,
  path: Path,
  document: number,
  target: ContainersTarget,
): readonly Container[] {
  const node = valueAt(item, 'image');
  const wantedByName = target.container !== undefined && name === target.container;
  if (wantedByName) refuseAlias(documents, node, 'image');
  if (!isScalar(node) || typeof node.value !== 'string') return [];
  const { value } = node;
  if (wantedByName) refuseVariables(documents, node, target);
  const { repository } = parseNamedImage(value);
  const wantedByRepository =
    target.container === undefined && target.repositories.some((other) => sameRepository(other, repository));
  return wantedByName || wantedByRepository ? [{ document, path, node, image: value }] : [];
}

function refuseVariables(
  documents: Documents,
  node: Scalar,
  { container = '', file }: ContainersTarget,
): void {
  const value = String(node.value);
  if (!value.includes('${')) return;
  throw new UserError({
    what: `the image of ${container} in ${file} is made of variables`,
    rule: 'only an image that is written out is changed',
    seen: value,
    next: 'write the image out there',
    at: documents.at(node.range?.[0] ?? 0),
  });
}

function setAt(data: unknown, path: Path, value: string): void {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((at, step) => (at as Record<string | number, unknown>)[step], data);
  (parent as Record<string | number, unknown>)[path.at(-1) ?? ''] = value;
}

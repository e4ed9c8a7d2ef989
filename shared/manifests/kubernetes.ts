import { type Scalar, isMap, isScalar, isSeq } from 'yaml';
import { UserError } from '../text/error.ts';
import { type Documents, parseDocuments, refuseAlias, textAt, valueAt } from './documents.ts';
import { type Edit, type ImageValue, formatNamedImage, parseNamedImage, sameRepository } from './edit.ts';
import { replaceScalar, spliceAndCheck } from './splice.ts';

/** Containers of the pod specs in a Kubernetes manifest, found by repository, or by their name when one is given. */
export interface KubernetesTarget {
  readonly kind: 'kubernetes';
  readonly file: string;
  /** Repositories under which the image may stand now. */
  readonly repositories: readonly string[];
  readonly container?: string;
}

const LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

interface Container {
  readonly document: number;
  readonly path: readonly (string | number)[];
  readonly node: Scalar;
  readonly image: string;
}

/**
 * Sets the image of every container that runs it to `repository@digest`.
 * @throws UserError when none does, or when those that do disagree about what they run now.
 */
export function editKubernetes(text: string, target: KubernetesTarget, image: ImageValue): Edit {
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

function notFound(target: KubernetesTarget, documents: Documents): UserError {
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
  path: readonly (string | number)[],
  document: number,
  target: KubernetesTarget,
): readonly Container[] {
  if (isSeq(node)) {
    return node.items.flatMap((item, index) =>
      findContainers(documents, item, [...path, index], document, target),
    );
  }
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : '';
    const isList = LISTS.some((list) => list === name);
    return isList && isSeq(value)
      ? value.items.flatMap((item, index) =>
          asContainer(documents, item, [...path, name, index, 'image'], document, target),
        )
      : findContainers(documents, value, [...path, name], document, target);
  });
}

function asContainer(
  documents: Documents,
  item: unknown,
  path: readonly (string | number)[],
  document: number,
  target: KubernetesTarget,
): readonly Container[] {
  const node = valueAt(item, 'image');
  const wantedByName = target.container !== undefined && textAt(item, 'name') === target.container;
  if (wantedByName) refuseAlias(documents, node, 'image');
  if (!isScalar(node) || typeof node.value !== 'string') return [];
  const { value } = node;
  const { repository } = parseNamedImage(value);
  const wantedByRepository =
    target.container === undefined && target.repositories.some((other) => sameRepository(other, repository));
  return wantedByName || wantedByRepository ? [{ document, path, node, image: value }] : [];
}

function setAt(data: unknown, path: readonly (string | number)[], value: string): void {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((at, step) => (at as Record<string | number, unknown>)[step], data);
  (parent as Record<string | number, unknown>)[path.at(-1) ?? ''] = value;
}

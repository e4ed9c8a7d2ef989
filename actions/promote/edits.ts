import type { Edit, ImageValue, NamedImage } from '../../shared/manifests/edit.ts';
import { type ManifestTarget, editImage } from '../../shared/manifests/image.ts';
import { environmentOf, destinationsOf } from '../../shared/policy/inheritance.ts';
import type { PolicyFile, Target } from '../../shared/policy/schema.ts';
import { UserError } from '../../shared/text/error.ts';

/** A place in a deployment file: what it names now and what it is to name. */
export interface TargetEdit {
  readonly path: string;
  readonly image: string;
  readonly line: number;
  readonly before: NamedImage;
  readonly after: ImageValue;
  readonly changed: boolean;
}

/** A deployment file as it is and as it is to be. */
export interface FileEdit {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface Edits {
  readonly targets: readonly TargetEdit[];
  /** Only those that change. */
  readonly files: readonly FileEdit[];
}

/** Reads a file of the repository; undefined when there is none. */
export type ReadFile = (path: string) => Promise<Uint8Array | undefined>;

/**
 * What has to change in the environment's targets so that they name these images, by their name in the policy.
 * @throws UserError with everything that stands in the way, in all files.
 */
export async function planEdits(
  policy: PolicyFile,
  environment: string,
  images: ReadonlyMap<string, ImageValue>,
  read: ReadFile,
): Promise<Edits> {
  const texts = new Map<string, { before: string; now: string }>();
  const targets: TargetEdit[] = [];
  const failures: UserError[] = [];
  for (const target of environmentOf(policy, environment).targets ?? []) {
    const image = images.get(target.image);
    if (image === undefined) continue;
    try {
      const place = manifestTarget(policy, environment, target);
      const text = texts.get(place.file) ?? (await readText(place.file, read));
      const edit = editImage(text.now, place, image);
      texts.set(place.file, { before: text.before, now: edit.text });
      targets.push(targetEdit(place.file, target.image, edit));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new UserError(failures.flatMap(({ problems }) => problems));
  const files = [...texts].map(([path, { before, now }]) => ({ path, before, after: now }));
  return { targets, files: files.filter(({ before, after }) => before !== after) };
}

const targetEdit = (path: string, image: string, edit: Edit): TargetEdit => ({
  path,
  image,
  line: edit.line,
  before: edit.before,
  after: edit.after,
  changed: edit.changed,
});

function manifestTarget(policy: PolicyFile, environment: string, target: Target): ManifestTarget {
  const repository = policy.images?.get(target.image)?.repository;
  const known = [
    ...destinationsOf(policy, environment, target.image),
    ...(repository === undefined ? [] : [repository]),
  ];
  if (target.kustomize !== undefined) {
    const names = target.name === undefined ? [target.image, ...known] : [target.name];
    return { kind: 'kustomize', file: target.kustomize, names };
  }
  if (target.helm !== undefined) return { kind: 'helm', file: target.helm, path: target.path ?? 'image' };
  const kind = CONTAINER_KINDS.find((each) => target[each] !== undefined) ?? 'kubernetes';
  return {
    kind,
    file: target[kind] ?? '',
    repositories: known,
    ...(target.container === undefined ? {} : { container: target.container }),
  };
}

const CONTAINER_KINDS = ['kubernetes', 'compose', 'ecs'] as const;

async function readText(file: string, read: ReadFile): Promise<{ before: string; now: string }> {
  const bytes = await read(file);
  if (bytes === undefined) {
    throw new UserError({
      what: `there is no ${file}`,
      rule: 'every target of the environment is a file of the branch',
      next: "correct the policy's targets, or add the file",
    });
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { before: text, now: text };
  } catch (error) {
    throw new UserError({ what: `${file} is not text in UTF-8` }, { cause: error });
  }
}

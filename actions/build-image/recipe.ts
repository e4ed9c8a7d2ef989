import type { ActionContext } from '../../shared/action/context.ts';
import { parseBundle } from '../../shared/evidence/bundle.ts';
import { collectBundles } from '../../shared/evidence/collect.ts';
import {
  BUILD_TYPE_BASE,
  PROVENANCE_TYPE,
  parseProvenance,
} from '../../shared/evidence/predicates/provenance.ts';
import { parseStatement } from '../../shared/evidence/statement.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { UserError } from '../../shared/text/error.ts';
import {
  type DockerfileRecipe,
  dockerfileInputs,
  dockerfileRecipe,
  leavesCheckout,
} from './dockerfile-recipe.ts';
import type { BuildInputs } from './plan.ts';
import { type Json, objectAt, textAt } from './recipe-fields.ts';

/** What a provenance says of how to build the same image again. It is only followed, never believed: the result is compared. */
export interface Recipe {
  /** The commit to check out. */
  readonly commit: string;
  readonly ref: string;
  readonly serverUrl: string;
  readonly repository: string;
  readonly version: string | undefined;
  readonly inputs: Partial<BuildInputs>;
  /** What else a Dockerfile needs; undefined for an `image.yml`. */
  readonly dockerfile: DockerfileRecipe | undefined;
}

const BUILDERS: Readonly<Record<string, 'buildkit' | 'buildah' | undefined>> = {
  [`${BUILD_TYPE_BASE}assemble/v1`]: undefined,
  [`${BUILD_TYPE_BASE}buildkit/v1`]: 'buildkit',
  [`${BUILD_TYPE_BASE}buildah/v1`]: 'buildah',
};

/** @throws UserError when it is no provenance of a build from an `image.yml` or a Dockerfile, or does not say all that is needed. */
export function parseRecipe(predicate: unknown): Recipe {
  const { buildType, commit } = parseProvenance(predicate);
  if (!Object.hasOwn(BUILDERS, buildType)) {
    throw unusable('a build from an image.yml or a Dockerfile', buildType);
  }
  const builder = BUILDERS[buildType];
  if (commit === undefined) throw unusable('the commit', 'none');
  const definition = objectAt(predicate, 'buildDefinition');
  const external = objectAt(definition, 'externalParameters');
  const internal = objectAt(definition, 'internalParameters');
  const workflow = objectAt(external, 'workflow');
  const [, serverUrl = '', repository = ''] =
    /^(https?:\/\/[^/]+)\/(.+)$/.exec(textAt(workflow, 'repository') ?? '') ?? [];
  return {
    commit,
    serverUrl,
    repository,
    ref: textAt(workflow, 'ref') ?? '',
    version: textAt(internal, 'version'),
    inputs: {
      ...inputsOf(objectAt(external, 'inputs'), external, internal),
      ...(builder === undefined ? {} : dockerfileInputs(builder, external)),
    },
    dockerfile: builder === undefined ? undefined : dockerfileRecipe(external, internal),
  };
}

function inputsOf(given: Json, external: Json, internal: Json): Partial<BuildInputs> {
  const file = textAt(objectAt(external, 'file'), 'path');
  const { sourceDateEpoch: epoch } = internal;
  if (file === undefined || typeof epoch !== 'number') throw unusable('the file and the time', 'not both');
  if (leavesCheckout(file)) throw unusable('a file of the checkout', file);
  const [tags, flavor] = [textAt(given, 'tags'), textAt(given, 'flavor')];
  const [labels, annotations] = [pairsAt(given, 'labels'), pairsAt(given, 'annotations')];
  return {
    file,
    sourceDateEpoch: epoch,
    ...(tags === undefined ? {} : { tags }),
    ...(flavor === undefined ? {} : { flavor }),
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

function pairsAt(value: Json, key: string): { name: string; value: string }[] | undefined {
  const found = value[key];
  if (!Array.isArray(found)) return undefined;
  return found.flatMap((pair: unknown) => {
    const { name, value: text } = (pair ?? {}) as { name?: unknown; value?: unknown };
    return typeof name === 'string' && typeof text === 'string' ? [{ name, value: text }] : [];
  });
}

const unusable = (rule: string, seen: string): UserError =>
  new UserError({
    what: 'this provenance does not say how to build the image again',
    rule: `it tells ${rule}`,
    seen,
    next: 'use the provenance that build-image wrote',
  });

/** The provenance that is attached to an image and is about a build of this action; undefined when there is none. */
export async function attachedRecipe(store: ImageStore, digest: Digest): Promise<Recipe | undefined> {
  const claiming = new Set([PROVENANCE_TYPE]);
  const found = await collectBundles(store, digest, { claiming }, ({ bytes }) => {
    try {
      const { predicateType, predicate } = parseStatement(parseBundle(bytes).payload);
      return predicateType === PROVENANCE_TYPE ? parseRecipe(predicate) : undefined;
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  });
  return found.find((each): each is Recipe => each !== undefined && 'commit' in each);
}

/** The inputs and the run as they were, with the place and the credentials of now. */
export function replay(
  recipe: Recipe,
  inputs: BuildInputs,
  context: ActionContext,
): { readonly inputs: BuildInputs; readonly context: ActionContext } {
  const { ref, serverUrl, repository, commit } = recipe;
  const where = repository === '' ? {} : { serverUrl, repository };
  const run = { ...context.run, ...where, ref, sha: commit, eventName: 'push', event: {} };
  const blank = { tags: undefined, flavor: undefined, labels: undefined, annotations: undefined };
  const ofDockerfile = recipe.dockerfile === undefined ? {} : { target: undefined, platforms: undefined };
  return {
    inputs: { ...inputs, ...blank, ...ofDockerfile, ...recipe.inputs },
    context: { ...context, run },
  };
}

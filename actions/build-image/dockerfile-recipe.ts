import path from 'node:path';
import { parsePlatform } from '../../shared/oci/platform.ts';
import { type Problem, UserError } from '../../shared/text/error.ts';
import { type Pins, parsePins } from './pins.ts';
import type { BuildInputs } from './plan.ts';
import { type Json, listAt, objectAt, textAt, textsAt } from './recipe-fields.ts';

/** What a provenance says of a Dockerfile's build beside its inputs. */
export interface DockerfileRecipe {
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly buildContexts: Readonly<Record<string, string>>;
  /** Arguments and secrets whose values nobody wrote down. */
  readonly hiddenBuildArgs: readonly string[];
  readonly secretIds: readonly string[];
  /** What names meant that are no digests. */
  readonly pins: Pins;
  readonly builderVersion: string;
}

/** The inputs that say which part of the checkout is built, and how. */
export function dockerfileInputs(builder: 'buildkit' | 'buildah', external: Json): Partial<BuildInputs> {
  const context = textAt(external, 'context') ?? '.';
  const target = textAt(external, 'target');
  if (leavesCheckout(context)) {
    throw new UserError({
      what: 'this provenance does not say how to build the image again',
      rule: 'the context is a directory of the checkout',
      seen: context,
    });
  }
  return {
    builder,
    context,
    platforms: listAt(external, 'platforms').map(parsePlatform),
    noCache: true,
    ...(target === undefined ? {} : { target }),
  };
}

export const leavesCheckout = (file: string): boolean =>
  path.isAbsolute(file) || path.normalize(file).split(path.sep)[0] === '..';

export function dockerfileRecipe(external: Json, internal: Json): DockerfileRecipe {
  return {
    buildArgs: textsAt(external, 'buildArgs'),
    buildContexts: textsAt(external, 'buildContexts'),
    hiddenBuildArgs: listAt(external, 'hiddenBuildArgs'),
    secretIds: listAt(external, 'secretIds'),
    pins: parsePins(internal),
    builderVersion: textAt(objectAt(internal, 'builder'), 'version') ?? 'an unknown version',
  };
}

/**
 * What a step has to say itself before the build is run again. A provenance is followed before anybody has verified it; build arguments and contexts
 * decide which programs run, with the secrets of this step, so that they are compared with it and never taken from it.
 */
export function unconfirmed(recipe: DockerfileRecipe, given: BuildInputs): readonly Problem[] {
  const { buildArgs = [], buildContexts = [], secrets = [], secretFiles = [] } = given;
  const names = (pairs: readonly { readonly name: string }[]): ReadonlySet<string> =>
    new Set(pairs.map(({ name }) => name));
  const args = buildArgs.filter(({ name }) => !recipe.hiddenBuildArgs.includes(name));
  const missing = (input: string, wanted: readonly string[], has: ReadonlySet<string>): readonly Problem[] =>
    wanted
      .filter((name) => !has.has(name))
      .map((name) => ({
        what: `the image was built with ${JSON.stringify(name)} in ${input}`,
        rule: 'its value stands in no provenance',
        next: `give it in ${input}`,
      }));
  return [
    ...differing('build-args', recipe.buildArgs, args, (value) => value),
    ...differing('build-contexts', recipe.buildContexts, buildContexts, withoutPlace),
    ...missing('build-args', recipe.hiddenBuildArgs, names(buildArgs)),
    ...missing('secrets', recipe.secretIds, names([...secrets, ...secretFiles])),
  ];
}

/** Where a layout lies is another matter on each machine; what it holds is pinned. */
const withoutPlace = (value: string): string =>
  value.startsWith('oci-layout://') ? 'oci-layout://' : value.replace(/@sha256:[0-9a-f]{64}$/, '');

function differing(
  input: string,
  wanted: Readonly<Record<string, string>>,
  given: NonNullable<BuildInputs['buildArgs']>,
  essence: (value: string) => string,
): readonly Problem[] {
  const asText = (pairs: readonly (readonly [string, string])[]): string =>
    pairs
      .map(([name, value]) => `${name}=${essence(value)}`)
      .sort()
      .join('\n');
  const [then, now] = [asText(Object.entries(wanted)), asText(given.map(({ name, value }) => [name, value]))];
  if (then === now) return [];
  return [
    {
      what: `the image was built with other ${input} than this step names`,
      rule: 'what decides which programs run is never taken from a provenance alone',
      seen: now === '' ? 'none' : now,
      next:
        then === ''
          ? `leave ${input} out`
          : `look at them, and write them into ${input}: ${Object.entries(wanted)
              .map(([name, value]) => `${name}=${value}`)
              .join(', ')}`,
    },
  ];
}

import type { Problem } from '../text/error.ts';
import { UserError } from '../text/error.ts';
import type { Dockerfile } from './dockerfile.ts';
import { type Expanded, expand } from './expansion.ts';
import { type Span, positionAt } from './source.ts';
import type { Word } from './word.ts';

/** What a build gives to its Dockerfile. */
export interface BuildArguments {
  readonly args?: Readonly<Record<string, string>>;
  readonly target?: string;
  /** Named contexts, as docker's `--build-context` takes them: a name, and where it is. */
  readonly contexts?: Readonly<Record<string, string>>;
  /** The ONBUILD triggers of images, by the reference that this file uses. */
  readonly triggers?: Readonly<Record<string, readonly string[]>>;
  /** `os/architecture[/variant]`, for TARGETPLATFORM and its parts. */
  readonly platform?: string;
  /** Where the build runs; the same as `platform` unless said. */
  readonly buildPlatform?: string;
}

/** The variables that FROM and `--platform` know, and where the value of each is written. */
export interface GlobalScope {
  readonly variables: ReadonlyMap<string, string>;
  /** The place of a value that stands in the Dockerfile, literally. */
  readonly places: ReadonlyMap<string, Span>;
  /** The names whose value the build gave. */
  readonly given: ReadonlySet<string>;
}

/**
 * The variables before the first FROM, in their order: the automatic platform arguments, then each ARG with the build's value, else its own.
 * @throws UserError when a default cannot be expanded.
 */
export function globalScope(dockerfile: Dockerfile, { args = {}, ...build }: BuildArguments): GlobalScope {
  const variables = new Map<string, string>(Object.entries(platformArguments(build)));
  const places = new Map<string, Span>();
  const given = new Set<string>();
  for (const { name, value } of dockerfile.globalArgs) {
    const fromBuild = Object.hasOwn(args, name) ? args[name] : undefined;
    places.delete(name);
    if (fromBuild !== undefined) {
      variables.set(name, fromBuild);
      given.add(name);
    } else if (value !== undefined) {
      variables.set(name, expandWord(dockerfile, value, variables).text);
      const place = literalSpan(value);
      if (place !== undefined) places.set(name, place);
    }
  }
  return { variables, places, given };
}

function platformArguments({
  platform,
  buildPlatform,
}: Omit<BuildArguments, 'args'>): Record<string, string> {
  const parts = (prefix: string, value: string | undefined): Record<string, string> => {
    if (value === undefined) return {};
    const [os = '', architecture = '', variant = ''] = value.split('/');
    return {
      [`${prefix}PLATFORM`]: value,
      [`${prefix}OS`]: os,
      [`${prefix}ARCH`]: architecture,
      [`${prefix}VARIANT`]: variant,
    };
  };
  return { ...parts('TARGET', platform), ...parts('BUILD', buildPlatform ?? platform) };
}

/** Expands a word of the file. @throws UserError at its place. */
export function expandWord(
  { source, escape }: Dockerfile,
  word: Word,
  variables: ReadonlyMap<string, string>,
): Expanded {
  try {
    return expand(word.text, variables, escape);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const at = positionAt(source, word.span.start);
    throw new UserError(error.problems.map((problem): Problem => ({ ...problem, at })));
  }
}

/** Where the text of a word stands that is neither expanded nor escaped; within its quotes, if it is quoted as a whole. */
export function literalSpan({ text, span }: Word): Span | undefined {
  if (span.end - span.start !== text.length) return undefined;
  if (/^[^$\\`'"]+$/.test(text)) return span;
  if (/^"[^$\\`"]+"$|^'[^']+'$/.test(text)) return { start: span.start + 1, end: span.end - 1 };
  return undefined;
}

import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Dockerfile } from '../../shared/dockerfile/dockerfile.ts';
import { type Instruction, argumentsOf } from '../../shared/dockerfile/instruction.ts';
import { sourceWords } from '../../shared/dockerfile/source-words.ts';
import { dockerignoreRules } from '../../shared/image/ignore.ts';
import type { TreeQuestion } from './checks.ts';

/** What the check of the tree looks at: the Dockerfile, and what its steps take out of the context, unless the ignore file leaves it out. */
export function dockerfileTree(
  dockerfile: Dockerfile,
  { file, context }: { readonly file: string; readonly context: string },
  workspace: string,
): Pick<TreeQuestion, 'inputs' | 'leftOut' | 'read'> {
  const isInside = (each: string): boolean => !path.isAbsolute(each) && !each.startsWith('..');
  return {
    inputs: [file, ...contextPaths(dockerfile, context)].filter(isInside),
    leftOut: contextIgnores(workspace, file, context),
    read: new Set([path.resolve(realpathSync(workspace), file)]),
  };
}

/** Paths, relative to the workspace, that steps of a Dockerfile take out of its context: what a variable or a pattern leaves open counts whole. */
export function contextPaths({ stages }: Dockerfile, context: string): readonly string[] {
  const sources = stages.flatMap(({ instructions }) => instructions.flatMap(sourcesOf));
  const paths = sources.map((source) => path.posix.join(context, fixedPart(source)).replace(/(?<=.)\/$/, ''));
  return [...new Set(paths)];
}

function sourcesOf(instruction: Instruction): readonly string[] {
  const { keyword, flags } = instruction;
  if (keyword === 'RUN')
    return flags.flatMap(({ name, value }) => (name === 'mount' ? bound(value.text) : []));
  if (keyword !== 'COPY' && keyword !== 'ADD') return [];
  if (flags.some(({ name }) => name === 'from')) return [];
  const words = sourceWords(instruction);
  const isList = argumentsOf(instruction).startsWith('[');
  return (isList ? words : words.map(unquoted)).filter((word) => !isRemote(word));
}

/** `RUN --mount=type=bind` without `from` reads the context; bind is what a mount is unless it says otherwise. */
function bound(mount: string): readonly string[] {
  const fields = new Map(
    mount.split(',').map((field) => [/^[^=]*/.exec(field)?.[0] ?? '', field.replace(/^[^=]*=?/, '')]),
  );
  const isOurs = (fields.get('type') ?? 'bind') === 'bind' && !fields.has('from');
  return isOurs ? [fields.get('source') ?? fields.get('src') ?? '.'] : [];
}

const unquoted = (word: string): string => word.replace(/^(["'])(.*)\1$/, '$2');

const isRemote = (word: string): boolean => /^(?:https?:\/\/|git@|[a-z+]+:\/\/)/i.test(word);

/** The names before the first that is a pattern or holds a variable; a leading slash is the context's root. */
function fixedPart(source: string): string {
  const names = source.split('/').filter((name) => name !== '');
  const open = names.findIndex((name) => /[*?[\\$]/.test(name));
  const fixed = path.posix.normalize((open < 0 ? names : names.slice(0, open)).join('/') || '.');
  return fixed.startsWith('..') ? '.' : fixed;
}

/** Whether the context's ignore file leaves a file out, absolute; the Dockerfile's own comes before that of the context. */
export function contextIgnores(
  workspace: string,
  file: string,
  context: string,
): (absolute: string) => boolean {
  const root = path.resolve(realpathSync(workspace), context);
  const found = [path.resolve(workspace, `${file}.dockerignore`), path.join(root, '.dockerignore')].find(
    existsSync,
  );
  if (found === undefined) return () => false;
  const rules = dockerignoreRules(readFileSync(found, 'utf8'), path.relative(workspace, found));
  return (absolute) => rules(path.relative(root, absolute).split(path.sep).join('/'), false) !== false;
}

import { statSync } from 'node:fs';
import path from 'node:path';
import { type RemoteAddress, parseRemote, publicUrl } from '../../../shared/dockerfile/remote-address.ts';
import { type Problem, UserError } from '../../../shared/text/error.ts';
import type { BuildRequest } from './request.ts';

/** A named context with its path made absolute. */
export type NamedContext =
  | { readonly kind: 'directory'; readonly name: string; readonly path: string }
  | { readonly kind: 'image'; readonly name: string; readonly reference: string }
  /** `url` with its commit, as BuildKit takes it. */
  | { readonly kind: 'git'; readonly name: string; readonly url: string; readonly commit: string }
  | {
      readonly kind: 'layout';
      readonly name: string;
      readonly path: string;
      readonly tag?: string;
      readonly digest?: string;
    };

/**
 * The directory that is sent to the builder, absolute.
 * @throws UserError for a URL, whose content would be another than what was checked out and looked at, and for what is no directory.
 */
export function contextDirectory(value: string, workspace: string): string {
  const directory = path.resolve(workspace, value);
  const isUrl = parseRemote(value) !== undefined || /^[a-z][a-z+.-]*:\/\//i.test(value);
  if (!isUrl && statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true) return directory;
  throw new UserError({
    what: `input 'context': ${isUrl ? 'a URL is not built' : 'there is no such directory'}`,
    rule: 'a directory of the checkout',
    seen: JSON.stringify(publicUrl(value)),
    next: 'check it out with actions/checkout in a step before, and name the directory',
  });
}

/**
 * Reads the named contexts of a request, by name.
 * @throws UserError for what is neither a directory, an image nor a commit: what a URL or a branch has is known to nobody before the build. A URL
 * with a password is refused too, since it would stand on a command line.
 */
export function namedContexts({
  buildContexts,
  workspace,
}: Pick<BuildRequest, 'buildContexts' | 'workspace'>): readonly NamedContext[] {
  const problems: Problem[] = [];
  const contexts = Object.entries(buildContexts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => {
      const context = namedContext(name, value, workspace);
      if (context !== undefined) return [context];
      problems.push({
        what: `the build context '${name}' is not here`,
        rule: 'a directory of the workspace, docker-image://REFERENCE, oci-layout://PATH, or a git URL that ends in # and a whole commit',
        seen: JSON.stringify(publicUrl(value)),
        next: 'name the commit, or check it out in a step before and name the directory',
      });
      return [];
    });
  if (problems.length > 0) throw new UserError(problems);
  return contexts;
}

function namedContext(name: string, value: string, workspace: string): NamedContext | undefined {
  const remote = parseRemote(value);
  if (remote !== undefined) return gitContext(name, value, remote);
  const match = /^([a-z][a-z+.-]*):\/\/(.+)$/.exec(value);
  const rest = match?.[2] ?? '';
  switch (match?.[1]) {
    case undefined:
      return /^[\w.-]+\/.*\.git(#|$)/.test(value)
        ? undefined
        : { kind: 'directory', name, path: path.resolve(workspace, value) };
    case 'docker-image':
    case 'container-image':
      return { kind: 'image', name, reference: rest };
    case 'oci-layout':
      return layoutContext(name, rest, workspace);
    default:
      return undefined;
  }
}

function gitContext(
  name: string,
  value: string,
  { kind, url, digest }: RemoteAddress,
): NamedContext | undefined {
  const commit = digest?.['gitCommit'];
  return kind === 'git' && commit !== undefined && url === value ? { kind, name, url, commit } : undefined;
}

function layoutContext(name: string, text: string, workspace: string): NamedContext {
  const match = /^(.+?)(?::(\w[\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text);
  const [, where = '', tag, digest] = match ?? [];
  return {
    kind: 'layout',
    name,
    path: path.resolve(workspace, where),
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** In docker's notation. */
export function contextLocation(context: NamedContext): string {
  switch (context.kind) {
    case 'directory':
      return context.path;
    case 'git':
      return context.url;
    case 'image':
      return `docker-image://${context.reference}`;
    case 'layout': {
      const tag = context.tag === undefined ? '' : `:${context.tag}`;
      const digest = context.digest === undefined ? '' : `@${context.digest}`;
      return `oci-layout://${context.path}${tag}${digest}`;
    }
  }
}

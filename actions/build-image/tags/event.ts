import type { Run } from '../../../shared/action/context.ts';

/** What happened, as far as tags depend on it. */
export interface TagEvent {
  readonly kind: 'tag' | 'branch' | 'pull-request' | 'none';
  /** The tag's or branch's name, or the pull request's number; empty for none. */
  readonly name: string;
  readonly scheduled: boolean;
  /** The full commit that people look for: of a pull request its head, not the merge that was made to test it. */
  readonly sha: string;
  readonly defaultBranch: string;
  /** The branch that a pull request wants to go to, or a tag was pushed from. */
  readonly baseRef: string;
  readonly commitTime: Date;
  readonly now: Date;
}

export interface EventFacts {
  readonly commit: { readonly sha: string; readonly time: number } | undefined;
  readonly now: Date;
}

/** Reads a run. The payload is untrusted: a field of another type is as good as absent. */
export function tagEvent(
  run: Pick<Run, 'ref' | 'sha' | 'eventName' | 'event'>,
  { commit, now }: EventFacts,
): TagEvent {
  const head = text(run.event, 'pull_request', 'head', 'sha');
  const isPull = run.eventName.startsWith('pull_request');
  const sha = (isPull ? head : undefined) ?? (run.sha === '' ? (commit?.sha ?? '') : run.sha);
  return {
    ...refOf(run.ref),
    scheduled: run.eventName === 'schedule',
    sha: /^[0-9a-f]{40,64}$/.test(sha) ? sha : '',
    defaultBranch: text(run.event, 'repository', 'default_branch') ?? '',
    baseRef:
      text(run.event, 'pull_request', 'base', 'ref') ??
      (text(run.event, 'base_ref') ?? '').replace(/^refs\/heads\//, ''),
    commitTime: commit === undefined ? now : new Date(commit.time * 1000),
    now,
  };
}

function refOf(ref: string): Pick<TagEvent, 'kind' | 'name'> {
  const [, kind, name] = /^refs\/(tags|heads|pull)\/(.+)$/s.exec(ref) ?? [];
  if (name === undefined) return { kind: 'none', name: '' };
  if (kind === 'tags') return { kind: 'tag', name };
  return kind === 'heads'
    ? { kind: 'branch', name }
    : { kind: 'pull-request', name: name.replace(/\/(merge|head)$/, '') };
}

function text(value: unknown, ...path: readonly string[]): string | undefined {
  const found = path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<string, unknown>)[key]
        : undefined,
    value,
  );
  return typeof found === 'string' && found !== '' ? found : undefined;
}

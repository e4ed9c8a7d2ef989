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
  /** The branch that a pull request wants to go to, or a tag was pushed from; empty for a branch. */
  readonly baseRef: string;
  readonly commitTime: Date;
  readonly now: Date;
}

export interface EventFacts {
  readonly commit: { readonly sha: string; readonly time: number } | undefined;
  readonly now: Date;
}

type RunFacts = Pick<Run, 'ref' | 'sha' | 'eventName' | 'event'>;

/** Reads a run. The payload is untrusted: a field of another type is as good as absent. */
export function tagEvent(run: RunFacts, { commit, now }: EventFacts): TagEvent {
  const named = refOf(run);
  const scheduled = run.eventName === 'schedule';
  const sha = commitOf(run, named.kind, commit?.sha);
  // A schedule runs on the default branch, and its payload need not name it.
  const fallback = scheduled && named.kind === 'branch' ? named.name : '';
  return {
    ...named,
    scheduled,
    sha: /^[0-9a-f]{40,64}$/.test(sha) ? sha : '',
    defaultBranch: text(run.event, 'repository', 'default_branch') ?? fallback,
    baseRef: baseOf(run.event, named.kind),
    commitTime: commit === undefined ? now : new Date(commit.time * 1000),
    now,
  };
}

type Named = Pick<TagEvent, 'kind' | 'name'>;

/** The ref of `pull_request_target` is the branch that is to be changed; what is built is the pull request's all the same. */
function refOf({ ref, eventName, event }: RunFacts): Named {
  const number = member(event, 'pull_request', 'number');
  if (eventName === 'pull_request_target' && Number.isSafeInteger(number))
    return { kind: 'pull-request', name: String(number) };
  const [, kind, name] = /^refs\/(tags|heads|pull)\/(.+)$/s.exec(ref) ?? [];
  if (name === undefined) return { kind: 'none', name: '' };
  if (kind === 'tags') return { kind: 'tag', name };
  return kind === 'heads'
    ? { kind: 'branch', name }
    : { kind: 'pull-request', name: name.replace(/\/(merge|head)$/, '') };
}

/** A checkout of the branch that is to be changed holds nothing of a pull request, so it does not bear its commit's name. */
function commitOf(run: RunFacts, kind: TagEvent['kind'], checkedOut: string | undefined): string {
  const head = kind === 'pull-request' ? text(run.event, 'pull_request', 'head', 'sha') : undefined;
  const isBase = run.eventName === 'pull_request_target' && checkedOut === run.sha;
  return (isBase ? undefined : head) ?? (run.sha === '' ? (checkedOut ?? '') : run.sha);
}

function baseOf(event: unknown, kind: TagEvent['kind']): string {
  if (kind === 'pull-request') return text(event, 'pull_request', 'base', 'ref') ?? '';
  return kind === 'tag' ? (text(event, 'base_ref') ?? '').replace(/^refs\/heads\//, '') : '';
}

function text(value: unknown, ...path: readonly string[]): string | undefined {
  const found = member(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

const member = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<string, unknown>)[key]
        : undefined,
    value,
  );

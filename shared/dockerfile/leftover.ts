import type { SourcePosition } from '../text/error.ts';
import type { Dockerfile } from './dockerfile.ts';
import { type Instruction, argumentsOf, startOf } from './instruction.ts';
import { lineage } from './lineage.ts';
import { type BuildArguments, globalScope } from './scope.ts';
import { positionAt } from './source.ts';
import { targetStage } from './stage.ts';

/** A hint at something that a build leaves in its image without need. */
export interface Leftover {
  readonly what: string;
  readonly next: string;
  readonly at: SourcePosition;
}

interface Habit {
  readonly does: RegExp;
  /** Cleaned up in the same RUN, or kept out by an option. */
  readonly unless: RegExp;
  /** A cache mount on this directory keeps it out of the image too. */
  readonly cache: string;
  readonly what: string;
  readonly next: string;
}

const HABITS: readonly Habit[] = [
  {
    does: /\bapt(?:-get)?\s+(?:-\S+\s+)*(?:update|install)\b/,
    unless: /rm\s+-\S*r\S*\s[^;&|]*\/var\/lib\/apt\/lists/,
    cache: '/var/lib/apt',
    what: 'the package lists of apt stay in the image',
    next: 'end the same RUN with && rm -rf /var/lib/apt/lists/*',
  },
  {
    does: /\bapk\s+(?:-\S+\s+)*add\b/,
    unless: /--no-cache|rm\s+-\S*r\S*\s[^;&|]*\/var\/cache\/apk/,
    cache: '/var/cache/apk',
    what: 'the package index of apk stays in the image',
    next: 'use apk add --no-cache',
  },
  {
    does: /\b(?:microdnf|dnf|yum)\s+(?:-\S+\s+)*install\b/,
    unless: /\b(?:microdnf|dnf|yum)\s+(?:-\S+\s+)*clean\s+all\b/,
    cache: '/var/cache',
    what: 'the package cache of dnf stays in the image',
    next: 'end the same RUN with && dnf clean all',
  },
  {
    does: /\bpip3?\s+(?:-\S+\s+)*install\b/,
    unless: /--no-cache-dir|PIP_NO_CACHE_DIR/,
    cache: '/root/.cache',
    what: 'the download cache of pip stays in the image',
    next: 'use pip install --no-cache-dir, or RUN --mount=type=cache,target=/root/.cache/pip',
  },
];

const COMPILERS =
  /\b(?:apt-get|apt|apk|dnf|yum|microdnf)\s[^;&|]*\b(?:install|add)\b[^;&|]*\s(build-essential|build-base|gcc|g\+\+|clang|make|cmake|golang|rustc|cargo)(?=[\s;&|]|$)/;
const REMOVED = /\b(?:apt-get|apt|apk|dnf|yum|microdnf)\s[^;&|]*\b(?:purge|remove|autoremove|del)\b/;
const CLONE = /\bgit\s+clone\b/;

/** What the target's own stages, those that it is built on, leave behind; stages that it only copies from leave nothing. */
export function leftovers(dockerfile: Dockerfile, build: BuildArguments = {}): readonly Leftover[] {
  const target = targetStage(dockerfile, build.target);
  return lineage(dockerfile, target, globalScope(dockerfile, build)).flatMap(({ instructions }) =>
    instructions
      .filter(({ keyword }) => keyword === 'RUN')
      .flatMap((run) => {
        const at = positionAt(dockerfile.source, startOf(run));
        return hints(run, scriptOf(dockerfile, run)).map((hint) => ({ ...hint, at }));
      }),
  );
}

function hints(run: Instruction, script: string): readonly Omit<Leftover, 'at'>[] {
  const caches = run.flags
    .filter(({ name, value }) => name === 'mount' && value.text.includes('type=cache'))
    .map(({ value }) => value.text);
  const found: Omit<Leftover, 'at'>[] = HABITS.filter(
    ({ does, unless, cache }) =>
      does.test(script) && !unless.test(script) && !caches.some((mount) => mount.includes(cache)),
  ).map(({ what, next }) => ({ what, next }));
  const compiler = COMPILERS.exec(script)?.[1];
  if (compiler !== undefined && !REMOVED.test(script)) {
    found.push({
      what: `${compiler} stays in the image`,
      next: 'compile in a stage of its own, and COPY --from it',
    });
  }
  if (CLONE.test(script) && !/rm\s+-\S*r\S*\s[^;&|]*\.git\b/.test(script)) {
    found.push({
      what: 'the history of a git repository stays in the image',
      next: 'clone in a stage of its own, or use ADD with the commit',
    });
  }
  return found;
}

/** The command with the bodies of its here-documents. */
function scriptOf({ source }: Dockerfile, run: Instruction): string {
  const bodies = run.heredocs.map(({ content }) => source.text.slice(content.start, content.end));
  return [argumentsOf(run), ...bodies].join('\n');
}

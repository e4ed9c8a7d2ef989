import type { Dockerfile } from '../../../shared/dockerfile/dockerfile.ts';
import type { SourcePosition } from '../../../shared/text/error.ts';
import type { BuildFailure } from './failure.ts';
import type { ProgressOutcome } from './progress.ts';

/** What buildx calls the 20 seconds in which it tries to reach a remote BuildKit. */
const CONNECTING = '[internal] waiting for connection';

/** Reads what buildx prints last: the place in the Dockerfile, an excerpt that marks the instruction, and the error. */
export function buildxFailure(dockerfile: Dockerfile, outcome: ProgressOutcome, end: string): BuildFailure {
  const { plain, failed } = outcome;
  const at = placeIn(plain, dockerfile.source.file);
  const reason = reasonIn(plain) ?? end;
  const isConnecting = failed?.title === CONNECTING;
  const step = marked(plain) ?? (isConnecting ? undefined : failed?.title);
  return {
    builder: 'docker buildx',
    reason: isConnecting ? `BuildKit does not answer: ${reason}` : reason,
    lastLines: failed?.lines ?? [],
    ...(step === undefined ? {} : { step }),
    ...(at === undefined ? {} : { at }),
  };
}

/** `Dockerfile:14`, with nothing else on the line. */
function placeIn(plain: readonly string[], file: string): SourcePosition | undefined {
  const match = plain.map((line) => /^\S.*:(\d+)$/.exec(line)).find((found) => found !== null);
  return match?.[1] === undefined ? undefined : { file, line: Number(match[1]) };
}

/** The lines of the excerpt behind `>>>`. */
function marked(plain: readonly string[]): string | undefined {
  const lines = plain.flatMap((line) => /^\s*\d+ \| >>> (.*)$/.exec(line)?.[1] ?? []);
  return lines.length === 0 ? undefined : lines.map((line) => line.replace(/\s*\\\s*$/, '').trim()).join(' ');
}

/** The error without what wraps it. The command of a failed process stands in the step already. */
function reasonIn(plain: readonly string[]): string | undefined {
  const line =
    plain.findLast((each) => each.startsWith('ERROR: ')) ?? plain.findLast((each) => /^error: /i.test(each));
  const text = line
    ?.replace(/^error: /i, '')
    .replace(
      /^(?:failed to (?:build|solve|compute cache key|calculate checksum of ref [^:]+::[^:]+): )+/,
      '',
    );
  return text?.replace(/^process ".*" did not complete successfully: /s, '');
}

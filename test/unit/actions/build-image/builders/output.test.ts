import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildahFailure, buildahOutput } from '../../../../../actions/build-image/builders/buildah-output.ts';
import { buildxFailure } from '../../../../../actions/build-image/builders/buildx-failure.ts';
import { buildkitProgress } from '../../../../../actions/build-image/builders/progress.ts';
import type { Step, StepLog } from '../../../../../actions/build-image/builders/step.ts';
import { parseDockerfile } from '../../../../../shared/dockerfile/dockerfile.ts';

const FIXTURES = new URL('../../../../fixtures/builders/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, FIXTURES), 'utf8');
const lines = (name: string): string[] => read(name).split('\n');
const dockerfile = parseDockerfile(read('failing.Dockerfile'), 'docker/Dockerfile');

interface Recorder extends StepLog {
  readonly steps: Step[];
}

function recorder(): Recorder {
  const steps: Step[] = [];
  return {
    steps,
    ended: (step) => steps.push(step),
    working: () => undefined,
    settled: () => Promise.resolve(),
  };
}

const PRINTED = ['starting', ...[1, 2, 3, 4].flatMap((i) => [`out ${i}`, `err ${i}`])];
const FAILED_STEP = 'RUN echo starting; for i in 1 2 3 4; do echo "out $i"; echo "err $i" >&2; done; exit 7';

describe('buildkitProgress', () => {
  it('tells each step when it has ended, with what it printed, and passes over its own bookkeeping', () => {
    const steps = recorder();
    const progress = buildkitProgress(steps);
    lines('buildkit-failure.txt').forEach(progress.line);
    expect(
      steps.steps.map(({ title, cached, lines: printed }) => [title.slice(0, 22), cached, printed.length]),
    ).toEqual([
      ['[context base] OCI loa', false, 0],
      ['[one 1/4] COPY hello.t', true, 0],
      ['[one 2/4] WORKDIR /src', false, 0],
      ['[one 3/4] RUN echo goo', false, 2],
      ['[two 1/3] COPY --from=', true, 0],
      ['[two 2/3] RUN echo sta', false, 9],
    ]);
    expect(steps.steps[3]?.lines).toEqual(['good', 'line two']);
    expect(steps.steps[3]?.milliseconds).toBeCloseTo(61, 0);
  });

  it('finds the step that failed, its line, its last lines and the reason', () => {
    const progress = buildkitProgress(recorder());
    lines('buildkit-failure.txt').forEach(progress.line);
    const failure = buildxFailure(dockerfile, progress.outcome(), 'exit code 1');
    expect(failure).toMatchObject({
      builder: 'docker buildx',
      step: FAILED_STEP,
      at: { file: 'docker/Dockerfile', line: 14 },
      reason: 'exit code: 7',
    });
    expect([...failure.lastLines].sort()).toEqual([...PRINTED].sort());
  });

  it('reads the warnings of the linter, once each, with their lines', () => {
    const progress = buildkitProgress(recorder());
    const captured = lines('buildkit-warnings.txt');
    [...captured, ...captured].forEach(progress.line);
    const { warnings, failed } = progress.outcome();
    expect(warnings.map(({ text, line }) => [text.split(':')[0], line])).toEqual([
      ['ConsistentInstructionCasing', 4],
      ['SecretsUsedInArgOrEnv', 2],
      ['JSONArgsRecommended', 4],
    ]);
    expect(failed).toBeUndefined();
  });

  it('blames the step that failed, not those that were stopped because of it', () => {
    const progress = buildkitProgress(recorder());
    const failed = (digest: string, error: string): string =>
      JSON.stringify({
        vertexes: [{ digest, name: `step ${digest}`, completed: '2026-01-01T00:00:00Z', error }],
      });
    progress.line(failed('a', 'process "x" did not complete: context canceled'));
    progress.line(failed('b', 'exit code: 1'));
    expect(progress.outcome().failed?.title).toBe('step b');
  });

  it('tells caches that failed, and blames no failing step on them', () => {
    const progress = buildkitProgress(recorder());
    const ended = (name: string, error: string): string =>
      JSON.stringify({ vertexes: [{ digest: name, name, completed: '2026-01-01T00:00:00Z', error }] });
    [
      ended('importing cache manifest from registry.example/new', 'registry.example/new: not found'),
      ended('importing cache manifest from registry.example/cache', 'connection refused'),
      ended('exporting to GitHub Actions Cache', '503 Service Unavailable'),
      ended('[2/2] RUN false', 'exit code: 1'),
    ].forEach(progress.line);
    const { caches, failed } = progress.outcome();
    expect(caches.map(({ what, seen }) => [what, seen])).toEqual([
      ['the cache (registry.example/cache) was not read', 'connection refused'],
      ['the cache (GitHub Actions Cache) was not written', '503 Service Unavailable'],
    ]);
    expect(failed?.title).toBe('[2/2] RUN false');
  });

  it('says for which caches a build waits, while nothing else is at work', () => {
    const progress = buildkitProgress(recorder());
    const vertex = (name: string, state: object): void => {
      progress.line(JSON.stringify({ vertexes: [{ digest: name, name, ...state }] }));
    };
    const started = { started: '2026-01-01T00:00:00Z' };
    const ended = { ...started, completed: '2026-01-01T00:00:01Z' };
    expect(progress.waitsFor()).toEqual([]);
    vertex('importing cache manifest from gha:17', started);
    expect(progress.waitsFor()).toEqual(['GitHub Actions Cache']);
    vertex('[internal] load build context', started);
    expect(progress.waitsFor()).toBeUndefined();
    vertex('[internal] load build context', ended);
    vertex('[2/2] RUN true', {});
    expect(progress.waitsFor()).toEqual(['GitHub Actions Cache']);
    vertex('importing cache manifest from gha:17', ended);
    vertex('exporting cache to registry', started);
    expect(progress.waitsFor()).toEqual(['registry']);
  });

  it('takes what is no JSON, or half of it, as plain text', () => {
    const progress = buildkitProgress(recorder());
    [
      '{"vertexes":',
      '{"vertexes":{}}',
      '{"logs":[{"vertex":"unknown","data":"eA=="}]}',
      '',
      'ERROR: no',
    ].forEach(progress.line);
    expect(progress.outcome()).toEqual({ plain: ['{"vertexes":', 'ERROR: no'], warnings: [], caches: [] });
  });
});

describe('buildxFailure', () => {
  it.each<[string, string[], object]>([
    [
      'a parse error',
      [
        'Dockerfile:2',
        '----',
        '   1 |     FROM base',
        '   2 | >>> RUNN x',
        '----',
        'ERROR: failed to build: failed to solve: dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)',
      ],
      {
        step: 'RUNN x',
        at: { line: 2 },
        reason: 'dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)',
      },
    ],
    [
      'a missing source',
      [
        'Dx:2',
        '   2 | >>> COPY nope /x',
        'ERROR: failed to build: failed to solve: failed to compute cache key: failed to calculate checksum of ref kxe9::631l: "/nope": not found',
      ],
      { step: 'COPY nope /x', at: { line: 2 }, reason: '"/nope": not found' },
    ],
    ['no builder', ['ERROR: no builder "x" found'], { reason: 'no builder "x" found' }],
    ['nothing at all', [], { reason: 'exit code 1' }],
  ])('reads %s', (_, plain, expected) => {
    expect(buildxFailure(dockerfile, { plain, warnings: [], caches: [] }, 'exit code 1')).toMatchObject(
      expected,
    );
  });
});

describe('a BuildKit that cannot be reached', () => {
  it('is no step that failed', () => {
    // As buildx 0.29.1 prints it.
    const progress = buildkitProgress(recorder());
    [
      '{"vertexes":[{"digest":"sha256:3d","name":"[internal] waiting for connection","started":"2026-11-24T09:52:16.5Z"}]}',
      '{"vertexes":[{"digest":"sha256:3d","name":"[internal] waiting for connection","started":"2026-11-24T09:52:16.5Z","completed":"2026-11-24T09:52:36.5Z","error":"context deadline exceeded"}]}',
      'ERROR: failed to build: context deadline exceeded',
    ].forEach(progress.line);
    const failure = buildxFailure(dockerfile, progress.outcome(), 'exit code 1');
    expect(failure).toEqual({
      builder: 'docker buildx',
      reason: 'BuildKit does not answer: context deadline exceeded',
      lastLines: [],
    });
  });
});

describe('buildahOutput', () => {
  it('tells each step with what it printed, and finds the line of the one that failed', () => {
    const steps = recorder();
    const output = buildahOutput(steps);
    lines('buildah-failure.txt').forEach(output.line);
    output.end();
    expect(steps.steps.map(({ title, lines: printed }) => [title.slice(0, 12), printed.length])).toEqual([
      ['FROM localho', 0],
      ['ARG W', 0],
      ['ENV X=1', 0],
      ['COPY hello.t', 0],
      ['WORKDIR /src', 0],
      ['RUN echo goo', 2],
      ['FROM localho', 0],
      ['LABEL a=b', 0],
      ['COPY --from=', 0],
      ['RUN echo sta', 9],
    ]);
    const failure = buildahFailure(dockerfile, output.outcome(), 'exit code 7');
    expect(failure).toMatchObject({
      builder: 'buildah',
      reason: 'exit status 7',
      at: { file: 'docker/Dockerfile', line: 14 },
    });
    expect(failure.lastLines).toEqual(PRINTED);
  });

  it.each<[string, string, string, object]>([
    [
      'by its words where triggers of the base moved the numbers',
      '[2/2] STEP 7/9: COPY --from=one /hello.txt /hello.txt',
      'Error: building at STEP "COPY --from=one /hello.txt /hello.txt": no',
      { line: 13, reason: 'no' },
    ],
    [
      'not at all where it is not in the file',
      '[2/2] STEP 9/9: LABEL "x"="y"',
      'Error: x',
      { line: undefined, reason: 'x' },
    ],
    [
      'not at all before the first',
      'Trying to pull x...',
      'Error: initializing source',
      { line: undefined, reason: 'initializing source' },
    ],
  ])('finds a step %s', (_, step, error, expected) => {
    const output = buildahOutput(recorder());
    [step, error].forEach(output.line);
    const { at, reason, lastLines } = buildahFailure(dockerfile, output.outcome(), 'exit code 125');
    expect({ line: at?.line, reason, lastLines }).toEqual({ lastLines: [], ...expected });
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildError } from '../../../../../actions/build-image/builders/failure.ts';
import { parseInspect } from '../../../../../actions/build-image/builders/found.ts';
import { parseMetadata } from '../../../../../actions/build-image/builders/metadata.ts';
import { stepLines, stepLog } from '../../../../../actions/build-image/builders/step.ts';
import { UnavailableError, UserError } from '../../../../../shared/text/error.ts';
import { testClock } from '../../../../kit/clock.ts';

const FIXTURES = new URL('../../../../fixtures/builders/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, FIXTURES), 'utf8');

describe('buildError', () => {
  const failure = { builder: 'buildah', reason: '', lastLines: [] };

  it('names the step, the reason, the last lines and the place', () => {
    const printed = Array.from({ length: 30 }, (_, i) => `line ${i}`);
    const error = buildError({
      ...failure,
      step: 'RUN  make \\\n  all',
      reason: 'exit code: 2',
      lastLines: [...printed, ''],
      at: { file: 'Dockerfile', line: 3 },
    });
    if (!(error instanceof UserError)) throw error;
    expect(error.problems).toMatchObject([
      { what: 'RUN make \\ all failed', rule: 'exit code: 2', at: { line: 3 } },
    ]);
    expect(error.problems[0]?.seen?.trim().split('\n')).toEqual(printed.slice(-15));
  });

  it.each<[string, boolean]>([
    ['failed to do request: Head "https://x/v2/": dial tcp: lookup x on 1.1.1.1:53: no such host', true],
    ['unexpected status from HEAD request: 429 Too Many Requests', true],
    ['toomanyrequests: You have reached your pull rate limit', true],
    ['Cannot connect to the Docker daemon at unix:///var/run/docker.sock', true],
    ['unexpected status from HEAD request to https://x: 401 Unauthorized', false],
    ['ended by SIGKILL', true],
    ['exit code 137', true],
    ['exit code: 137', false],
    ['exit code: 1', false],
  ])('takes %p for a service that did not answer: %p', (reason, unavailable) => {
    expect(buildError({ ...failure, reason }) instanceof UnavailableError).toBe(unavailable);
  });

  it('takes a step that printed a network error for a failing step', () => {
    expect(
      buildError({ ...failure, reason: 'exit code: 6: dial tcp', lastLines: ['curl: no'] }),
    ).toBeInstanceOf(UserError);
  });

  it.each<[string, RegExp]>([
    ['"/x": not found', /\.dockerignore/],
    ['pull access denied, repository does not exist or may require authorization', /registry-username/],
    ['exec /bin/sh: exec format error', /qemu/],
    ['while running runtime: exit status 137', /memory/],
    ['mkdir /x: permission denied', /last lines/],
    ['secret npm: not found', /ID=VALUE in secrets/],
    ['unset ssh forward key default', /ssh-agent/],
    ['write /x: no space left on device', /free space/],
    ['x/y:1: failed to resolve source metadata for x/y:1: x/y:1: not found', /name of the image/],
    ['initializing source docker://x/y:1: reading manifest 1 in x/y: manifest unknown', /name of the image/],
    ['exit code: 127: not found', /group above/],
  ])('says what to do about %p', (reason, next) => {
    const error = buildError({ ...failure, reason });
    expect(error instanceof UserError ? error.problems[0]?.next : '').toMatch(next);
  });
});

describe('parseMetadata', () => {
  it('reads the digest of an index', () => {
    expect(parseMetadata(read('buildx-metadata.json'))).toEqual({
      digest: expect.stringMatching(/^sha256:925dcb62/) as unknown,
      materials: [],
    });
  });

  it('reads the materials of all platforms, each once', () => {
    const material = { uri: 'pkg:docker/a@1', digest: { sha256: 'ab', other: 1 } };
    const metadata = {
      'containerimage.digest': `sha256:${'0'.repeat(64)}`,
      'buildx.build.provenance/linux/amd64': { materials: [material, { digest: {} }, 'x'] },
      'buildx.build.provenance/linux/arm64': { materials: [material] },
    };
    expect(parseMetadata(JSON.stringify(metadata)).materials).toEqual([
      { uri: 'pkg:docker/a@1', digest: { sha256: 'ab' } },
    ]);
  });

  it.each(['{}', '[]', '{"containerimage.digest": "md5:1"}'])(
    'refuses %s: a build without a digest is none',
    (text) => {
      expect(() => parseMetadata(text)).toThrow(/did not say what it built/);
    },
  );
});

describe('parseInspect', () => {
  it('reads the builder, its driver and its platforms', () => {
    const found = parseInspect(read('buildx-inspect.txt'));
    expect(found).toMatchObject({ builder: 'remote', driver: 'remote' });
    expect(found && 'platforms' in found && found.platforms).toContainEqual({
      os: 'linux',
      architecture: 'amd64',
      variant: 'v2',
    });
  });

  it.each<[string, object | undefined]>([
    ['', undefined],
    [
      'Name: x\nDriver: docker-container\nStatus: inactive\n',
      { builder: 'x', driver: 'docker-container', platforms: [] },
    ],
    [
      'Name: x\nDriver: remote\nPlatforms: linux/amd64*, linux/arm64\nBuildKit version: v0.26.2\n',
      {
        builder: 'x',
        driver: 'remote',
        platforms: [
          { os: 'linux', architecture: 'amd64' },
          { os: 'linux', architecture: 'arm64' },
        ],
        buildkit: '0.26.2',
      },
    ],
    [
      'Name: x\nDriver: \nError:  Cannot connect\n',
      { missing: 'the builder x does not answer: Cannot connect' },
    ],
  ])('reads %p', (text, expected) => {
    expect(parseInspect(text)).toEqual(expected);
  });
});

describe('stepLog', () => {
  it('groups what a step printed, and beats at most every five seconds', async () => {
    const told: string[] = [];
    const clock = testClock();
    const log = stepLog(
      {
        info: (line) => told.push(line),
        warn: (line) => told.push(line),
        group: async (title, work) => {
          told.push(`> ${title}`);
          return work().finally(() => told.push('<'));
        },
      },
      clock,
    );
    log.working('RUN slow');
    clock.advance(4_000);
    log.working('RUN slow');
    clock.advance(2_000);
    log.working('RUN slow');
    log.working('RUN slow');
    log.ended({ title: 'RUN  a \\\n b', lines: ['x', 'y'], milliseconds: 1_200 });
    log.ended({ title: 'COPY a b', lines: [], cached: true, milliseconds: 1 });
    await log.settled();
    expect(told).toEqual(['… RUN slow', '> RUN a \\ b · 1 s', 'x', 'y', '<', 'COPY a b · from the cache']);
  });

  it('keeps the last lines of a step, and says how many are gone', () => {
    const kept = stepLines(2);
    ['a', 'b', 'c'].forEach(kept.add);
    expect(kept.all()).toEqual(['(1 earlier lines are not shown)', 'b', 'c']);
  });
});

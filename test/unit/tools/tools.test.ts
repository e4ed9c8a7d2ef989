import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lineSplitter } from '../../../shared/tools/line-splitter.ts';
import { findProgram } from '../../../shared/tools/program.ts';
import { askProgram, describeEnd, runProgram } from '../../../shared/tools/run.ts';
import { withSecretFiles } from '../../../shared/tools/secret-file.ts';
import { atLeast, findVersion } from '../../../shared/tools/version.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'tools-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** A program written in JavaScript. */
const script = (source: string, ...args: string[]) => ({
  program: process.execPath,
  argv: ['-e', source, ...args],
  env: { GIVEN: 'yes' },
  cwd: directory,
});

describe('findProgram', () => {
  it('takes the first executable file, and passes over directories, data, and relative entries', () => {
    const [one, two] = ['one', 'two'].map((name) => path.join(directory, name)) as [string, string];
    mkdirSync(path.join(one, 'tool'), { recursive: true });
    mkdirSync(two, { recursive: true });
    writeFileSync(path.join(one, 'other'), 'data');
    for (const name of ['tool', 'other']) {
      writeFileSync(path.join(two, name), '#!/bin/sh\n');
      chmodSync(path.join(two, name), 0o755);
    }
    const searchPath = ['', '.', 'two', '/nowhere', one, two].join(':');
    expect(findProgram('tool', searchPath)).toBe(path.join(two, 'tool'));
    expect(findProgram('other', searchPath)).toBe(path.join(two, 'other'));
    expect(findProgram('absent', searchPath)).toBeUndefined();
  });
});

describe('runProgram', () => {
  it('hands on lines of both streams and keeps the last ones', async () => {
    const seen: string[] = [];
    const result = await runProgram({
      ...script(
        "for (let i = 0; i < 5; i++) console.log('line', i); process.stdout.write('no end'); process.exitCode = 3",
      ),
      keep: 2,
      onLine: (line, stream) => seen.push(`${stream} ${line}`),
    });
    expect(seen).toEqual([0, 1, 2, 3, 4].map((i) => `stdout line ${i}`).concat('stdout no end'));
    expect(result).toEqual({ exitCode: 3, signal: undefined, lastLines: ['line 4', 'no end'] });
    expect(describeEnd(result)).toBe('exit code 3');
  });

  it('passes arguments as they are, with no shell and no environment but the given one', async () => {
    const hostile = '$(touch hacked); `x` "q" *\n&&';
    const answer = await askProgram(
      script('console.log(JSON.stringify([process.argv[1], process.env]))', hostile),
    );
    expect(JSON.parse(answer ?? '')).toEqual([hostile, { GIVEN: 'yes' }]);
    expect(existsSync(path.join(directory, 'hacked'))).toBe(false);
  });

  it('returns nothing from a question that failed', async () => {
    expect(await askProgram(script("console.log('half'); process.exit(1)"))).toBeUndefined();
  });

  it('stops the program and what it started when the signal aborts', async () => {
    const controller = new AbortController();
    let grandchild = 0;
    const child =
      "const { spawn } = require('node:child_process'); const c = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); console.log(c.pid); setInterval(() => {}, 1000)";
    const running = runProgram({
      ...script(child),
      signal: controller.signal,
      onLine: (line) => {
        grandchild = Number(line);
        controller.abort(new Error('cancelled'));
      },
    });
    await expect(running).rejects.toThrow('cancelled');
    for (let turn = 0; turn < 10_000 && /^[^ZX]/.test(stateOf(grandchild)); turn += 1) await setImmediate();
    expect(stateOf(grandchild)).toMatch(/^[ZX]?$/);
  });

  it('does not start when the signal has aborted before', async () => {
    const request = {
      ...script("require('node:fs').writeFileSync('started', '')"),
      signal: AbortSignal.abort(new Error('late')),
    };
    await expect(runProgram(request)).rejects.toThrow('late');
    expect(existsSync(path.join(directory, 'started'))).toBe(false);
  });

  it('says which program cannot be started', async () => {
    await expect(runProgram({ ...script(''), program: '/nowhere/tool' })).rejects.toThrow(
      /'\/nowhere\/tool' cannot be started.*ENOENT/,
    );
  });

  it('says which signal ended it', async () => {
    const result = await runProgram(script("process.kill(process.pid, 'SIGKILL')"));
    expect(describeEnd(result)).toBe('ended by SIGKILL');
  });
});

/** The state of a process, as one letter; empty when there is none. */
function stateOf(pid: number): string {
  try {
    return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}

describe('lineSplitter', () => {
  it.each<[string, string[], string[]]>([
    ['joins chunks', ['a', 'b\nc', '\n'], ['ab', 'c']],
    ['keeps empty lines', ['a\n\nb\n'], ['a', '', 'b']],
    ['takes off CRLF', ['a\r\n', 'b'], ['a', 'b']],
    ['shows only what was drawn last', ['1%\r2%\r100%\n'], ['100%']],
    ['cuts long lines', ['0123456789', '0123456789\nx\n'], ['012345678…', 'x']],
  ])('%s', (_, chunks, expected) => {
    const lines: string[] = [];
    const splitter = lineSplitter(10, (line) => lines.push(line));
    for (const chunk of chunks) splitter.write(Buffer.from(chunk));
    splitter.end();
    expect(lines).toEqual(expected);
  });

  it('does not break characters at the borders of chunks', () => {
    const lines: string[] = [];
    const splitter = lineSplitter(10, (line) => lines.push(line));
    for (const byte of Buffer.from('né✓\n')) splitter.write(Buffer.from([byte]));
    expect(lines).toEqual(['né✓']);
  });
});

describe('withSecretFiles', () => {
  it('writes files for the owner alone, named by number, and takes them away afterwards', async () => {
    let file = '';
    const answer = await withSecretFiles({ '../npm': 's3cret', empty: '' }, directory, (files) => {
      file = files['../npm'] ?? '';
      expect(path.relative(directory, file)).toMatch(/^secrets-\w+\/0$/);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
      expect(readFileSync(files['empty'] ?? '', 'utf8')).toBe('');
      return Promise.resolve(readFileSync(file, 'utf8'));
    });
    expect(answer).toBe('s3cret');
    expect(existsSync(path.dirname(file))).toBe(false);
  });

  it('takes them away when the work fails', async () => {
    let file = '';
    const work = withSecretFiles({ a: 'b' }, directory, (files) => {
      file = files['a'] ?? '';
      return Promise.reject(new Error('no'));
    });
    await expect(work).rejects.toThrow('no');
    expect([file !== '', existsSync(file)]).toEqual([true, false]);
  });
});

describe('versions', () => {
  it.each<[string, string | undefined]>([
    ['buildah version 1.28.2 (image-spec 1.1.0-rc2, runtime-spec 1.0.2-dev)', '1.28.2'],
    ['github.com/docker/buildx 0.29.1+ds1 0.29.1+ds1-4', '0.29.1'],
    ['github.com/docker/buildx v0.12.0 abc', '0.12.0'],
    ['v0.13', '0.13.0'],
    ['v0.0.0+unknown', undefined],
    ['none', undefined],
  ])('%p says %p', (text, expected) => {
    expect(findVersion(text)?.join('.')).toBe(expected);
  });

  it.each<[string, boolean]>([
    ['1.2.3', true],
    ['1.2.4', true],
    ['1.3.0', true],
    ['2.0.0', true],
    ['1.2.2', false],
    ['1.1.9', false],
    ['0.9.9', false],
    ['unknown', true],
  ])('%s is at least 1.2.3: %p', (text, expected) => {
    expect(atLeast(findVersion(text), [1, 2, 3])).toBe(expected);
  });
});

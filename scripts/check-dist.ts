/**
 * Rebuilds every bundle from nothing and compares it with what is committed, then starts each one as the runner would, without
 * inputs and with a bad one, and holds its size and its start to the budgets: `npm run check:dist`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const MAX_START_BYTES = 1.5 * 1024 * 1024;
/** User and system time of a start without inputs, against `node -e 0`. */
const MAX_CPU_RATIO = 3.5;
const RUNS = 9;

const problems: string[] = [];

function filesBelow(directory: string): Map<string, Buffer> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(files.map((file) => [path.relative(directory, file), readFileSync(file)]));
}

function compare(committed: Map<string, Buffer>, built: Map<string, Buffer>): void {
  for (const file of new Set([...committed.keys(), ...built.keys()])) {
    const [was, is] = [committed.get(file), built.get(file)];
    if (was === undefined) problems.push(`dist/${file} is not committed`);
    else if (is === undefined) problems.push(`dist/${file} is made by no build`);
    else if (!was.equals(is)) problems.push(`dist/${file} differs from a fresh build`);
  }
}

interface Start {
  readonly status: number | null;
  readonly output: string;
  readonly cpuMicroseconds: number;
}

/** Starts `argv` in an empty directory with nothing of this environment but PATH and `env`. */
function start(argv: readonly string[], env: Readonly<Record<string, string>>): Start {
  const directory = mkdtempSync(path.join(tmpdir(), 'fixity-start-'));
  const child = spawnSync(process.execPath, ['--require', USAGE, ...argv], {
    cwd: directory,
    env: {
      PATH: process.env['PATH'] ?? '',
      RUNNER_TEMP: directory,
      FIXITY_USAGE: path.join(directory, 'usage'),
      ...env,
    },
    encoding: 'utf8',
  });
  const cpuMicroseconds = Number(readFileSync(path.join(directory, 'usage'), 'utf8'));
  rmSync(directory, { recursive: true });
  return { status: child.status, output: child.stdout + child.stderr, cpuMicroseconds };
}

const USAGE = path.resolve('scripts/cpu-usage.cjs');
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

function checkStart(action: string): void {
  const bundle = path.resolve('dist', action, 'index.js');
  const { size } = statSync(bundle);
  if (size > MAX_START_BYTES)
    problems.push(`${action}: ${size} bytes at start, the budget is ${MAX_START_BYTES}`);
  const missing = start([bundle], {});
  const bad = start([bundle], { INPUT_IMAGE: 'Not A Reference', INPUT_IMAGES: 'Not A Reference' });
  for (const [how, run] of [
    ['without inputs', missing],
    ['with a bad input', bad],
  ] as const) {
    const clean =
      run.status === 1 &&
      run.output.includes('::error::') &&
      !/\n {4}at |webpackMissingModule/.test(run.output);
    if (!clean)
      problems.push(
        `${action} ${how}: exit ${run.status}, wanted 1 and a clean error:\n${run.output.slice(0, 800)}`,
      );
  }
  const ratio = cpuRatio(bundle);
  console.log(
    `${action.padEnd(16)} ${String(size).padStart(9)} bytes  ${ratio.toFixed(2)} x the CPU of node -e 0`,
  );
  if (ratio > MAX_CPU_RATIO)
    problems.push(
      `${action}: start takes ${ratio.toFixed(2)} x the CPU of node -e 0, the budget is ${MAX_CPU_RATIO}`,
    );
}

/** Pairs are interleaved, so that other work on the machine weighs on both sides alike. */
function cpuRatio(bundle: string): number {
  const pairs = Array.from({ length: RUNS }, () => [start([bundle], {}), start(['-e', '0'], {})] as const);
  return (
    median(pairs.map(([action]) => action.cpuMicroseconds)) /
    median(pairs.map(([, node]) => node.cpuMicroseconds))
  );
}

const fresh = mkdtempSync(path.join(tmpdir(), 'fixity-dist-'));
const build = spawnSync(process.execPath, ['scripts/build.ts', fresh], { stdio: 'inherit' });
if (build.status !== 0) problems.push('the build failed');
compare(filesBelow('dist'), filesBelow(fresh));
rmSync(fresh, { recursive: true });
for (const action of readdirSync('dist').sort()) checkStart(action);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;

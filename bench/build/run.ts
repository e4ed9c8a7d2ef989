/**
 * Assembles 5,000 files of 155 MB beside tar with pigz or sha256sum and buildah, each a process of its own, in turns, 5 runs by default;
 * then the same with one of five layers changed; then 50,000 files of 1.5 GB once: `node bench/build/run.ts [RUNS]`. Ratios of one paired run are what
 * matters.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeTree } from './tree.ts';

const RUNS = Number(process.argv[2] ?? 5);
const directory = mkdtempSync(path.join(tmpdir(), 'fixity-bench-build-'));

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

const isInstalled = (name: string): boolean => spawnSync(name, ['--version']).error === undefined;

function bundle(): string {
  const ncc = path.resolve('node_modules/@vercel/ncc/dist/ncc/cli.js');
  const source = path.join(import.meta.dirname, 'assemble-one.ts');
  const argv = [ncc, 'build', source, '-o', path.join(directory, 'bundle'), '--transpile-only', '--no-cache'];
  const { status, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the bundle was not built: ${stderr}`);
  return path.join(directory, 'bundle', 'index.js');
}

interface Result {
  readonly wall: number;
  readonly peak?: number;
}

function timed(command: readonly string[]): Result {
  const [program = '', ...args] = command;
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: directory, encoding: 'utf8' });
  const wall = (performance.now() - start) / 1_000;
  if (status !== 0) throw new Error(`${command.join(' ')} failed: ${stderr}`);
  const told = /"peak":([\d.]+)/.exec(stdout)?.[1];
  return told === undefined ? { wall } : { wall, peak: Number(told) };
}

const ASSEMBLE_ONE = bundle();
let number = 0;

/** A spool of its own, which is gone afterwards. */
function ours(tree: string, compression: string, layers: number, cache?: string): Result {
  const spool = path.join(directory, `spool-${(number += 1)}`);
  const kept = cache === undefined ? [] : [cache];
  const result = timed([process.execPath, ASSEMBLE_ONE, tree, spool, compression, String(layers), ...kept]);
  rmSync(spool, { recursive: true });
  return result;
}

const shell = (script: string): Result => timed(['bash', '-c', `set -o pipefail; ${script}`]);

function buildah(tree: string): Result {
  const root = path.join(directory, 'buildah');
  const options = `--root ${root}/root --runroot ${root}/run --storage-driver vfs`;
  const result = shell(
    `c=$(buildah ${options} from scratch) && buildah ${options} copy -q "$c" ${tree} /app >&2 &&
     buildah ${options} commit -q --format oci "$c" oci:${root}/out >&2`,
  );
  rmSync(root, { recursive: true });
  return result;
}

/** The rows of a table, whose first program is what the others are compared with. */
function compare(programs: Readonly<Record<string, () => Result>>, runs = RUNS): void {
  const results = new Map<string, Result[]>();
  for (let run = 0; run < runs; run += 1) {
    for (const [who, program] of Object.entries(programs))
      results.set(who, [...(results.get(who) ?? []), program()]);
  }
  const first = median([...results.values()][0]?.map(({ wall }) => wall) ?? []);
  for (const [who, all] of results) {
    const walls = all.map(({ wall }) => wall);
    const range = `${Math.min(...walls).toFixed(2)}–${Math.max(...walls).toFixed(2)}`;
    const peak = all[0]?.peak === undefined ? '–' : Math.max(...all.map((each) => each.peak ?? 0)).toFixed(0);
    const cells = [who, `${median(walls).toFixed(2)} (${range})`, (median(walls) / first).toFixed(2), peak];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

const heading = (title: string): void => {
  console.log(`\n${title}\n\n| program | wall s | × the first | peak MB |\n| --- | --- | --- | --- |`);
};

try {
  const tree = path.join(directory, 'tree');
  writeTree(tree, 5_000, 155_000_000);
  heading('5,000 files, 155 MB');
  compare({
    'fixity, gzip': () => ours(tree, 'gzip', 1),
    ...(isInstalled('pigz')
      ? { 'tar | pigz -6': () => shell(`tar -cf - -C ${tree} . | pigz -6 > out.tar.gz`) }
      : {}),
    'tar | gzip -6': () => shell(`tar -cf - -C ${tree} . | gzip -6 > out.tar.gz`),
    ...(isInstalled('buildah') ? { 'buildah, not compressed': () => buildah(tree) } : {}),
  });
  heading('The same, not compressed');
  compare({
    'fixity, none': () => ours(tree, 'none', 1),
    'tar | sha256sum': () => shell(`tar -cf - -C ${tree} . | tee out.tar | sha256sum`),
    'fixity, zstd': () => ours(tree, 'zstd', 1),
  });
  heading('Five layers, of which one changed since they were packed');
  const cache = path.join(directory, 'cache');
  ours(tree, 'gzip', 5, cache);
  compare({
    'fixity, no cache': () => ours(tree, 'gzip', 5),
    'fixity, cache': () => {
      appendFileSync(path.join(tree, '2/d0/f2.js'), `// ${(number += 1)}\n`);
      return ours(tree, 'gzip', 5, cache);
    },
  });
  heading('50,000 files, 1.5 GB');
  const large = path.join(directory, 'large');
  mkdirSync(large);
  writeTree(large, 50_000, 1_500_000_000);
  compare({ 'fixity, gzip': () => ours(large, 'gzip', 1) }, 1);
} finally {
  rmSync(directory, { recursive: true });
}

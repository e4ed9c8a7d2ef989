/**
 * Assembles 5,000 files of 155 MB beside tar with pigz or sha256sum and buildah, each a process of its own, in turns, 5 runs by default: once what images are
 * made of, once program text alone; then with one of five layers changed; then 50,000 files of 1.5 GB once: `node bench/build/run.ts [RUNS]`. Ratios of one
 * paired run are what matters.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundled, isInstalled, median } from '../process.ts';
import type { Job } from './assemble-one.ts';
import { writeBase } from './base.ts';
import { type Content, writeTree } from './tree.ts';

const RUNS = Number(process.argv[2] ?? 5);
/** In lower case, as buildah makes a name of it. */
const directory = path.join(tmpdir(), `fixity-bench-build-${process.pid}`);
mkdirSync(directory);

interface Result {
  readonly wall: number;
  /** Seconds of all cores. */
  readonly cpu?: number;
  /** MB, of Fixity alone. */
  readonly peak?: number;
}

function timed(command: readonly string[]): Result {
  const [program = '', ...args] = command;
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: directory, encoding: 'utf8' });
  const wall = (performance.now() - start) / 1_000;
  if (status !== 0) throw new Error(`${command.join(' ')} failed: ${stderr}`);
  if (!stdout.startsWith('{')) return { wall, ...cpuOf(stdout) };
  return { wall, ...(JSON.parse(stdout) as { cpu: number; peak: number }) };
}

const ASSEMBLE_ONE = bundled(path.join(import.meta.dirname, 'assemble-one.ts'), directory);
let number = 0;

/** A spool of its own, which is gone afterwards. */
function ours(job: Omit<Job, 'spool'>): Result {
  const spool = path.join(directory, `spool-${(number += 1)}`);
  const result = timed([process.execPath, ASSEMBLE_ONE, JSON.stringify({ ...job, spool })]);
  for (const each of [spool, path.join(directory, 'out')]) rmSync(each, { recursive: true, force: true });
  return result;
}

/** `times` of bash tells what the programs in the script took, in its last line. */
const shell = (script: string): Result => timed(['bash', '-c', `set -o pipefail; ${script}; times`]);

function cpuOf(stdout: string): { readonly cpu?: number } {
  const spent = [...(stdout.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  const seconds = spent.reduce((sum, [, minutes, rest]) => sum + 60 * Number(minutes) + Number(rest), 0);
  return spent.length === 0 ? {} : { cpu: seconds };
}

/** As buildah does it by default: layers are not compressed in a layout. */
function buildah(base: string, tree: string): Result {
  const root = path.join(directory, 'buildah');
  const options = `--root ${root}/root --runroot ${root}/run --storage-driver vfs`;
  const result = shell(
    `c=$(buildah ${options} from ${base}) && buildah ${options} copy -q "$c" ${tree} /app >&2 &&
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
    const [cpu, peak] = [
      median(all.map(({ cpu = NaN }) => cpu)),
      Math.max(...all.map((each) => each.peak ?? NaN)),
    ];
    const shown = (value: number, digits: number): string =>
      Number.isNaN(value) ? '–' : value.toFixed(digits);
    const wall = `${median(walls).toFixed(2)} (${range})`;
    const cells = [who, wall, (first / median(walls)).toFixed(2), shown(cpu, 2), shown(peak, 0)];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

const heading = (title: string): void => {
  console.log(
    `\n${title}\n\n| program | wall s | the first / this | CPU s | peak MB |\n| --- | --- | --- | --- | --- |`,
  );
};

const installed = (name: string, programs: Readonly<Record<string, () => Result>>) =>
  isInstalled(name) ? programs : {};

/** Packed bytes to unpacked ones. */
function ratioOf(tree: string): number {
  const count = (filter: string): number =>
    Number(
      spawnSync('bash', ['-c', `tar -cf - -C ${tree} . | ${filter} | wc -c`], { encoding: 'utf8' }).stdout,
    );
  return count('gzip -6') / count('cat');
}

function packing(tree: string, content: Content, base: Awaited<ReturnType<typeof writeBase>>): void {
  const job = { tree, compression: 'gzip', layers: 1 } as const;
  heading(`5,000 files, 155 MB, ${content}: gzip -6 makes ${ratioOf(tree).toFixed(2)} of it`);
  compare({
    'fixity, gzip': () => ours(job),
    ...installed('pigz', {
      'tar \\| pigz -6': () => shell(`tar -cf - -C ${tree} . | pigz -6 > out.tar.gz`),
    }),
    'tar \\| gzip -6': () => shell(`tar -cf - -C ${tree} . | gzip -6 > out.tar.gz`),
  });
  heading(`The same on a base with a layer of ${(base.size / 1e6).toFixed(0)} MB, into an OCI layout`);
  compare({
    'fixity, gzip': () => ours({ ...job, base: base.digest, out: `oci-layout:${directory}/out` }),
    ...installed('buildah', { 'buildah, not compressed': () => buildah(base.tag, tree) }),
  });
}

function changing(tree: string, content: Content): void {
  const job = { tree, compression: 'gzip', layers: 5 } as const;
  const [plain, sealed] = [
    path.join(directory, `${content}-plain`),
    path.join(directory, `${content}-sealed`),
  ];
  const secret = 'the secret of a benchmark';
  ours({ ...job, cache: plain });
  ours({ ...job, cache: sealed, secret });
  const change = (): void => {
    appendFileSync(path.join(tree, '2/d0/f2.js'), `// ${(number += 1)}\n`);
  };
  heading(`Five layers of ${content}, of which one changed since they were packed`);
  compare({
    'fixity, no cache': () => ours(job),
    'fixity, cache with a secret': () => {
      change();
      return ours({ ...job, cache: sealed, secret });
    },
    'fixity, cache without': () => {
      change();
      return ours({ ...job, cache: plain });
    },
  });
}

try {
  const base = await writeBase(directory);
  for (const content of ['image', 'text'] as const) {
    const tree = path.join(directory, content);
    writeTree(tree, 5_000, 155_000_000, content);
    packing(tree, content, base);
    heading('Not compressed');
    compare({
      'fixity, none': () => ours({ tree, compression: 'none', layers: 1 }),
      'tar \\| sha256sum': () => shell(`tar -cf - -C ${tree} . | tee out.tar | sha256sum`),
      'fixity, zstd': () => ours({ tree, compression: 'zstd', layers: 1 }),
    });
    changing(tree, content);
  }
  heading('50,000 files, 1.5 GB');
  const large = path.join(directory, 'large');
  mkdirSync(large);
  writeTree(large, 50_000, 1_500_000_000, 'image');
  compare({ 'fixity, gzip': () => ours({ tree: large, compression: 'gzip', layers: 1 }) }, 1);
} finally {
  rmSync(directory, { recursive: true });
}

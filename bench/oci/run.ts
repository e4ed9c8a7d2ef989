/**
 * Copies between two real registries on loopback, side by side with crane, oras and skopeo: `node bench/oci/run.ts [RUNS]`, 5 runs by
 * default, the programs taking turns. Every copy goes to a repository of its own. Wall time is that of the whole process; on loopback
 * it is bound by the registries, so the ratios matter, and the requests, which are counted by tests.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../shared/action/system-clock.ts';
import { anonymous } from '../../shared/oci/credentials.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { startDistribution } from '../../test/kit/distribution.ts';
import { writeTestImage } from '../../test/kit/registry/image.ts';

const RUNS = Number(process.argv[2] ?? 5);

interface Job {
  readonly name: string;
  readonly source: string;
  readonly digest: string;
  /** The destination of run `number` by `who`. */
  readonly to: (who: string, number: number) => string;
}

type Program = (job: Job, to: string) => readonly string[];

const PEERS: Readonly<Record<string, Program>> = {
  crane: ({ source }, to) => ['crane', 'copy', '--insecure', `${source}:v1`, `${to}:v1`],
  oras: ({ source }, to) => [
    'oras',
    'cp',
    '--from-plain-http',
    '--to-plain-http',
    `${source}:v1`,
    `${to}:v1`,
  ],
  skopeo: ({ source }, to) => [
    'skopeo',
    'copy',
    '--src-tls-verify=false',
    '--dest-tls-verify=false',
    `docker://${source}:v1`,
    `docker://${to}:v1`,
  ],
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

const isInstalled = (name: string): boolean => spawnSync(name, ['--help']).error === undefined;

const directory = await mkdtemp(path.join(tmpdir(), 'fixity-bench-'));
const bundle = (): string => {
  const ncc = path.resolve('node_modules/@vercel/ncc/dist/ncc/cli.js');
  const source = path.join(import.meta.dirname, 'copy-one.ts');
  const { status, stderr } = spawnSync(
    process.execPath,
    [ncc, 'build', source, '-o', directory, '--transpile-only', '--no-cache'],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the bundle was not built: ${stderr}`);
  return path.join(directory, 'index.js');
};
const COPY_ONE = bundle();
const ours: Program = ({ source, digest }, destination) => [
  process.execPath,
  COPY_ONE,
  source,
  destination,
  digest,
];

const programs: Readonly<Record<string, Program>> = {
  fixity: ours,
  ...Object.fromEntries(Object.entries(PEERS).filter(([name]) => isInstalled(name))),
};
const [from, to] = [await startDistribution(), await startDistribution()];
try {
  const jobs = [
    await prepare('10 × 25 MB', 'bulk', 10, 25_000_000),
    await prepare('200 × 4 KB', 'small', 200, 4_096),
  ];
  console.log('| job | program | wall s | × fixity | peak MB |\n| --- | --- | --- | --- | --- |');
  for (const job of jobs) report(job, measure(job));
  const [bulk] = jobs;
  if (bulk !== undefined) {
    const again = { ...bulk, name: '10 × 25 MB, all there', to: (who: string) => bulk.to(who, 0) };
    report(again, measure(again));
  }
} finally {
  await Promise.all([from.close(), to.close(), rm(directory, { recursive: true })]);
}

async function prepare(name: string, repository: string, count: number, size: number): Promise<Job> {
  const source = `${from.host}/bench/${repository}`;
  const store = openStore(parseReference(source), { credentials: anonymous, clock: systemClock });
  const layers = Array.from({ length: count }, () => randomBytes(size));
  const { digest } = await writeTestImage(store, { layers, tag: 'v1' });
  return { name, source, digest, to: (who, number) => `${to.host}/${repository}/${who}-${number}` };
}

interface Measured {
  readonly wall: readonly number[];
  readonly peak: number | undefined;
}

/** In turns, so that a busy moment of the machine hits all alike. */
function measure(job: Job): ReadonlyMap<string, Measured> {
  const results = new Map<string, Measured>();
  for (let number = 0; number < RUNS; number += 1) {
    for (const [who, program] of Object.entries(programs)) {
      const [command = '', ...args] = program(job, job.to(who, number));
      const start = performance.now();
      const { status, stdout, stderr } = spawnSync(command, args, { cwd: directory, encoding: 'utf8' });
      const wall = (performance.now() - start) / 1_000;
      if (status !== 0) throw new Error(`${who} failed: ${stderr}`);
      const peak = who === 'fixity' ? (JSON.parse(stdout) as { peak: number }).peak : undefined;
      results.set(who, { wall: [...(results.get(who)?.wall ?? []), wall], peak });
    }
  }
  return results;
}

function report(job: Job, results: ReadonlyMap<string, Measured>): void {
  const base = median(results.get('fixity')?.wall ?? []);
  for (const [who, { wall, peak }] of results) {
    const range = `${Math.min(...wall).toFixed(2)}–${Math.max(...wall).toFixed(2)}`;
    const cells = [
      job.name,
      who,
      `${median(wall).toFixed(2)} (${range})`,
      (median(wall) / base).toFixed(2),
      peak?.toFixed(0) ?? '–',
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

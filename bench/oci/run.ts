/**
 * Copies between two real registries on loopback, and pulls into layouts, side by side with crane, oras and skopeo:
 * `node bench/oci/run.ts [RUNS]`, 5 runs by default, the programs taking turns. Every copy goes to a repository of its own, and every
 * run has an image of its own, since skopeo remembers what it copied. All are given the digest, and tag what they made. Wall time is that
 * of the whole process; on loopback it is bound by the registries, so the ratios matter, and the requests, which are counted by tests.
 * Each round waits a while for the others on the machine to pause.
 * Some rows put both registries 20 ms away, or behind a link of 5 Gbit/s.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../shared/action/system-clock.ts';
import { anonymous } from '../../shared/oci/credentials.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { startDistribution } from '../../test/kit/distribution.ts';
import { writeTestImage } from '../../test/kit/registry/image.ts';
import { bundled, isInstalled, median } from '../process.ts';
import { limitLink } from './link.ts';
import { quiet } from './quiet.ts';

const RUNS = Number(process.argv[2] ?? 5);
const PATIENCE_MILLISECONDS = 20_000;
/** Rounds that began while others used the processors. */
let busy = 0;

interface Image {
  readonly repository: string;
  readonly digest: string;
}

interface Job {
  readonly name: string;
  /** One for each run. */
  readonly images: readonly Image[];
  /** The destination of run `number` by `who`. */
  readonly to: (who: string, number: number) => string;
}

type Program = (image: Image, to: string) => readonly string[];

const COPIES: Readonly<Record<string, Program>> = {
  crane: (image, to) => ['crane', 'copy', '--insecure', pinned(image), `${to}:v1`],
  oras: (image, to) => ['oras', 'cp', '--from-plain-http', '--to-plain-http', pinned(image), `${to}:v1`],
  skopeo: (image, to) => [
    ...['skopeo', 'copy', '--src-tls-verify=false', '--dest-tls-verify=false'],
    ...[`docker://${pinned(image)}`, `docker://${to}:v1`],
  ],
};

const PULLS: Readonly<Record<string, Program>> = {
  crane: (image, to) => ['crane', 'pull', '--insecure', '--format=oci', pinned(image), to],
  oras: (image, to) => ['oras', 'cp', '--from-plain-http', '--to-oci-layout', pinned(image), `${to}:v1`],
  skopeo: (image, to) => [
    ...['skopeo', 'copy', '--src-tls-verify=false', `docker://${pinned(image)}`, `oci:${to}:v1`],
  ],
};

/** From the layout that Fixity's pull of the same run made. */
const PUSHES: Readonly<Record<string, Program>> = {
  crane: ({ repository }, to) => ['crane', 'push', '--insecure', repository, `${to}:v1`],
  oras: ({ repository }, to) => [
    ...['oras', 'cp', '--from-oci-layout', '--to-plain-http', `${repository}:v1`, `${to}:v1`],
  ],
  skopeo: ({ repository }, to) => [
    ...['skopeo', 'copy', '--dest-tls-verify=false', `oci:${repository}:v1`, `docker://${to}:v1`],
  ],
};

const pinned = ({ repository, digest }: Image): string => `${repository}@${digest}`;

const directory = await mkdtemp(path.join(tmpdir(), 'fixity-bench-'));
const COPY_ONE = bundled(path.join(import.meta.dirname, 'copy-one.ts'), directory);
const ours =
  (source = '', target = ''): Program =>
  ({ repository, digest }, to) => [
    ...[process.execPath, COPY_ONE, `${source}${repository}`, `${target}${to}`, digest, 'v1'],
  ];

const installed = (programs: Readonly<Record<string, Program>>): [string, Program][] =>
  Object.entries(programs).filter(([name]) => isInstalled(name));
const copies: readonly [string, Program][] = [['fixity', ours()], ...installed(COPIES)];
const pulls: readonly [string, Program][] = [['fixity', ours('', 'oci-layout:')], ...installed(PULLS)];
const pushes: readonly [string, Program][] = [['fixity', ours('oci-layout:')], ...installed(PUSHES)];

const FAR_MILLISECONDS = 20;
/** More than what most runners and registries have between them. */
const LINK = '5gbit';
const relays: ChildProcess[] = [];
/** Another address of a registry, at which it is far away. */
async function farAway(host: string): Promise<string> {
  const script = path.join(import.meta.dirname, 'delay.ts');
  const relay = spawn(process.execPath, ['--no-warnings', script, host, String(FAR_MILLISECONDS)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  relays.push(relay);
  return String((await once(relay.stdout, 'data'))[0]).trim();
}

const [from, to] = [await startDistribution(), await startDistribution()];
try {
  const bulk = await prepare('bulk', 10, 25_000_000);
  const small = await prepare('small', 200, 4_096);
  console.log(
    '| job | program | wall s | Fixity ÷ it, in pairs | peak MB |\n| --- | --- | --- | --- | --- |',
  );
  const bulkTo = destination('bulk');
  await measure({ name: 'copy 10 × 25 MB', images: bulk, to: bulkTo }, copies);
  await measure({ name: 'copy 200 × 4 KB', images: small, to: destination('small') }, copies);
  const there = bulk.slice(0, 1).flatMap(repeated);
  await measure({ name: 'copy 10 × 25 MB, all there', images: there, to: (who) => bulkTo(who, 0) }, copies);
  const [farFrom, farTo] = [await farAway(from.host), await farAway(to.host)];
  const far = (images: readonly Image[]): readonly Image[] =>
    images.map((image) => ({ ...image, repository: image.repository.replace(from.host, farFrom) }));
  const few = await prepare('few', 10, 100_000);
  const fewTo: Job['to'] = (who, number) => `${farTo}/few/${who}-${number}`;
  await measure(
    { name: `copy 10 × 100 KB, ${FAR_MILLISECONDS} ms away`, images: far(few), to: fewTo },
    copies,
  );
  await measure(
    {
      name: `the same, all there`,
      images: far(few.slice(0, 1)).flatMap(repeated),
      to: (who) => fewTo(who, 0),
    },
    copies,
  );
  const layout: Job['to'] = (who, number) => path.join(directory, `layout-${who}-${number}`);
  await measure({ name: 'pull 10 × 25 MB', images: bulk, to: layout }, pulls);
  const unlimit = limitLink(Number(from.host.split(':')[1]), LINK);
  if (unlimit !== undefined) {
    const other: Job['to'] = (who, number) => `${layout(who, number)}-slow`;
    await measure({ name: `the same over a link of ${LINK}`, images: bulk, to: other }, pulls).finally(
      unlimit,
    );
  }
  const pulled = bulk.map((image, number) => ({ ...image, repository: layout('fixity', number) }));
  await forget();
  await measure({ name: 'push 10 × 25 MB from a layout', images: pulled, to: destination('pushed') }, pushes);
  console.log(`\nOf all rounds ${busy} began while the machine was busy with something else.`);
} finally {
  for (const relay of relays) relay.stdin?.end();
  await Promise.all([from.close(), to.close(), rm(directory, { recursive: true })]);
}

/** What the destination has of earlier rows: a push of it would be none. */
async function forget(): Promise<void> {
  await rm(path.join(to.storage, 'docker'), { recursive: true, force: true });
}

function repeated(image: Image): readonly Image[] {
  return Array.from({ length: RUNS }, () => image);
}

function destination(repository: string): Job['to'] {
  return (who, number) => `${to.host}/${repository}/${who}-${number}`;
}

async function prepare(name: string, count: number, size: number): Promise<readonly Image[]> {
  const images: Image[] = [];
  for (let number = 0; number < RUNS; number += 1) {
    const repository = `${from.host}/bench/${name}-${number}`;
    const store = openStore(parseReference(repository), { credentials: anonymous, clock: systemClock });
    const layers = Array.from({ length: count }, () => randomBytes(size));
    const { digest } = await writeTestImage(store, { layers, tag: 'v1' });
    images.push({ repository, digest });
  }
  return images;
}

interface Measured {
  readonly wall: readonly number[];
  readonly peak: number | undefined;
}

/**
 * In turns, so that a busy moment of the machine hits all alike, and each time another one begins: the registry has the content of the
 * blobs after that.
 */
async function measure(job: Job, programs: readonly [string, Program][]): Promise<void> {
  const results = new Map<string, Measured>();
  for (const [number, image] of job.images.entries()) {
    if (!(await quiet(PATIENCE_MILLISECONDS))) busy += 1;
    const first = number % programs.length;
    for (const [who, program] of [...programs.slice(first), ...programs.slice(0, first)]) {
      const [command = '', ...args] = program(image, job.to(who, number));
      // What the one before left to write must not be written at the cost of this one.
      spawnSync('sync');
      const start = performance.now();
      const { status, stdout, stderr } = spawnSync(command, args, { cwd: directory, encoding: 'utf8' });
      const wall = (performance.now() - start) / 1_000;
      if (status !== 0) throw new Error(`${who} failed: ${stderr}`);
      const peak = who === 'fixity' ? (JSON.parse(stdout) as { peak: number }).peak : undefined;
      results.set(who, { wall: [...(results.get(who)?.wall ?? []), wall], peak });
    }
  }
  report(job, results);
}

function report(job: Job, results: ReadonlyMap<string, Measured>): void {
  const ours = results.get('fixity')?.wall ?? [];
  for (const [who, { wall, peak }] of results) {
    const range = `${Math.min(...wall).toFixed(2)}–${Math.max(...wall).toFixed(2)}`;
    const cells = [
      job.name,
      who,
      `${median(wall).toFixed(2)} (${range})`,
      median(wall.map((seconds, number) => (ours[number] ?? NaN) / seconds)).toFixed(2),
      peak?.toFixed(0) ?? '–',
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

/**
 * Verifies an image with a hundred referrers, ten of them of the type that is asked for, with Fixity (bundled) and with cosign, in
 * turns: `node bench/evidence/run.ts [RUNS] [MILLISECONDS]`, the latter what the registry takes for an answer. Whole processes against
 * a registry in memory; needs cosign.
 */
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../shared/action/system-clock.ts';
import { attachStatement } from '../../shared/evidence/attach.ts';
import { keySigner } from '../../shared/evidence/signer.ts';
import { statementAbout } from '../../shared/evidence/statement.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { writeTestImage } from '../../test/kit/registry/image.ts';
import { startRegistry } from '../../test/kit/registry/registry.ts';

const exec = promisify(execFile);
const VULN = 'https://cosign.sigstore.dev/attestation/vuln/v1';
const OTHER = 'https://acme.example/note/v1';
const runs = Number(process.argv[2] ?? 7);
const latency = Number(process.argv[3] ?? 0);

const registry = await startRegistry();
const scratch = mkdtempSync(path.join(tmpdir(), 'fixity-bench-'));
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = path.join(scratch, 'release.pub');
writeFileSync(key, publicKey.export({ type: 'spki', format: 'pem' }));
const credentials = { for: () => Promise.resolve(undefined) };
const store = openStore(parseReference(`${registry.host}/shop`), { credentials, clock: systemClock });
const image = await writeTestImage(store);
const signer = keySigner(privateKey);
for (let number = 0; number < 100; number += 1) {
  const type = number % 10 === 0 ? VULN : OTHER;
  await attachStatement(store, signer, statementAbout([image], type, { number }), image);
}

const ncc = path.resolve('node_modules/@vercel/ncc/dist/ncc/cli.js');
const source = path.join(import.meta.dirname, 'verify-one.ts');
await exec(process.execPath, [ncc, 'build', source, '-o', scratch, '--transpile-only', '--no-cache']);
if (latency > 0) {
  registry.faults.add({ times: Infinity, action: { kind: 'slow', milliseconds: latency } });
}

interface Contestant {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly milliseconds: number[];
  readonly cpuSeconds: number[];
  requests: number;
}

const reference = `${registry.host}/shop@${image.digest}`;
const offline = ['--insecure-ignore-tlog=true', '--allow-http-registry'];
const contestants: readonly Contestant[] = [
  {
    name: 'Fixity',
    command: process.execPath,
    args: [path.join(scratch, 'index.js'), registry.host, 'shop', image.digest, key, VULN],
    milliseconds: [],
    cpuSeconds: [],
    requests: 0,
  },
  {
    name: 'cosign',
    command: 'cosign',
    args: ['verify-attestation', '--key', key, '--type', 'vuln', ...offline, reference],
    milliseconds: [],
    cpuSeconds: [],
    requests: 0,
  },
];

for (let run = 0; run < runs; run += 1) {
  for (const contestant of contestants) {
    const before = registry.requests.length;
    const start = process.hrtime.bigint();
    const timed = [
      '-c',
      'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>&1',
      'bash',
      contestant.command,
      ...contestant.args,
    ];
    const { stderr } = await exec('bash', timed, {
      env: { ...process.env, HOME: scratch, DOCKER_CONFIG: scratch },
    });
    contestant.milliseconds.push(Number(process.hrtime.bigint() - start) / 1e6);
    contestant.cpuSeconds.push(
      stderr
        .trim()
        .split(' ')
        .map(Number)
        .reduce((sum, each) => sum + each, 0),
    );
    contestant.requests = registry.requests.length - before;
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
for (const { name, milliseconds, cpuSeconds, requests } of contestants) {
  const wall = median(milliseconds).toFixed(0);
  console.log(
    `${name}: ${wall} ms, ${median(cpuSeconds).toFixed(3)} s CPU, ${requests} requests (median of ${runs})`,
  );
}
await registry.close();
rmSync(scratch, { recursive: true });

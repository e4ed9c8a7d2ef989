/**
 * Verifies an image with a hundred referrers, ten of them of the type that is asked for, and signs images with a key: Fixity (bundled)
 * and cosign in turns, as whole processes, against the real docker-registry and one in memory. `node bench/evidence/run.ts [RUNS]`; needs both, GNU time,
 * and the actions' bundles (`npm run build`) for the bytes that they load.
 */
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../shared/action/system-clock.ts';
import { attachStatement } from '../../shared/evidence/attach.ts';
import { SIGNATURE_TYPE } from '../../shared/evidence/predicates/known.ts';
import { keySigner } from '../../shared/evidence/signer.ts';
import { statementAbout } from '../../shared/evidence/statement.ts';
import { anonymous } from '../../shared/oci/credentials.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { runAction } from '../../test/kit/action-process.ts';
import { startDistribution } from '../../test/kit/distribution.ts';
import { writeTestImage } from '../../test/kit/registry/image.ts';
import { startRegistry } from '../../test/kit/registry/registry.ts';
import { bundled } from '../process.ts';
import { type Contestant, contest, report } from './contest.ts';

const exec = promisify(execFile);
const VULN = 'https://cosign.sigstore.dev/attestation/vuln/v1';
const OTHER = 'https://acme.example/note/v1';
const LATENCY_MILLISECONDS = 20;
const runs = Number(process.argv[2] ?? 9);

const registry = await startRegistry();
const scratch = mkdtempSync(path.join(tmpdir(), 'fixity-bench-'));
const world = {
  env: { ...process.env, HOME: scratch, DOCKER_CONFIG: scratch, COSIGN_PASSWORD: '' },
  requests: () => registry.requests.length,
};
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const [privateFile, publicFile] = [path.join(scratch, 'plain.pem'), path.join(scratch, 'plain.pub')];
writeFileSync(privateFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
writeFileSync(publicFile, publicKey.export({ type: 'spki', format: 'pem' }));

const storeOf = (repository: string, host = registry.host) =>
  openStore(parseReference(`${host}/${repository}`), { credentials: anonymous, clock: systemClock });

const bundle = (source: string): string => bundled(path.join(import.meta.dirname, source), scratch);

async function hundredReferrers(host: string): Promise<string> {
  const store = storeOf('shop', host);
  const image = await writeTestImage(store);
  const signer = keySigner(privateKey);
  for (let number = 0; number < 100; number += 1) {
    const type = number % 10 === 0 ? VULN : OTHER;
    await attachStatement(store, signer, statementAbout([image], type, { number }), image);
  }
  return image.digest;
}

async function verifying(host: string): Promise<readonly Contestant[]> {
  const digest = await hundredReferrers(host);
  const ours = [process.execPath, bundle('verify-one.ts'), host, 'shop', digest, publicFile, VULN];
  const offline = ['--insecure-ignore-tlog=true', '--allow-http-registry', `${host}/shop@${digest}`];
  const theirs = ['cosign', 'verify-attestation', '--key', publicFile, '--type', 'vuln', ...offline];
  return [
    { name: 'Fixity', command: () => ours },
    { name: 'cosign', command: () => theirs },
  ];
}

/** Each run signs an image of its own. cosign has no plain keys: its own file is without a password. */
async function signing(): Promise<readonly Contestant[]> {
  const config = path.join(scratch, 'signing_config.json');
  writeFileSync(config, '{"mediaType":"application/vnd.dev.sigstore.signingconfig.v0.2+json"}');
  await exec('cosign', ['generate-key-pair', '--output-key-prefix', path.join(scratch, 'cosign')], {
    env: world.env,
  });
  const digests = new Map<string, string>();
  for (let run = 0; run < runs; run += 1) {
    for (const who of ['ours', 'theirs']) {
      digests.set(`${who}${run}`, (await writeTestImage(storeOf(`${who}${run}`))).digest);
    }
  }
  const script = bundle('sign-one.ts');
  const digest = (name: string): string => digests.get(name) ?? '';
  const key = [
    '--key',
    path.join(scratch, 'cosign.key'),
    '--signing-config',
    config,
    '--allow-http-registry',
  ];
  return [
    {
      name: 'Fixity',
      command: (run) => [
        process.execPath,
        script,
        registry.host,
        `ours${run}`,
        digest(`ours${run}`),
        privateFile,
      ],
    },
    {
      name: 'cosign',
      command: (run) => [
        'cosign',
        'sign',
        '-y',
        ...key,
        `${registry.host}/theirs${run}@${digest(`theirs${run}`)}`,
      ],
    },
  ];
}

/** What a run of an action's bundle loads of itself. */
async function loadedBytes(action: string, inputs: Readonly<Record<string, string>>): Promise<number> {
  const file = path.join(scratch, 'loaded');
  const hook = path.join(import.meta.dirname, 'loaded-bytes.ts');
  const env = { NODE_OPTIONS: `--import=${hook}`, FIXITY_LOADED: file };
  const ran = await runAction(action, { inputs, env });
  if (ran.exitCode !== 0) throw new Error(ran.log.join('\n'));
  return Number(readFileSync(file, 'utf8'));
}

console.log('| job | program | time | CPU | peak | requests |\n| --- | --- | --- | --- | --- | --- |');
const distribution = await startDistribution();
const real = await contest(await verifying(distribution.host), runs, { ...world, requests: () => 0 });
console.log(report('verify, docker-registry', real));
await distribution.close();
const verifiers = await verifying(registry.host);
console.log(report('verify, 0 ms', await contest(verifiers, runs, world)));
const slow = { times: Infinity, action: { kind: 'slow', milliseconds: LATENCY_MILLISECONDS } } as const;
registry.faults.add(slow);
console.log(report(`verify, ${LATENCY_MILLISECONDS} ms`, await contest(verifiers, runs, world)));
registry.faults.clear();
const signers = await signing();
console.log(report('sign, 0 ms', await contest(signers, runs, world)));

const store = storeOf('bytes');
const image = await writeTestImage(store);
await attachStatement(store, keySigner(privateKey), statementAbout([image], SIGNATURE_TYPE, {}), image);
const reference = `${registry.host}/bytes@${image.digest}`;
for (const [action, inputs] of [
  ['verify', { image: reference, keys: `release=${publicFile}` }],
  ['sign', { image: reference, key: `file:${privateFile}` }],
] as const) {
  console.log(
    `${action}, by key, loads ${((await loadedBytes(action, inputs)) / 1e6).toFixed(2)} MB of its bundle`,
  );
}
await registry.close();
rmSync(scratch, { recursive: true });

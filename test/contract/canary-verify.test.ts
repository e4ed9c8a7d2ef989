import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CANARY_TYPE } from '../../shared/evidence/predicates/canary.ts';
import { TEST_RESULT_TYPE } from '../../shared/evidence/predicates/test-result.ts';
import { loadEvidence } from '../../shared/evidence/verify.ts';
import { layoutStore } from '../../shared/oci/layout.ts';
import { type ActionResult, runAction } from '../kit/action-process.ts';
import { testClock } from '../kit/clock.ts';
import { writeLayout } from '../unit/actions/canary-verify/layout.ts';

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PEM = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

interface Service {
  readonly url: string;
  /** What the next answers are: a status, or one after the other. */
  answers: readonly number[];
  requests: number;
  close(): Promise<void>;
}

async function startService(): Promise<Service> {
  const service: Omit<Service, 'url' | 'close'> = { answers: [200], requests: 0 };
  const server = http.createServer((_, response) => {
    const status = service.answers[service.requests % service.answers.length] ?? 200;
    service.requests += 1;
    response.writeHead(status).end('shop');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return Object.assign(service, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  });
}

let canary: Service;
let baseline: Service;
const directories: string[] = [];

beforeAll(async () => {
  [canary, baseline] = await Promise.all([startService(), startService()]);
});
afterAll(async () => {
  await Promise.all([canary.close(), baseline.close()]);
  for (const directory of directories) rmSync(directory, { recursive: true });
});

/** Some seconds of probing; a canary that never fails is below 5 percentage points after 59 requests. */
const SECONDS = {
  rate: '60',
  interval: '500ms',
  'min-duration': '1s',
  'max-duration': '4s',
  'pass-absolute': '5pp',
};

/** Runs the bundle on a new image, and reads back what was attached to it. */
async function verify(
  inputs: Readonly<Record<string, string>> = {},
  given: { readonly timeoutMs?: number; readonly answers?: readonly number[] } = {},
) {
  const workspace = mkdtempSync(path.join(tmpdir(), 'fixity-canary-'));
  directories.push(workspace);
  const layout = path.join(workspace, 'layout');
  const { index, amd64 } = writeLayout(layout);
  canary.answers = given.answers ?? [200];
  const ran = await runAction('canary-verify', {
    inputs: {
      image: `oci-layout:layout@${index}`,
      environment: 'canary',
      canary: canary.url,
      baseline: baseline.url,
      key: PEM,
      ...SECONDS,
      ...inputs,
    },
    workspace,
    ...(given.timeoutMs === undefined ? {} : { timeoutMs: given.timeoutMs }),
  });
  const store = layoutStore(layout, layout, testClock());
  const trusted = [{ name: 'release', publicKey: keys.publicKey }];
  const types = async (digest: typeof index): Promise<readonly string[]> => {
    const { accepted } = await loadEvidence([store], digest, trusted);
    return accepted.map(({ predicateType }) => predicateType).sort();
  };
  return { ran, attached: { index: await types(index), amd64: await types(amd64) } };
}

const ending = ({ exitCode, outputs }: ActionResult): unknown => [
  exitCode,
  outputs['result'],
  outputs['verdict'],
];

describe('canary-verify, as the runner starts it against two services,', () => {
  it('passes a canary that answers as the baseline does, and attaches the verdict to index and platform', async () => {
    const { ran, attached } = await verify();
    expect(ending(ran)).toEqual([0, 'done', 'pass']);
    const both = [CANARY_TYPE, TEST_RESULT_TYPE].sort();
    expect(attached).toEqual({ index: both, amd64: both });
    expect(ran.outputs['bundle-digests']?.split('\n')).toHaveLength(4);
    expect(JSON.parse(ran.outputs['effects'] ?? '')).toMatchObject([{ verdict: 'pass' }]);
    expect(ran.report).toMatchObject({ environment: 'canary', verdict: 'pass' });
    expect(ran.summary).toMatch(/^### ✅ canary-verify: pass after /);
  });

  it('fails one that answers every other request with 503, early, and says so in an annotation', async () => {
    const { ran, attached } = await verify({ 'max-duration': '30s' }, { answers: [200, 503] });
    expect(ending(ran)).toEqual([1, 'refused', 'fail']);
    expect(Number(ran.outputs['decided-after'])).toBeLessThan(10);
    expect(ran.annotations).toMatchObject([
      { level: 'error', message: expect.stringMatching(/fail after .*503/) as unknown },
    ]);
    expect(attached.index).toEqual([CANARY_TYPE, TEST_RESULT_TYPE].sort());
  });

  it('is inconclusive where traffic is too little, says how much more it takes, and signs no test result', async () => {
    const { ran, attached } = await verify({ rate: '2', 'max-duration': '2s' });
    expect(ending(ran)).toEqual([1, 'inconclusive', 'inconclusive']);
    expect(ran.outputs['reason']).toMatch(/A PASS lacks about \d+ canary requests/);
    expect(ran.summary).toMatch(/^### ⏸️ canary-verify: inconclusive/);
    expect(attached).toEqual({ index: [CANARY_TYPE], amd64: [CANARY_TYPE] });
  });

  it('is inconclusive when the job is cancelled, and attaches nothing', async () => {
    const { ran, attached } = await verify(
      { rate: '1', 'min-duration': '20s', 'max-duration': '60s' },
      { timeoutMs: 2_500 },
    );
    expect([ran.outputs['verdict'], ran.outputs['bundle-digests']]).toEqual(['inconclusive', '']);
    expect(ran.outputs['reason']).toContain('cancelled');
    expect(attached).toEqual({ index: [], amd64: [] });
  });
});

import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { runAction } from '../kit/action-process.ts';
import { testClock } from '../kit/clock.ts';
import { writeTestImage } from '../kit/registry/image.ts';
import { type TestRegistry, startRegistry } from '../kit/registry/registry.ts';

const KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

let guarded: TestRegistry;
let open: TestRegistry;
let image: string;
let workspace: string;

beforeAll(async () => {
  guarded = await startRegistry({ auth: 'basic' });
  open = await startRegistry();
  const store = openStore(parseReference(`${open.host}/acme/shop`), {
    credentials: { for: () => Promise.resolve(undefined) },
    clock: testClock(),
  });
  const { digest } = await writeTestImage(store, { layers: ['a layer that will be damaged on its way'] });
  image = `acme/shop@${digest}`;
  workspace = mkdtempSync(path.join(tmpdir(), 'fixity-contract-'));
  mkdirSync(path.join(workspace, 'advisories'));
  writeFileSync(
    path.join(workspace, 'advisories', 'one.json'),
    JSON.stringify({ schema_version: '1.6.7', id: 'X-1', modified: '2026-11-24T00:00:00Z', affected: [] }),
  );
});
afterAll(async () => {
  await guarded.close();
  await open.close();
  rmSync(workspace, { recursive: true });
});

/** Inputs with which each action goes to the registry of `reference` first. */
const reaching = (reference: string): readonly (readonly [string, Readonly<Record<string, string>>])[] => [
  ['sign', { image: reference, key: KEY }],
  ['scan', { image: reference, advisories: 'advisories', key: KEY }],
  [
    'canary-verify',
    {
      image: reference,
      environment: 'canary',
      canary: 'http://127.0.0.1:1',
      baseline: 'http://127.0.0.1:1',
      key: KEY,
    },
  ],
];

describe('a registry that cannot be reached', () => {
  it.each(reaching(`127.0.0.1:1/acme/shop@sha256:${'0'.repeat(64)}`))(
    'makes %s end as unavailable, not as a verdict',
    async (action, inputs) => {
      const ran = await runAction(action, { inputs, workspace });
      expect([ran.exitCode, ran.outputs['result'], ran.outputs['verdict']]).toEqual([
        1,
        'unavailable',
        undefined,
      ]);
      expect(ran.annotations.map(({ message }) => message)).toEqual([expect.stringContaining('127.0.0.1:1')]);
    },
  );
});

describe('wrong credentials', () => {
  it.each(['sign', 'scan', 'canary-verify'])(
    'are named by %s with their registry, and shown nowhere',
    async (action) => {
      const [, inputs = {}] = reaching(`${guarded.host}/${image}`).find(([name]) => name === action) ?? [];
      const secrets = { 'registry-username': 'robot', 'registry-password': 'a-wrong-password-73' };
      const ran = await runAction(action, { inputs: { ...inputs, ...secrets }, workspace });
      expect([ran.exitCode, ran.outputs['result']]).toEqual([1, 'invalid']);
      expect(ran.annotations.map(({ message }) => message)).toEqual([expect.stringContaining(guarded.host)]);
      const everything = [
        ran.raw.replace(/^::add-mask::.*$/gm, ''),
        ran.summary,
        JSON.stringify(ran.outputs),
      ].join('\n');
      expect(everything).not.toContain('a-wrong-password-73');
      expect(everything).not.toContain(Buffer.from('robot:a-wrong-password-73').toString('base64'));
    },
  );
});

describe('a layer that is damaged on its way', () => {
  const writes = (): number =>
    open.requests.filter(({ method }) => method === 'PUT' || method === 'POST').length;

  it('stops scan before any verdict', async () => {
    const before = writes();
    open.faults.add({ method: 'GET', path: /\/blobs\/sha256:/, times: 100, action: { kind: 'corrupt' } });
    const ran = await runAction('scan', {
      inputs: { image: `${open.host}/${image}`, advisories: 'advisories', key: KEY },
      workspace,
    });
    open.faults.clear();
    expect([ran.exitCode, ran.outputs['verdict']]).toEqual([1, undefined]);
    expect(ran.annotations.map(({ message }) => message)).toEqual([
      expect.stringMatching(/is not what its descriptor says/),
    ]);
    expect(writes()).toBe(before);
  });
});

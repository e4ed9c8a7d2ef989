import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { copyImage } from '../../shared/oci/copy.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import type { StorePorts } from '../../shared/oci/open.ts';
import { type ActionResult, runAction } from '../kit/action-process.ts';
import { type BusyboxLayout, busyboxLayout } from '../kit/busybox.ts';
import { ACCOUNT, type Distribution, startDistribution } from '../kit/distribution.ts';
import { findProgram, interop } from '../kit/parts.ts';
import { removeDirectories, repository } from '../unit/actions/build-image/repository.ts';
import { ANONYMOUS } from '../unit/image/workspace.ts';

const PARTS = ['buildah', 'busybox', 'tar', 'docker-registry'];
const ACCESS: StorePorts = { ...ANONYMOUS, credentials: { for: () => Promise.resolve({ ...ACCOUNT }) } };

let directory = '';
let base: BusyboxLayout;
let registry: Distribution | undefined;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'killed-'));
  if (PARTS.some((part) => findProgram(part) === undefined)) return;
  base = busyboxLayout(directory);
  registry = await startDistribution('private');
  const from = openStore(parseReference(`oci-layout:${base.path}`), ACCESS);
  const to = openStore(parseReference(`${registry.host}/acme/base`), ACCESS);
  await copyImage(from, to, base.digest, { referrers: false });
  const storage = {
    driver: 'vfs',
    graphroot: path.join(directory, 'root'),
    runroot: path.join(directory, 'run'),
  };
  const lines = Object.entries(storage).map(([name, value]) => `${name} = "${value}"`);
  writeFileSync(path.join(directory, 'storage.conf'), `[storage]\n${lines.join('\n')}\n`);
});
afterAll(async () => {
  await registry?.close();
  await removeDirectories();
  rmSync(directory, { recursive: true, force: true });
});

interface Started {
  readonly temp: string;
  readonly ended: Promise<ActionResult>;
}

/** Starts the action from its source, as the runner starts its bundle. */
function start(name: string, step: string, signal?: AbortSignal): Started {
  const temp = mkdtempSync(path.join(directory, 'temp-'));
  const workspace = repository({
    Dockerfile: `FROM ${registry?.host ?? ''}/acme/base@${base.digest}\nRUN ${step}\nUSER 65532\n`,
  });
  const ended = runAction('build-image', {
    script: 'actions/build-image/main.ts',
    workspace,
    env: { RUNNER_TEMP: temp, CONTAINERS_STORAGE_CONF: path.join(directory, 'storage.conf') },
    inputs: {
      image: `${registry?.host ?? ''}/acme/${name}`,
      file: 'Dockerfile',
      builder: 'buildah',
      tags: '1.2.3',
      'registry-username': ACCOUNT.username,
      'registry-password': ACCOUNT.password,
    },
    ...(signal === undefined ? {} : { signal }),
  });
  return { temp, ended };
}

/** The programs that have a text, which only this test's have, on their command line. */
const processes = (text: string): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => commandLine(pid).includes(text))
    .map(Number);

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

async function isAtWork(seconds: string): Promise<void> {
  while (!processes(seconds).some((pid) => commandLine(String(pid)).startsWith('busybox'))) await wait(20);
}

const built = (temp: string): readonly string[] =>
  readdirSync(temp, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('fixity-build-'));

const tags = (name: string): Promise<readonly string[]> =>
  openStore(parseReference(`${registry?.host ?? ''}/acme/${name}`), ACCESS).listTags();

describe('the action, with a real buildah at work', () => {
  interop(
    'ends it when the job is cancelled, takes its login away and tags nothing',
    PARTS,
    async () => {
      const seconds = String(40_000 + process.pid);
      const controller = new AbortController();
      const { temp, ended } = start('cancelled', `busybox sleep ${seconds}`, controller.signal);
      await isAtWork(seconds);
      expect(built(temp).filter((name) => name.endsWith('auth.json'))).toHaveLength(1);
      controller.abort();
      const result = await ended;
      expect(result.outputs['result']).toBe('inconclusive');
      expect(result.summary).toContain('cancelled');
      expect(processes(seconds)).toEqual([]);
      expect(built(temp)).toEqual([]);
      expect(await tags('cancelled')).toEqual([]);
      expect(result.raw.replaceAll(`::add-mask::${ACCOUNT.password}`, '')).not.toContain(ACCOUNT.password);
    },
    120_000,
  );

  interop(
    'says that it was ended from outside, tags nothing, and completes when it runs again',
    PARTS,
    async () => {
      const seconds = String(70_000 + process.pid);
      const { temp, ended } = start('killed', `busybox sleep ${seconds}`);
      await isAtWork(seconds);
      for (const pid of [...processes(temp), ...processes(seconds)]) process.kill(pid, 'SIGKILL');
      const result = await ended;
      expect(result.outputs['result']).toBe('unavailable');
      expect(result.summary).toContain('memory');
      expect(built(temp)).toEqual([]);
      expect(await tags('killed')).toEqual([]);
      const again = await start('killed', 'echo built').ended;
      expect(again.outputs['result']).toBe('done');
      expect(await tags('killed')).toEqual(['1.2.3']);
    },
    120_000,
  );
});

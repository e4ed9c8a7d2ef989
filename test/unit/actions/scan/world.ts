import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { contract } from '../../../../actions/scan/contract.ts';
import { run } from '../../../../actions/scan/scan.ts';
import type { ActionContext } from '../../../../shared/action/context.ts';
import { parseInputs } from '../../../../shared/action/contract.ts';
import type { Outcome } from '../../../../shared/action/run.ts';
import { type Evidence } from '../../../../shared/evidence/evidence.ts';
import { loadEvidence } from '../../../../shared/evidence/verify.ts';
import { writeBytes } from '../../../../shared/oci/blob.ts';
import type { Descriptor, Platform } from '../../../../shared/oci/descriptor.ts';
import { type Digest, digestOf } from '../../../../shared/oci/digest.ts';
import { MEDIA_TYPE } from '../../../../shared/oci/media-types.ts';
import { openStore } from '../../../../shared/oci/open.ts';
import { parseReference } from '../../../../shared/oci/reference.ts';
import type { ImageStore } from '../../../../shared/oci/store.ts';
import { type TestClock, testClock } from '../../../kit/clock.ts';
import { type TestRegistry, startRegistry } from '../../../kit/registry/registry.ts';
import { type RawEntry, tarOf } from '../../sbom/archive.ts';

export type Files = readonly (RawEntry | readonly [string, string])[];

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

export const DEBIAN = 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n';
export const dpkg = (name: string, version: string, source = ''): string =>
  `Package: ${name}\nStatus: install ok installed\nArchitecture: all\n${source}Version: ${version}\n\n`;
export const npm = (name: string, version: string): string => JSON.stringify({ name, version });

/** A small Debian image with one npm package. */
export const SHOP: Files = [
  ['etc/os-release', DEBIAN],
  ['var/lib/dpkg/status', dpkg('libssl3', '3.0.17-1~deb12u2', 'Source: openssl\n')],
  ['app/node_modules/left-pad/package.json', npm('left-pad', '1.3.0')],
];

const CRITICAL = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

/** An OSV record; modified half a day before the test clock starts. */
export const osv = (
  id: string,
  ecosystem: string,
  name: string,
  fixed: string | undefined,
  more: object = {},
): object => ({
  id,
  modified: '2026-11-24T00:00:00Z',
  summary: `A flaw in ${name}`,
  affected: [
    {
      package: { ecosystem, name },
      ranges: [
        { type: 'ECOSYSTEM', events: [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])] },
      ],
    },
  ],
  ...more,
});
export const OPENSSL = osv('DEBIAN-CVE-2026-1', 'Debian:12', 'openssl', '3.0.22-1~deb12u2', {
  upstream: ['CVE-2026-1'],
  severity: [{ type: 'CVSS_V3', score: CRITICAL }],
});
/** Speak of the ecosystems, and of nothing in the image. */
export const HARMLESS = [
  osv('DEBIAN-CVE-2026-9', 'Debian:12', 'other', '1'),
  osv('GHSA-9', 'npm', 'other', '1.0.0'),
];

/** A registry, a workspace and a clock of their own. */
export interface World {
  readonly registry: TestRegistry;
  readonly store: ImageStore;
  readonly workspace: string;
  readonly clock: TestClock;
  /** Replaces the directory of advisories. */
  advisories(...records: readonly unknown[]): void;
  /** Pushes an index with one manifest a platform. */
  push(platforms: readonly (readonly [Platform, readonly Files[]])[]): Promise<Descriptor>;
  scan(inputs: Readonly<Record<string, string>>, eventName?: string, given?: ActionContext): Promise<Outcome>;
  context(eventName?: string): ActionContext;
  evidence(subject: Digest): Promise<readonly Evidence[]>;
  close(): Promise<void>;
}

export async function createWorld(): Promise<World> {
  const workspace = mkdtempSync(path.join(tmpdir(), 'fixity-scan-'));
  const registry = await startRegistry();
  const clock = testClock();
  const repository = `${registry.host}/acme/shop`;
  const ports = { credentials: { for: () => Promise.resolve(undefined) }, clock };
  const store = openStore(parseReference(repository), ports);
  const advisories = path.join(workspace, 'advisories');
  return {
    registry,
    store,
    workspace,
    clock,
    advisories: (...records) => {
      rmSync(advisories, { recursive: true, force: true });
      mkdirSync(advisories);
      for (const [index, record] of records.entries()) {
        const text = typeof record === 'string' ? record : JSON.stringify(record);
        writeFileSync(path.join(advisories, `${index}.json`), text);
      }
    },
    push: async (platforms) => {
      const manifests: Descriptor[] = [];
      for (const [platform, layers] of platforms)
        manifests.push({ ...(await pushPlatform(store, platform, layers)), platform });
      const index = { schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests };
      return store.putManifest(Buffer.from(JSON.stringify(index)), { mediaType: MEDIA_TYPE.index });
    },
    scan: async (inputs, eventName = 'push', context = contextOf(workspace, clock, eventName)) => {
      const given: Readonly<Record<string, string>> = { advisories: 'advisories', key: PEM, ...inputs };
      return run(
        parseInputs(contract, (name) => given[name] ?? ''),
        context,
      );
    },
    context: (eventName = 'push') => contextOf(workspace, clock, eventName),
    evidence: async (subject) => {
      const { accepted, ignored } = await loadEvidence([store], subject, [{ name: 'release', publicKey }]);
      if (ignored.length > 0) throw new Error(JSON.stringify(ignored));
      return accepted;
    },
    close: async () => {
      await registry.close();
      rmSync(workspace, { recursive: true });
    },
  };
}

const contextOf = (workspace: string, clock: TestClock, eventName: string): ActionContext => ({
  run: {
    repository: 'acme/shop',
    repositoryId: '1',
    ownerId: '2',
    ref: 'refs/heads/main',
    sha: '0'.repeat(40),
    workflowRef: 'acme/shop/.github/workflows/deliver.yml@refs/heads/main',
    job: 'scan',
    runId: '4711',
    runAttempt: '1',
    actor: 'octocat',
    eventName,
    event: {},
    serverUrl: 'https://github.com',
    apiUrl: 'https://api.github.com',
    runnerEnvironment: 'github-hosted',
  },
  log: { info: () => undefined, warn: () => undefined, group: async (_title, work) => work() },
  clock,
  workspace,
  temp: path.join(workspace, 'temp'),
  dockerConfig: path.join(workspace, 'docker'),
  proxy: {},
  signal: new AbortController().signal,
  variable: () => undefined,
  mask: () => undefined,
  idToken: () => Promise.reject(new Error('no token here')),
});

async function pushPlatform(
  store: ImageStore,
  platform: Platform,
  layers: readonly Files[],
): Promise<Descriptor> {
  const archives = layers.map((files) => tarOf(files));
  const descriptors: Descriptor[] = [];
  for (const archive of archives)
    descriptors.push(await writeBytes(store, gzipSync(archive), MEDIA_TYPE.layerGzip));
  const config = {
    ...platform,
    config: {},
    rootfs: { type: 'layers', diff_ids: archives.map((archive) => digestOf(archive)) },
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: await writeBytes(store, Buffer.from(JSON.stringify(config)), MEDIA_TYPE.config),
    layers: descriptors,
  };
  return store.putManifest(Buffer.from(JSON.stringify(manifest)), { mediaType: MEDIA_TYPE.manifest });
}

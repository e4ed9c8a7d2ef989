import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { contract } from '../../../../actions/promote/contract.ts';
import { run } from '../../../../actions/promote/promote.ts';
import type { ActionContext } from '../../../../shared/action/context.ts';
import { parseInputs } from '../../../../shared/action/contract.ts';
import type { Outcome } from '../../../../shared/action/run.ts';
import { type Signer, keySigner } from '../../../../shared/evidence/signer.ts';
import type { Descriptor } from '../../../../shared/oci/descriptor.ts';
import { type Digest } from '../../../../shared/oci/digest.ts';
import { openStore } from '../../../../shared/oci/open.ts';
import { parseReference } from '../../../../shared/oci/reference.ts';
import type { ImageStore } from '../../../../shared/oci/store.ts';
import { type TestClock, testClock } from '../../../kit/clock.ts';
import { commitFiles } from '../../../kit/github/git.ts';
import { type GitHubFake, type RepositoryOptions, startGitHub } from '../../../kit/github/server.ts';
import { AMD64, ARM64, writeTestImage } from '../../../kit/registry/image.ts';
import { type TestRegistry, startRegistry } from '../../../kit/registry/registry.ts';

const CLAIMS = { repository: 'acme/shop', repository_owner: 'acme', actor: 'octocat', sub: 'repo:acme/shop' };

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

const strangersKey = newKey().privateKey;

/** Somebody whom no policy here knows. */
export const stranger = {
  signer: keySigner(strangersKey),
  pem: strangersKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};

/** A registry, a GitHub with one repository, a key that its policy trusts, and a time that stands still. */
export interface World {
  readonly registry: TestRegistry;
  readonly github: GitHubFake;
  readonly clock: TestClock;
  readonly signer: Signer;
  /** The private key of `signer`, in PEM. */
  readonly key: string;
  /** The first commit of the repository. */
  readonly sha: string;
  readonly workspace: string;
  readonly log: string[];
  readonly token: string;
  /** A repository of the registry. */
  store(name: string): ImageStore;
  /** Makes and pushes an image of two platforms to `build`; nothing is known about it. */
  build(content: string): Promise<Descriptor>;
  commit(files: Readonly<Record<string, string | undefined>>): Promise<string>;
  file(name: string): Promise<string>;
  promote(inputs: Readonly<Record<string, string>>, given?: Given): Promise<Promoted>;
  stop(): Promise<void>;
}

export interface Promoted extends Outcome {
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface Given {
  readonly runId?: string;
  /** The job's OIDC token. */
  readonly idToken?: string;
  readonly token?: string;
  readonly eventName?: string;
  readonly key?: string | undefined;
}

export const KUSTOMIZATION = 'deploy/production/kustomization.yaml';

/** Three environments as design and examples have them: staging in place, canary in place, production copied. */
export const policyText = (host: string): string => `version: 1
trust:
  release: {key: keys/release.pub}
images:
  shop: {repository: ${host}/build/shop}
environments:
  staging:
    require:
      signed-by: [release]
      provenance: {source: github.com/acme/shop}
      sbom: true
      tests: [{suite: unit, within: 7d}]
      vulnerabilities: {critical: 0, high: 0, scanned-within: 24h}
    targets: [{kustomize: deploy/staging/kustomization.yaml, image: shop}]
  production:
    from: [staging]
    require:
      canary: {verdict: pass, in: staging}
    destinations: [${host}/production/shop]
    targets: [{kustomize: ${KUSTOMIZATION}, image: shop}]
`;

const kustomization = (tag: string): string =>
  `# desired state\nresources: [deployment.yaml]\nimages:\n  - name: shop # ours\n    newTag: ${tag}\n`;

export interface WorldOptions {
  readonly environments?: RepositoryOptions['environments'];
  readonly teams?: Readonly<Record<string, readonly string[]>>;
  /** The time that stands still, in ISO 8601. */
  readonly now?: string;
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const clock = testClock(options.now);
  const registry = await startRegistry();
  const { privateKey, publicKey } = newKey();
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const github = await startGitHub({
    now: () => clock.now(),
    teams: options.teams ?? {},
    repositories: {
      'acme/shop': {
        environments: options.environments ?? {},
        files: {
          '.github/fixity.yml': policyText(registry.host),
          'keys/release.pub': publicKey.export({ type: 'spki', format: 'pem' }).toString(),
          'deploy/staging/kustomization.yaml': kustomization('"1.4.1"'),
          [KUSTOMIZATION]: kustomization('"1.4.0"'),
        },
      },
    },
  });
  const token = github.mint({ contents: 'write', deployments: 'write' }, CLAIMS);
  const workspace = mkdtempSync(path.join(tmpdir(), 'fixity-promote-'));
  const log: string[] = [];
  const repository = github.repository('acme/shop');
  const { objects } = repository;
  const sha = (await objects.facts('main'))?.sha ?? '';
  const store = (name: string): ImageStore =>
    openStore(parseReference(`${registry.host}/${name}`), {
      credentials: { for: () => Promise.resolve(undefined) },
      clock,
    });
  const context = ({ eventName = 'push', idToken, runId = '4711' }: Given): ActionContext =>
    ({
      run: {
        repository: 'acme/shop',
        sha,
        ref: 'refs/heads/main',
        runId,
        actor: 'octocat',
        eventName,
        serverUrl: github.serverUrl,
        apiUrl: github.apiUrl,
      },
      log: { info: (line: string) => log.push(line), warn: (line: string) => log.push(line) },
      clock,
      workspace,
      temp: workspace,
      dockerConfig: path.join(workspace, '.docker'),
      proxy: {},
      signal: new AbortController().signal,
      variable: () => idToken,
      mask: () => undefined,
      idToken: () => Promise.resolve(idToken ?? ''),
    }) as unknown as ActionContext;
  return {
    registry,
    github,
    clock,
    signer: keySigner(privateKey),
    key: pem,
    sha,
    workspace,
    log,
    token,
    store,
    build: (content) => writeTestImage(store('build/shop'), { platforms: [AMD64, ARM64], layers: [content] }),
    commit: (files) => commitFiles(repository.directory, files),
    file: async (name) => {
      const object = await objects.read(`main:${name}`);
      if (object === undefined) throw new Error(`main has no ${name}`);
      return object.bytes.toString().replace(/\n$/, '');
    },
    promote: (inputs, given = {}) => {
      const all: Readonly<Record<string, string | undefined>> = {
        key: 'key' in given ? given.key : pem,
        token: given.token ?? token,
        ...inputs,
      };
      const values = parseInputs(contract, (name) => all[name] ?? '');
      return run(values, context(given));
    },
    stop: async () => {
      rmSync(workspace, { recursive: true });
      await registry.close();
      await github.stop();
    },
  };
}

export const reference = (world: World, name: string, digest: Digest): string =>
  `shop=${world.registry.host}/${name}@${digest}`;

/** Promotes what was built. */
export const promoteBuilt = (
  world: World,
  image: Descriptor,
  environment: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Promoted> =>
  world.promote({ images: reference(world, 'build/shop', image.digest), environment, ...more });

export function writeInWorkspace(world: World, file: string, text: string): void {
  mkdirSync(path.dirname(path.join(world.workspace, file)), { recursive: true });
  writeFileSync(path.join(world.workspace, file), text);
}

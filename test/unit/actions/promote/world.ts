import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { contract } from '../../../../actions/promote/contract.ts';
import { run } from '../../../../actions/promote/promote.ts';
import type { ActionContext } from '../../../../shared/action/context.ts';
import { parseInputs } from '../../../../shared/action/contract.ts';
import type { Outcome } from '../../../../shared/action/run.ts';
import { attachStatement } from '../../../../shared/evidence/attach.ts';
import { CANARY_TYPE } from '../../../../shared/evidence/predicates/canary.ts';
import { SIGNATURE_TYPE } from '../../../../shared/evidence/predicates/known.ts';
import { PROVENANCE_TYPE } from '../../../../shared/evidence/predicates/provenance.ts';
import { CYCLONEDX_TYPE } from '../../../../shared/evidence/predicates/sbom.ts';
import { TEST_RESULT_TYPE, testResultPredicate } from '../../../../shared/evidence/predicates/test-result.ts';
import {
  VULNERABILITIES_TYPE,
  vulnerabilitiesPredicate,
} from '../../../../shared/evidence/predicates/vulnerabilities.ts';
import { type Signer, keySigner } from '../../../../shared/evidence/signer.ts';
import { statementAbout } from '../../../../shared/evidence/statement.ts';
import type { Descriptor } from '../../../../shared/oci/descriptor.ts';
import { type Digest, digestOf } from '../../../../shared/oci/digest.ts';
import { readImage } from '../../../../shared/oci/image.ts';
import { openStore } from '../../../../shared/oci/open.ts';
import { parseReference } from '../../../../shared/oci/reference.ts';
import type { ImageStore } from '../../../../shared/oci/store.ts';
import { type TestClock, testClock } from '../../../kit/clock.ts';
import { commitFiles } from '../../../kit/github/git.ts';
import { type GitHubFake, startGitHub } from '../../../kit/github/server.ts';
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
  readonly workspace: string;
  readonly log: string[];
  readonly token: string;
  /** A repository of the registry. */
  store(name: string): ImageStore;
  /** Makes and pushes an image of two platforms to `build`; nothing is known about it. */
  build(content: string): Promise<Descriptor>;
  commit(files: Readonly<Record<string, string | undefined>>): Promise<string>;
  file(name: string): Promise<string>;
  promote(inputs: Readonly<Record<string, string>>, given?: Given): Promise<Outcome>;
  stop(): Promise<void>;
}

export interface Given {
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

export async function createWorld(): Promise<World> {
  const clock = testClock();
  const registry = await startRegistry();
  const { privateKey, publicKey } = newKey();
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const github = await startGitHub({
    now: () => clock.now(),
    repositories: {
      'acme/shop': {
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
  const sha = await repository.git.text(['rev-parse', 'main']);
  const store = (name: string): ImageStore =>
    openStore(parseReference(`${registry.host}/${name}`), {
      credentials: { for: () => Promise.resolve(undefined) },
      clock,
    });
  const context = (eventName: string): ActionContext =>
    ({
      run: {
        repository: 'acme/shop',
        sha,
        ref: 'refs/heads/main',
        runId: '4711',
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
      variable: () => undefined,
      mask: () => undefined,
    }) as unknown as ActionContext;
  return {
    registry,
    github,
    clock,
    signer: keySigner(privateKey),
    workspace,
    log,
    token,
    store,
    build: (content) => writeTestImage(store('build/shop'), { platforms: [AMD64, ARM64], layers: [content] }),
    commit: (files) => commitFiles(repository.directory, files),
    file: (name) => repository.git.text(['show', `main:${name}`]),
    promote: (inputs, given = {}) => {
      const all: Readonly<Record<string, string | undefined>> = {
        key: 'key' in given ? given.key : pem,
        token: given.token ?? token,
        ...inputs,
      };
      return run(
        parseInputs(contract, (name) => all[name] ?? ''),
        context(given.eventName ?? 'push'),
      );
    },
    stop: async () => {
      rmSync(workspace, { recursive: true });
      await registry.close();
      await github.stop();
    },
  };
}

/** Things that can be known about an image. */
export type Kind = 'signature' | 'provenance' | 'sbom' | 'tests' | 'scan' | 'canary';

export const EVERYTHING: readonly Kind[] = ['signature', 'provenance', 'sbom', 'tests', 'scan'];

const none = { found: 0, fixable: 0 };

/** Signs the kinds of evidence and attaches them where they belong. */
export async function prove(
  world: World,
  image: Descriptor,
  kinds: readonly Kind[],
  options: {
    signer?: Signer;
    store?: string;
    verdict?: string;
    critical?: number;
    result?: 'PASSED' | 'FAILED';
  } = {},
): Promise<void> {
  const { signer = world.signer } = options;
  const store = world.store(options.store ?? 'build/shop');
  const { platforms } = await readImage(store, image.digest);
  const now = world.clock.now();
  const attach = async (type: string, predicate: unknown, subject: Descriptor = image): Promise<void> => {
    await attachStatement(store, signer, statementAbout([subject], type, predicate), subject);
  };
  for (const kind of kinds) {
    switch (kind) {
      case 'signature':
        await attach(SIGNATURE_TYPE, {});
        break;
      case 'provenance':
        await attach(PROVENANCE_TYPE, provenance('acme/shop'));
        break;
      case 'sbom':
        for (const { manifest } of platforms)
          await attach(CYCLONEDX_TYPE, { bomFormat: 'CycloneDX', specVersion: '1.6' }, manifest.descriptor);
        break;
      case 'tests':
        await attach(
          TEST_RESULT_TYPE,
          testResultPredicate({ suite: 'unit', result: options.result ?? 'PASSED', finishedOn: now }),
        );
        break;
      case 'scan':
        for (const { manifest } of platforms)
          await attach(VULNERABILITIES_TYPE, scan(now, options.critical ?? 0), manifest.descriptor);
        break;
      case 'canary':
        await attach(CANARY_TYPE, {
          environment: 'staging',
          verdict: options.verdict ?? 'pass',
          finishedAt: now.toISOString(),
        });
    }
  }
}

const provenance = (repository: string) => ({
  buildDefinition: {
    buildType: 'https://example.com/build',
    externalParameters: {},
    resolvedDependencies: [
      { uri: `git+https://github.com/${repository}@refs/tags/v1`, digest: { gitCommit: 'c'.repeat(40) } },
    ],
  },
  runDetails: { builder: { id: 'https://example.com/builder' } },
});

const scan = (now: Date, critical: number) =>
  vulnerabilitiesPredicate(
    {
      startedAt: now,
      finishedAt: now,
      version: '1',
      verdict: critical > 0 ? 'fail' : 'pass',
      counts: {
        critical: { found: critical, fixable: critical },
        high: none,
        medium: none,
        low: none,
        unknown: none,
      },
      complete: true,
      incomplete: [],
      packages: 3,
      ecosystems: ['Debian:12'],
      snapshot: { digest: digestOf('snapshot'), newest: now, records: 4 },
      policyDigest: digestOf('policy'),
      sbom: '',
      findings: [],
      findingsTotal: 0,
    },
    { uri: 'https://github.com/acme/shop/actions/runs/1', builder: 'b', run: '1' },
  );

export const reference = (world: World, name: string, digest: Digest): string =>
  `shop=${world.registry.host}/${name}@${digest}`;

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type FoundBuildx, findBuilders } from '../../actions/build-image/builders/found.ts';
import type { ImageIndex } from '../../shared/oci/descriptor.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { type TestBuilderPorts, builderPorts } from '../kit/building.ts';
import { type BusyboxLayout, busyboxLayout } from '../kit/busybox.ts';
import { findProgram } from '../kit/parts.ts';
import { type TestRegistry, startRegistry } from '../kit/registry/registry.ts';
import {
  type TestContext,
  buildImage,
  contextFor,
  digestOutput,
  outputOf,
  repository,
} from '../unit/actions/build-image/repository.ts';
import { type BuildKit, startBuildKit } from './buildkit-daemon.ts';
import { pushScanner } from './buildkit-scanner.ts';

export const PARTS = ['docker', 'buildkitd', 'runc', 'busybox', 'tar', 'git'];

/** A BuildKit, a registry, a base in a layout, and an SBOM generator in the registry. */
export interface World {
  readonly directory: string;
  readonly base: BusyboxLayout;
  readonly buildkit: BuildKit;
  readonly registry: TestRegistry;
  readonly ports: TestBuilderPorts;
  readonly found: FoundBuildx;
  readonly scanner: string;
  stop(): Promise<void>;
}

/** Undefined where a part is missing: then each test says so. */
export async function startWorld(): Promise<World | undefined> {
  if (PARTS.some((part) => findProgram(part) === undefined)) return undefined;
  const directory = mkdtempSync(path.join(tmpdir(), 'attestations-'));
  const base = busyboxLayout(directory);
  const registry = await startRegistry();
  const buildkit = await startBuildKit(directory);
  const stop = async (): Promise<void> => {
    await buildkit.stop();
    await registry.close();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const ports = builderPorts(directory, buildkit.env);
    const { buildx } = await findBuilders(ports, buildkit.builder);
    if ('missing' in buildx) throw new Error(buildx.missing);
    const scanner = await pushScanner(directory, `${registry.host}/scanner`, buildx, ports);
    return { directory, base, buildkit, registry, ports, found: buildx, scanner, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A context whose programs find the BuildKit of this test. */
function withBuildKit({ buildkit }: World, workspace: string): TestContext {
  const variables: Record<string, string | undefined> = { ...buildkit.env, BUILDX_BUILDER: buildkit.builder };
  return {
    ...contextFor(workspace),
    dockerConfig: buildkit.env['DOCKER_CONFIG'] ?? '',
    variable: (name) => variables[name],
  };
}

export interface Provenance {
  readonly buildDefinition: {
    readonly externalParameters: object;
    readonly internalParameters: object;
    readonly resolvedDependencies: readonly { readonly uri?: string; readonly annotations?: object }[];
  };
  readonly runDetails: { readonly builder: { readonly id: string }; readonly byproducts?: readonly object[] };
}

/** Runs the action into a layout of its own, from a commit with this Dockerfile. */
export async function build(
  world: World,
  dockerfile: readonly string[],
  inputs: Readonly<Record<string, string>> = {},
) {
  const workspace = repository({ Dockerfile: `${dockerfile.join('\n')}\n`, 'greeting.txt': 'hello\n' });
  const context = withBuildKit(world, workspace);
  const image = inputs['image'] ?? `oci-layout:${context.temp}/out`;
  const outcome = await buildImage(
    {
      image,
      tags: 'x',
      file: 'Dockerfile',
      builder: 'buildkit',
      'build-contexts': `base=oci-layout://${world.base.path}:v1`,
      ...inputs,
    },
    context,
  );
  const provenance = JSON.parse(readFileSync(outputOf(outcome, 'provenancePath'), 'utf8')) as Provenance;
  const digest = digestOutput(outcome);
  const store = openStore(parseReference(image), world.ports.stores);
  const index = (await store.readManifest(digest)).content as ImageIndex;
  return { outcome, provenance, digest, store, index, context, workspace };
}

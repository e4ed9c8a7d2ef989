import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Descriptor, Platform } from '../../../shared/oci/descriptor.ts';
import { openStore } from '../../../shared/oci/open.ts';
import { formatPlatform } from '../../../shared/oci/platform.ts';
import type { LayoutReference } from '../../../shared/oci/reference.ts';
import { parseDigest } from '../../../shared/oci/digest.ts';
import { UserError } from '../../../shared/text/error.ts';
import { describeEnd, runProgram } from '../../../shared/tools/run.ts';
import { type NamedContext, namedContexts } from './context.ts';
import { buildahEnvironment } from './environment.ts';
import type { FoundBuildah } from './found.ts';
import type { BuildRequest, BuilderPorts } from './request.ts';

type LayoutContext = Extract<NamedContext, { kind: 'layout' }>;

/**
 * Puts the image of each layout that is a named context into buildah's storage, as it pulls every base, and returns the names there by context. A
 * name comes from the content, so that it is the same on every machine and for builds side by side.
 */
export async function pullLayouts(
  request: BuildRequest,
  found: FoundBuildah,
  ports: BuilderPorts,
  platform: Platform | undefined,
): Promise<Readonly<Record<string, string>>> {
  const names: Record<string, string> = {};
  for (const context of namedContexts(request)) {
    if (context.kind === 'layout') names[context.name] = await pullLayout(context, found, ports, platform);
  }
  return names;
}

/** The named contexts that are directories, for `--build-context`; images stand in the Dockerfile itself. */
export const directoryContexts = (request: BuildRequest): Readonly<Record<string, string>> =>
  Object.fromEntries(
    namedContexts(request).flatMap((context) =>
      context.kind === 'directory' ? [[context.name, context.path] as const] : [],
    ),
  );

/**
 * buildah's `oci:` names an image by tag alone: a layout that shares the blobs and has this one entry stands in. Its path is relative, since
 * buildah makes a repository name of it, which may have no capitals.
 */
async function pullLayout(
  context: LayoutContext,
  found: FoundBuildah,
  ports: BuilderPorts,
  platform: Platform | undefined,
): Promise<string> {
  const descriptor = await entryOf(context, ports);
  const directory = await mkdtemp(path.join(ports.temp, 'context-'));
  const layout = path.join(directory, 'context');
  try {
    await mkdir(layout);
    await writeFile(path.join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
    await writeFile(
      path.join(layout, 'index.json'),
      JSON.stringify({ schemaVersion: 2, manifests: [descriptor] }),
    );
    await symlink(path.join(context.path, 'blobs'), path.join(layout, 'blobs'));
    const wanted = platform === undefined ? [] : ['--platform', formatPlatform(platform)];
    const pulled = await buildah(found, ports, ['pull', '--quiet', ...wanted, 'oci:context'], directory);
    const id = pulled.at(-1) ?? '';
    const name = `localhost/fixity-context:${id.slice(0, 12)}`;
    await buildah(found, ports, ['tag', id, name]);
    return name;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function entryOf(
  { name, path: where, tag, digest }: LayoutContext,
  ports: BuilderPorts,
): Promise<Descriptor> {
  const reference: LayoutReference = { kind: 'layout', path: where };
  const store = openStore(reference, ports.stores);
  const descriptor = await store.resolve(digest === undefined ? (tag ?? 'latest') : parseDigest(digest));
  if (descriptor !== undefined) return descriptor;
  throw new UserError({
    what: `the build context '${name}' has no image`,
    rule: `${digest ?? `tag ${tag ?? 'latest'}`} in ${store.name}`,
  });
}

/** Its lines. @throws UserError when it fails. */
async function buildah(
  { program, storage }: FoundBuildah,
  { env, temp, stores }: BuilderPorts,
  argv: readonly string[],
  cwd = temp,
): Promise<readonly string[]> {
  const result = await runProgram({
    program,
    argv: [...storage, ...argv],
    env: buildahEnvironment(env),
    cwd,
    ...(stores.signal === undefined ? {} : { signal: stores.signal }),
  });
  if (result.exitCode === 0) return result.lastLines;
  throw new UserError({
    what: `buildah ${argv[0] ?? ''} failed`,
    rule: describeEnd(result),
    seen: result.lastLines.slice(-3).join('\n'),
  });
}

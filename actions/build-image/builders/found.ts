import type { Platform } from '../../../shared/oci/descriptor.ts';
import { parsePlatform } from '../../../shared/oci/platform.ts';
import { findProgram } from '../../../shared/tools/program.ts';
import { askProgram } from '../../../shared/tools/run.ts';
import { type Version, findVersion, formatVersion } from '../../../shared/tools/version.ts';
import { buildahEnvironment } from './environment.ts';
import type { BuilderPorts } from './request.ts';

/** What builders this machine has; `missing` says why one cannot be used. */
export interface FoundBuilders {
  readonly buildx: FoundBuildx | Missing;
  readonly buildah: FoundBuildah | Missing;
}

export interface Missing {
  readonly missing: string;
}

export interface FoundBuildx {
  /** The path of docker's command line. */
  readonly docker: string;
  /** Of buildx, and of the BuildKit behind it where it is known. */
  readonly version: string;
  readonly buildkit?: string;
  /** The builder instance. */
  readonly builder: string;
  readonly driver: string;
  /** What it says it can build for; none while it is not running. */
  readonly platforms: readonly Platform[];
  /** Whether it can write an image as a layout; docker's own store cannot, unless it is containerd's. */
  readonly writesLayouts: boolean;
}

export interface FoundBuildah {
  readonly program: string;
  readonly version: string;
  /** Options before every command. */
  readonly storage: readonly string[];
}

/** Looks for both builders; `builder` names an instance of buildx, else its current one is taken. */
export async function findBuilders(
  ports: Pick<BuilderPorts, 'env' | 'temp' | 'stores'>,
  builder?: string,
): Promise<FoundBuilders> {
  const [buildx, buildah] = await Promise.all([findBuildx(ports, builder), findBuildah(ports)]);
  return { buildx, buildah };
}

type Ask = (...argv: readonly string[]) => Promise<string | undefined>;

const asker =
  (program: string, { env, temp, stores }: Pick<BuilderPorts, 'env' | 'temp' | 'stores'>): Ask =>
  (...argv) =>
    askProgram({
      program,
      argv,
      env,
      cwd: temp,
      ...(stores.signal === undefined ? {} : { signal: stores.signal }),
    });

async function findBuildx(
  ports: Pick<BuilderPorts, 'env' | 'temp' | 'stores'>,
  builder: string | undefined,
): Promise<FoundBuildx | Missing> {
  const docker = findProgram('docker', ports.env['PATH'] ?? '');
  if (docker === undefined) return { missing: 'docker is not installed' };
  const ask = asker(docker, ports);
  const version = await ask('buildx', 'version');
  if (version === undefined) return { missing: 'docker has no buildx plugin' };
  const text = await ask('buildx', 'inspect', ...(builder === undefined ? [] : [builder]));
  const instance = text === undefined ? undefined : parseInspect(text);
  if (instance === undefined) return { missing: `the builder ${builder ?? 'of buildx'} cannot be inspected` };
  if ('missing' in instance) return instance;
  const writesLayouts = instance.driver !== 'docker' || (await hasContainerdStore(ask));
  return { docker, version: versionText(version), ...instance, writesLayouts };
}

const versionText = (text: string): string => {
  const version: Version | undefined = findVersion(text);
  return version === undefined ? 'unknown' : formatVersion(version);
};

async function hasContainerdStore(ask: Ask): Promise<boolean> {
  const status = await ask('info', '--format', '{{json .DriverStatus}}');
  return status?.includes('io.containerd.snapshotter') === true;
}

/** What `docker buildx inspect` prints: `Name: value` lines, the instance first and then its nodes. Undefined when it names no driver. */
export function parseInspect(
  text: string,
): Pick<FoundBuildx, 'builder' | 'driver' | 'platforms' | 'buildkit'> | Missing | undefined {
  const first = (name: string): string | undefined =>
    new RegExp(`^${name}:[ \\t]+(.+)$`, 'm').exec(text)?.[1]?.trim();
  const builder = first('Name');
  const driver = first('Driver');
  const error = first('Error');
  if (builder !== undefined && error !== undefined)
    return { missing: `the builder ${builder} does not answer: ${error}` };
  if (builder === undefined || driver === undefined) return undefined;
  const buildkit = findVersion(first('BuildKit version') ?? '');
  return {
    builder,
    driver,
    platforms: [...text.matchAll(/^Platforms:[ \t]+(.+)$/gm)].flatMap(([, list = '']) => platformsIn(list)),
    ...(buildkit === undefined ? {} : { buildkit: formatVersion(buildkit) }),
  };
}

/** An asterisk marks the platforms that were asked for. */
const platformsIn = (list: string): readonly Platform[] =>
  list
    .split(',')
    .map((platform) => platform.replace(/\*/g, '').trim())
    .filter((platform) => /^[a-z0-9]+\/[a-z0-9_]+(\/[a-z0-9_.-]+)?$/.test(platform))
    .map(parsePlatform);

async function findBuildah(
  ports: Pick<BuilderPorts, 'env' | 'temp' | 'stores'>,
): Promise<FoundBuildah | Missing> {
  const program = findProgram('buildah', ports.env['PATH'] ?? '');
  if (program === undefined) return { missing: 'buildah is not installed' };
  const ask = asker(program, { ...ports, env: buildahEnvironment(ports.env) });
  const version = await ask('version');
  if (version === undefined) return { missing: 'buildah does not start' };
  // Overlay file systems are not everywhere allowed; vfs copies, and always works.
  for (const storage of [[], ['--storage-driver', 'vfs']]) {
    if ((await ask(...storage, 'info')) !== undefined)
      return { program, version: versionText(version), storage };
  }
  return { missing: 'buildah has no storage that it can use here' };
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type PlatformManifest, readRunnableImage } from '../../shared/oci/image.ts';
import type { Descriptor, Platform } from '../../shared/oci/descriptor.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import { readImageConfig } from '../../shared/image/config.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import type { Log } from '../../shared/ports/log.ts';
import { parseSbom } from '../../shared/sbom/spdx-reader.ts';
import { type Inventory, catalogueImage } from '../../shared/sbom/inventory.ts';
import { UserError, messageOf } from '../../shared/text/error.ts';
import { formatBytes, plural } from '../../shared/text/size.ts';
import { type SecretFinding, configSecrets, watchSecrets } from './secrets.ts';
import { parseJson } from '../../shared/text/json.ts';

/** Something whose packages are known. */
export interface Target {
  readonly label: string;
  /** The platform manifest; undefined when only an SBOM was given. */
  readonly descriptor: Descriptor | undefined;
  readonly platform: Platform | undefined;
  readonly inventory: Inventory;
  /** Undefined when nobody looked. */
  readonly secrets: readonly SecretFinding[] | undefined;
}

export interface ImageTarget {
  /** The index, or the one manifest. */
  readonly top: Descriptor;
  readonly targets: readonly Target[];
}

export interface TargetPorts {
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Paths in which credentials are expected; undefined: nobody looks for any. */
  readonly ignoreSecrets?: readonly string[] | undefined;
}

/** Reads every platform of an image. @throws UserError when it has none, or its bytes are not what they should be. */
export async function readImageTarget(
  store: ImageStore,
  digest: Digest,
  ports: TargetPorts,
): Promise<ImageTarget> {
  const { top, platforms } = await readRunnableImage(store, digest);
  const targets: Target[] = [];
  // One after the other: layers are read as streams, and two at once are not faster.
  for (const each of platforms) targets.push(await readPlatform(store, each, ports));
  return { top: top.descriptor, targets };
}

async function readPlatform(
  store: ImageStore,
  { platform, manifest }: PlatformManifest,
  { log, signal, ignoreSecrets }: TargetPorts,
): Promise<Target> {
  const label = formatPlatform(platform);
  const watch = ignoreSecrets && watchSecrets(ignoreSecrets);
  const inventory = await log.group(`Packages of ${label}`, async () => {
    const read = await catalogueImage(store, manifest, {
      signal,
      ...(watch === undefined ? {} : { observer: watch.observer }),
      onLayer: ({ digest }, bytes) => {
        log.info(`layer ${digest}: ${formatBytes(bytes)} unpacked`);
      },
    });
    const system = read.os === undefined ? 'no operating system' : read.os.name;
    log.info(`${plural(read.components.length, 'package')}, ${system}`);
    return read;
  });
  const { config } = await readImageConfig(store, manifest);
  const secrets = watch && [...configSecrets(config), ...watch.findings()];
  return { label, descriptor: manifest.descriptor, platform, inventory, secrets };
}

const MAX_SBOM_BYTES = 256 * 1024 * 1024;

/** Reads an SBOM file. @throws UserError when it is neither a CycloneDX nor an SPDX document. */
export async function readSbomTarget(file: string, workspace: string): Promise<Target> {
  const bytes = await readFile(path.resolve(workspace, file)).catch((cause: unknown) => {
    throw new UserError(
      { what: "input 'sbom'", rule: 'a file that can be read', seen: messageOf(cause) },
      { cause },
    );
  });
  if (bytes.length > MAX_SBOM_BYTES) {
    throw new UserError({
      what: "input 'sbom'",
      rule: `at most ${formatBytes(MAX_SBOM_BYTES)}`,
      seen: formatBytes(bytes.length),
    });
  }
  const { inventory, subject } = parseSbom(readJson(bytes, file));
  const platform = subject.platform === undefined ? '' : ` ${formatPlatform(subject.platform)}`;
  return {
    label: `${path.basename(file)}${platform}`,
    descriptor: undefined,
    platform: subject.platform,
    inventory,
    secrets: undefined,
  };
}

function readJson(bytes: Buffer, file: string): unknown {
  try {
    return parseJson(bytes, MAX_SBOM_BYTES);
  } catch (cause) {
    throw new UserError(
      { what: "input 'sbom'", rule: 'CycloneDX or SPDX JSON', seen: `${file}: ${messageOf(cause)}` },
      { cause },
    );
  }
}

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../shared/action/system-clock.ts';
import type { Descriptor } from '../../shared/oci/descriptor.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { startDistribution } from '../kit/distribution.ts';
import { AMD64, ARM64, writeTestImage } from '../kit/registry/image.ts';
import { startRegistry } from '../kit/registry/registry.ts';

const exec = promisify(execFile);

/** A directory for one test file, and programs that have it for their home. */
export interface Workbench {
  readonly directory: string;
  readonly file: (name: string, content: string) => string;
  /** What a program says on both channels; it rejects when the program fails. No network is needed by what the tests ask. */
  readonly run: (name: string, ...args: readonly string[]) => Promise<string>;
  readonly close: () => void;
}

export function workbench(): Workbench {
  const directory = mkdtempSync(path.join(tmpdir(), 'fixity-evidence-'));
  const home = { HOME: directory, DOCKER_CONFIG: directory, COSIGN_PASSWORD: '', COSIGN_YES: 'true' };
  return {
    directory,
    file: (name, content) => {
      const full = path.join(directory, name);
      writeFileSync(full, content);
      return full;
    },
    run: async (name, ...args) => {
      const options = { env: { ...process.env, ...home }, timeout: 60_000, maxBuffer: 16 * 1024 * 1024 };
      const { stdout, stderr } = await exec(name, args, options);
      return stdout + stderr;
    },
    close: () => {
      rmSync(directory, { recursive: true });
    },
  };
}

export const storeAt = (host: string, repository: string): ImageStore =>
  openStore(parseReference(`${host}/${repository}`), {
    credentials: { for: () => Promise.resolve(undefined) },
    clock: systemClock,
  });

export interface TestImage {
  readonly store: ImageStore;
  readonly index: Descriptor;
  readonly repository: string;
  readonly reference: string;
}

let images = 0;

/** A new image for two platforms in a repository of its own. */
export async function newImage(host: string): Promise<TestImage> {
  images += 1;
  const repository = `shop${images}`;
  const store = storeAt(host, repository);
  const index = await writeTestImage(store, { platforms: [AMD64, ARM64], tag: '1.0.0' });
  return { store, index, repository, reference: `${host}/${repository}@${index.digest}` };
}

/** Both ways to find referrers, and the programs that each needs. */
export const REGISTRIES = [
  { kind: 'a registry with the referrers API', parts: [], start: () => startRegistry() },
  { kind: 'docker-registry, which has none', parts: ['docker-registry'], start: () => startDistribution() },
] as const;

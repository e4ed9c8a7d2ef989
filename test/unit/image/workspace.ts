import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../../shared/action/system-clock.ts';
import { type AssembleRequest } from '../../../shared/image/assemble.ts';
import { readImageFile } from '../../../shared/image/file/read-image-file.ts';
import { layersFor } from '../../../shared/image/image-file.ts';
import type { StorePorts } from '../../../shared/oci/open.ts';

/** What stands at a path: content, `->TARGET` for a link, or bytes. */
export type Files = Readonly<Record<string, string | Buffer>>;

const made: string[] = [];

/** A new directory with these files; `removeWorkspaces` takes it away. */
export function workspace(files: Files = {}): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'fixity-image-'));
  made.push(directory);
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    if (typeof content === 'string' && content.startsWith('->')) symlinkSync(content.slice(2), file);
    else writeFileSync(file, content);
  }
  return directory;
}

export function removeWorkspaces(): void {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
}

export const ANONYMOUS: StorePorts = {
  credentials: { for: () => Promise.resolve(undefined) },
  clock: systemClock,
};

/** A request to assemble what an image.yml says, from a workspace. */
export function requestFor(
  yaml: string,
  directory: string,
  rest: Partial<AssembleRequest> = {},
): AssembleRequest {
  const file = readImageFile('image.yml', yaml);
  return {
    base: undefined,
    platforms: file.platforms.map((platform) => ({ platform, layers: layersFor(file, platform) })),
    run: file.config,
    labels: {},
    annotations: file.annotations,
    workspace: directory,
    epoch: 1_700_000_000,
    spool: workspace(),
    cache: workspace(),
    ...rest,
  };
}

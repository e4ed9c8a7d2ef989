import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BuildRequest, BuilderPorts } from '../../actions/build-image/builders/request.ts';
import { parseDockerfile } from '../../shared/dockerfile/dockerfile.ts';
import { anonymous } from '../../shared/oci/credentials.ts';
import { testClock } from './clock.ts';

/** Ports whose log is a list of lines; the heading of a group starts with `> `. */
export interface TestBuilderPorts extends BuilderPorts {
  readonly lines: readonly string[];
}

export function builderPorts(directory: string, env: Readonly<Record<string, string>>): TestBuilderPorts {
  const lines: string[] = [];
  const temp = path.join(directory, 'temp');
  mkdirSync(temp, { recursive: true });
  return {
    lines,
    temp,
    env,
    stores: { credentials: anonymous, clock: testClock(), workspace: directory },
    log: {
      info: (line) => lines.push(line),
      warn: (line) => lines.push(`! ${line}`),
      group: (title, work) => {
        lines.push(`> ${title}`);
        return work();
      },
    },
  };
}

/** A request for a Dockerfile of these lines, with `files` beside it; the image goes to the layout `name`. */
export function buildRequest(
  directory: string,
  name: string,
  dockerfile: readonly string[],
  given: Partial<BuildRequest> & { readonly files?: Readonly<Record<string, string | Buffer>> } = {},
): BuildRequest {
  const { files = {}, ...options } = given;
  const context = path.join(directory, `${name}-context`);
  mkdirSync(context, { recursive: true });
  const text = `${dockerfile.join('\n')}\n`;
  for (const [file, content] of Object.entries({ ...files, Dockerfile: text })) {
    writeFileSync(path.join(context, file), content);
  }
  return {
    context,
    file: path.join(context, 'Dockerfile'),
    dockerfile: parseDockerfile(text, 'Dockerfile'),
    platforms: [],
    buildArgs: {},
    labels: {},
    buildContexts: {},
    workspace: directory,
    secrets: {},
    secretFiles: {},
    ssh: [],
    cacheFrom: [],
    cacheTo: [],
    trusted: true,
    noCache: false,
    pull: false,
    network: 'default',
    epoch: 1_700_000_000,
    output: { kind: 'layout', path: name },
    ...options,
  };
}

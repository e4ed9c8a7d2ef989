import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { REPOSITORY_ROOT } from '../kit/action-process.ts';
import { FILES, directory, removeDirectories, repository } from '../unit/actions/build-image/repository.ts';

const execute = promisify(execFile);

afterEach(removeDirectories);

/** Nodes of this machine, one of each version, this one first. */
function nodes(): readonly { readonly program: string; readonly version: string }[] {
  const places = [process.execPath, '/usr/bin/node', '/usr/local/bin/node', '/opt/node/bin/node'];
  const found = places.flatMap((program) => {
    try {
      return [{ program, version: execFileSync(program, ['--version'], { encoding: 'utf8' }).trim() }];
    } catch {
      return [];
    }
  });
  return [...new Map(found.reverse().map((each) => [each.version, each])).values()].reverse();
}

/** The action as a bundle, from the sources of now. */
function bundle(): string {
  const target = path.join(directory(), 'bundle');
  const ncc = path.join(REPOSITORY_ROOT, 'node_modules/@vercel/ncc/dist/ncc/cli.js');
  const entry = path.join(REPOSITORY_ROOT, 'actions/build-image/main.ts');
  execFileSync(process.execPath, [ncc, 'build', entry, '-o', target, '--transpile-only', '--no-cache'], {
    cwd: REPOSITORY_ROOT,
    stdio: 'ignore',
  });
  return path.join(target, 'index.js');
}

/** The digest that a Node gives a checkout; locale, time zone and umask are as different as they can be. */
async function digestBy(
  script: string,
  program: string,
  workspace: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const temp = directory();
  const output = path.join(temp, 'output');
  const files = { GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: path.join(temp, 'summary'), RUNNER_TEMP: temp };
  for (const file of [files.GITHUB_OUTPUT, files.GITHUB_STEP_SUMMARY])
    mkdirSync(path.dirname(file), { recursive: true });
  execFileSync('touch', [files.GITHUB_OUTPUT, files.GITHUB_STEP_SUMMARY]);
  await execute(program, [script], {
    cwd: workspace,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: temp,
      GITHUB_WORKSPACE: workspace,
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REF: 'refs/tags/v1.2.3',
      INPUT_IMAGE: `oci-layout:${temp}/image`,
      ...files,
      ...env,
    },
  });
  return /^digest<<(\S+)\n(sha256:[0-9a-f]{64})\n\1$/m.exec(readFileSync(output, 'utf8'))?.[2] ?? 'none';
}

describe('the digest of one commit', () => {
  const available = nodes();
  const versions = available.map(({ version }) => version).join(', ');
  const name = 'is the same from two versions of Node, in two directories, two locales and two time zones';
  const test = async (): Promise<void> => {
    const script = bundle();
    const content = Array.from({ length: 40_000 }, (_, line) => `line ${(line * 7_919) % 1_000}`).join('\n');
    const first = repository({ ...FILES, 'src/big.txt': content, 'src/ä.txt': 'umlaut' });
    const second = path.join(directory(), 'elsewhere');
    cpSync(first, second, { recursive: true });
    const places = [
      { workspace: first, env: { LANG: 'C', TZ: 'UTC' } },
      { workspace: second, env: { LANG: 'de_DE.UTF-8', TZ: 'Asia/Tokyo' } },
    ];
    const digests = await Promise.all(
      available.flatMap(({ program }) =>
        places.map(({ workspace, env }) => digestBy(script, program, workspace, env)),
      ),
    );
    expect(digests).toHaveLength(available.length * 2);
    expect(digests[0]).toMatch(/^sha256:/);
    expect(new Set(digests).size).toBe(1);
  };
  const { skip: passOver } = it;
  if (available.length > 1) it(`${name}: ${versions}`, test, 120_000);
  else passOver(`${name} (missing: a second Node beside ${versions})`, test);
});

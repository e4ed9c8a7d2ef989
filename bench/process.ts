import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** What benchmarks need to run and compare whole processes. */

export const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN;

export const isInstalled = (name: string): boolean => spawnSync(name, ['--help']).error === undefined;

/** Bundles a program as an action is, into a folder of `directory` that is called like it; the file to run. */
export function bundled(source: string, directory: string): string {
  const ncc = path.resolve('node_modules/@vercel/ncc/dist/ncc/cli.js');
  const out = path.join(directory, path.basename(source, '.ts'));
  const argv = [ncc, 'build', source, '-o', out, '--transpile-only', '--no-cache'];
  const { status, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the bundle was not built: ${stderr}`);
  return path.join(out, 'index.js');
}

/** Bundles every action into dist/<action>/, from nothing: `node scripts/build.ts [OUT]`. */
import { spawn } from 'node:child_process';
import { globSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';

const ncc = path.resolve('node_modules/@vercel/ncc/dist/ncc/cli.js');
const out = process.argv[2] ?? 'dist';

/** One process a bundle: ncc keeps every compilation in memory. */
async function bundle(entry: string): Promise<void> {
  const [, action = '', file = ''] = entry.split(path.sep);
  const target = file === 'main.ts' ? path.join(out, action) : path.join(out, action, 'post');
  const options = ['--transpile-only', '--no-cache', '--license', 'licenses.txt'];
  const child = spawn(process.execPath, [ncc, 'build', entry, '-o', target, ...options], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`ncc failed for ${entry}`);
}

rmSync(out, { recursive: true, force: true });
const queue = globSync('actions/*/{main,post}.ts').sort();
const worker = async (): Promise<void> => {
  for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) await bundle(entry);
};
await Promise.all(Array.from({ length: availableParallelism() }, worker));

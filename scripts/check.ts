/** Everything that CI checks without running a test: `npm run check`. All checks run; the exit code is that of the worst. */
import { spawnSync } from 'node:child_process';

const CHECKS: readonly (readonly [title: string, script: string, ...args: string[]])[] = [
  ['types', 'node_modules/typescript/bin/tsc', '-p', '.'],
  ['lint', 'node_modules/eslint/bin/eslint.js', '.', '--max-warnings=0'],
  ['format', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  ['import directions', 'scripts/check-imports.ts'],
  ['exports that nobody imports', 'scripts/check-exports.ts'],
  ['generated documents', 'scripts/docs.ts', '--check'],
  ['bundles: fresh, starting cleanly, within their budgets', 'scripts/check-dist.ts'],
];

const failed = CHECKS.filter(([title, ...argv]) => {
  console.log(`- ${title}`);
  return spawnSync(process.execPath, argv, { stdio: 'inherit' }).status !== 0;
});
if (failed.length > 0) {
  console.error(`failed: ${failed.map(([title]) => title).join(', ')}`);
  process.exitCode = 1;
}

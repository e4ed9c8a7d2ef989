/** Checks that every exported value has somebody who imports it, beside the tests: `node scripts/check-exports.ts`. */
import { globSync, readFileSync } from 'node:fs';
import { deadExports } from './exports.ts';

const files = globSync('{actions,bench,scripts,shared,test}/**/*.ts').sort();
const problems = deadExports(new Map(files.map((file) => [file, readFileSync(file, 'utf8')])));
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;

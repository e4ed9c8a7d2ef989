/** Checks the directions of imports between the rooms, and that there is no cycle: `node scripts/check-imports.ts`. */
import { globSync, readFileSync } from 'node:fs';
import { findCycle, forbidden, importsOf } from './imports.ts';

const files = globSync('{actions,shared}/**/*.ts').sort();
const graph = new Map(files.map((file) => [file, importsOf(file, readFileSync(file, 'utf8'))]));
const problems = [...graph].flatMap(([from, targets]) =>
  targets.flatMap((to) => {
    const reason = forbidden(from, to);
    return reason === undefined ? [] : [`${from} imports ${to}: ${reason}`];
  }),
);
const cycle = findCycle(graph);
if (cycle !== undefined) problems.push(`cycle: ${cycle.join(' -> ')}`);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;

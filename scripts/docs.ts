/** Writes action.yml and the README tables of every action from its contract; with `--check` it only compares. */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Contract } from '../shared/action/contract.ts';
import { policyJsonSchema } from '../shared/policy/json-schema.ts';
import { actionYaml, fillReadme, readmeParts } from './action-docs.ts';
import { imageReference } from './image-docs.ts';

const checkOnly = process.argv.includes('--check');
const stale: string[] = [];

function update(file: string, text: string): void {
  const current = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (current === text) return;
  stale.push(file);
  if (!checkOnly) writeFileSync(file, text);
}

for (const file of globSync('actions/*/contract.ts').sort()) {
  const folder = path.dirname(file);
  const { contract } = (await import(pathToFileURL(path.resolve(file)).href)) as { contract: Contract };
  if (contract.name !== path.basename(folder)) throw new Error(`${file} names itself '${contract.name}'`);
  update(path.join(folder, 'action.yml'), actionYaml(contract, existsSync(path.join(folder, 'post.ts'))));
  const readme = path.join(folder, 'README.md');
  update(readme, fillReadme(readFileSync(readme, 'utf8'), readmeParts(contract), readme));
}
update('docs/schemas/policy.schema.json', `${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
const schema = JSON.parse(readFileSync('docs/schemas/image.schema.json', 'utf8')) as Parameters<
  typeof imageReference
>[0];
const building = 'docs/building.md';
update(building, fillReadme(readFileSync(building, 'utf8'), imageReference(schema), building));
if (checkOnly && stale.length > 0) {
  console.error(`stale, run 'npm run docs': ${stale.join(', ')}`);
  process.exitCode = 1;
}

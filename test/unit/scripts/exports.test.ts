import { describe, expect, it } from '@jest/globals';
import { deadExports } from '../../../scripts/exports.ts';

const dead = (files: Readonly<Record<string, string>>): readonly string[] =>
  deadExports(new Map(Object.entries(files)));

const MODULE = 'export function take() { return 1; }\n';

describe('an exported value', () => {
  it.each([
    ['is imported', "import { take } from '../b/b.ts';"],
    [
      'is imported beside others, under another name',
      "import {\n  type Other,\n  take as give,\n} from '../b/b.ts';",
    ],
    ['is exported again', "export { take } from '../b/b.ts';"],
    ['is loaded late', "const { take } = await import('../b/b.ts');"],
    ['is the program of an action', "await runAction(contract, () => import('../b/b.ts'));", 'run'],
  ])('is alive when it %s', (_, source, name = 'take') => {
    const module = MODULE.replace('take', name);
    expect(dead({ 'shared/b/b.ts': module, 'shared/a/a.ts': source })).toEqual([]);
  });

  it.each([
    ['nobody imports it', {}],
    ['somebody imports a name like it', { 'shared/a/a.ts': "import { taken } from '../b/b.ts';" }],
    ['somebody imports it from elsewhere', { 'shared/a/a.ts': "import { take } from '../c/b.ts';" }],
  ])('is dead when %s', (_, others) => {
    expect(dead({ 'shared/b/b.ts': MODULE, ...others })).toEqual([
      'shared/b/b.ts: take is exported, and nobody imports it',
    ]);
  });

  it('that only tests import must at least be used where it is', () => {
    const test = { 'test/unit/b/b.test.ts': "import { take } from '../../../shared/b/b.ts';" };
    expect(dead({ 'shared/b/b.ts': MODULE, ...test })).toEqual(['shared/b/b.ts: only tests call take']);
    expect(dead({ 'shared/b/b.ts': `${MODULE}const one = take();\n`, ...test })).toEqual([]);
  });

  it('of a test, and a type, need nobody', () => {
    expect(dead({ 'test/kit/b.ts': MODULE, 'shared/b/b.ts': 'export interface Taken {}\n' })).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { ALLOWED, findCycle, forbidden, importsOf } from '../../../scripts/imports.ts';

describe('import directions', () => {
  it.each([
    ['actions/sign/sign.ts', 'shared/evidence/attach.ts'],
    ['actions/sign/main.ts', 'actions/sign/contract.ts'],
    ['shared/evidence/attach.ts', 'shared/oci/store.ts'],
    ['shared/action/stores.ts', 'shared/oci/open.ts'],
  ])('%s may import %s', (from, to) => {
    expect(forbidden(from, to)).toBeUndefined();
  });

  it.each([
    ['actions/sign/sign.ts', 'actions/scan/scan.ts'],
    ['actions/sign/sign.ts', 'test/kit/clock.ts'],
    ['shared/oci/registry.ts', 'shared/evidence/attach.ts'],
    ['shared/oci/registry.ts', 'shared/action/log.ts'],
    ['shared/policy/load.ts', 'shared/github/contents.ts'],
    ['shared/text/size.ts', 'actions/sign/sign.ts'],
    ['shared/unknown/x.ts', 'shared/text/size.ts'],
  ])('%s may not import %s', (from, to) => {
    expect(forbidden(from, to)).toEqual(expect.any(String));
  });

  it('allow no two rooms to import each other', () => {
    const mutual = Object.entries(ALLOWED).flatMap(([room, others]) =>
      others.filter((other) => ALLOWED[other]?.includes(room)),
    );
    expect(mutual).toEqual([]);
  });

  it('are read from static, lazy and type imports', () => {
    const source =
      "import a from './a.ts';\nimport type { B } from '../b/b.ts';\nawait import('./c.ts');\nexport * from './d.ts';\nimport 'node:fs';";
    expect(importsOf('shared/x/y.ts', source)).toEqual([
      'shared/x/a.ts',
      'shared/b/b.ts',
      'shared/x/c.ts',
      'shared/x/d.ts',
    ]);
  });

  it('show a cycle as a path', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ]);
    expect(findCycle(graph)).toEqual(['b', 'c', 'b']);
    expect(findCycle(new Map([['a', ['b', 'c']]]))).toBeUndefined();
  });
});

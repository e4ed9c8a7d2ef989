import { describe, expect, it } from '@jest/globals';
import { REPOSITORY_ROOT } from '../../kit/action-process.ts';
import {
  type ActionCatalogue,
  findWorkflows,
  lintWorkflow,
  readCatalogue,
  workflowBlocks,
} from '../../kit/workflow-lint.ts';

const SHA = '0'.repeat(40);
const catalogue: ActionCatalogue = new Map([
  [
    'sign',
    {
      inputs: new Map([
        ['image', true],
        ['key', false],
      ]),
      outputs: new Set(['bundle-digests']),
    },
  ],
]);

const workflow = (steps: string, more = 'permissions: {}'): string =>
  `on: push\n${more}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n${steps}\n`;

const sign = (more: string): string =>
  `      - {id: s, uses: 'fixity-actions/fixity/actions/sign@${SHA}', ${more}}`;

describe('the lint of workflows', () => {
  it.each<[string, string, string | undefined]>([
    ['a good one', workflow(sign('with: {image: x, KEY: y}')), undefined],
    ['a script with a trusted value', workflow(`      - run: echo \${{ github.sha }}`), undefined],
    [
      'no permissions',
      workflow('      - run: x', 'name: x'),
      "1: no 'permissions' at the top: begin with 'permissions: {}'",
    ],
    ['an unknown key', workflow('      - runn: x'), "7: w.yml (Line: 7, Col: 9): Unexpected value 'runn'"],
    [
      'a tag',
      workflow("      - uses: 'actions/checkout@v5'"),
      "7: 'actions/checkout@v5' is not pinned to a commit",
    ],
    [
      'an action that is not there',
      workflow(`      - uses: fixity-actions/fixity/actions/sing@${SHA}`),
      "7: there is no action 'sing'",
    ],
    ['an unknown input', workflow(sign('with: {image: x, imgae: y}')), "7: 'sign' has no input 'imgae'"],
    ['a missing input', workflow(sign('with: {key: y}')), "7: 'sign' needs the input 'image'"],
    [
      'an unknown output',
      workflow(`${sign('with: {image: x}')}\n      - run: echo "\${{ steps.s.outputs.bundles }}"`),
      "5: step 's' has no output 'bundles'",
    ],
    [
      'a step that is not there',
      workflow(`      - {run: x, if: steps.t.outputs.x == '1'}`),
      "5: there is no step 't' in job 'a'",
    ],
    [
      'text from outside in a script',
      workflow(`      - run: echo "\${{ github.event.issue.title }}"`),
      "7: 'github.event.issue.title' in a script can be code: pass it through 'env'",
    ],
    [
      'a job that is not needed',
      `${workflow('      - run: x')}  b: {runs-on: x, steps: [{run: 'echo \${{ needs.a.outputs.x }}'}]}\n`,
      "8: job 'b' does not need 'a'",
    ],
    [
      'an output that a job does not have',
      `${workflow('      - run: x')}  b: {runs-on: x, needs: a, steps: [{run: 'echo \${{ needs.a.outputs.x }}'}]}\n`,
      "8: job 'a' has no output 'x'",
    ],
  ])('says of %s', async (_, content, expected) => {
    const problems = await lintWorkflow('w.yml', content, catalogue);
    const said = problems.map(({ line, message }) => `${line}: ${message}`);
    if (expected === undefined) expect(said).toEqual([]);
    else expect(said[0]).toContain(expected);
  });

  it('finds workflows within Markdown, with their lines, and completes jobs that stand alone', () => {
    const markdown =
      '# A\n\n```yaml\non: push\njobs: {}\n```\n\n```yaml\nkey: 1\n```\n\n```yml title\njobs: {}\n```\n';
    expect(workflowBlocks(markdown)).toEqual([
      { line: 3, content: 'on: push\njobs: {}\n' },
      { line: 10, content: 'on: push\npermissions: {}\njobs: {}\n' },
    ]);
  });
});

describe('every workflow of this repository', () => {
  const own = readCatalogue(REPOSITORY_ROOT);
  const found = findWorkflows(REPOSITORY_ROOT);

  it('is found', () => {
    expect(found.map(({ file }) => file)).toEqual(
      expect.arrayContaining(['workflows-examples/deliver.yml', '.github/workflows/ci.yml']),
    );
  });

  it.each(found.map((each) => [`${each.file}:${each.line + 1}`, each] as const))('%s', async (_, source) => {
    const problems = await lintWorkflow(source.file, source.content, own);
    expect(problems.map(({ line, message }) => `${source.file}:${source.line + line} ${message}`)).toEqual(
      [],
    );
  });
});

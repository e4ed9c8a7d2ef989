import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { annotationOf, parseCommand } from '../../kit/workflow-runner/commands.ts';
import { parseWorkflow } from '../../kit/workflow-runner/document.ts';
import { type Scope, decide, evaluate } from '../../kit/workflow-runner/expressions.ts';
import { parseAssignments } from '../../kit/workflow-runner/file-commands.ts';
import { createMasks } from '../../kit/workflow-runner/masks.ts';
import { expandMatrix } from '../../kit/workflow-runner/matrix.ts';
import { effectivePermissions } from '../../kit/workflow-runner/permissions.ts';
import { shellCommand } from '../../kit/workflow-runner/script-step.ts';
import { resolve, segments } from '../../kit/workflow-runner/template.ts';

const scope = (contexts: Record<string, unknown>, more: Partial<Scope> = {}): Scope => ({
  contexts,
  ...more,
});

describe('expressions', () => {
  const contexts = {
    github: { event: { commits: [{ id: 'a' }, { id: 'b' }] }, ref: 'refs/heads/main' },
    env: { N: '3', EMPTY: '' },
    matrix: { node: 24, flag: true },
    steps: { build: { outputs: { image: 'x@sha256:1' }, outcome: 'success' } },
  };
  it.each<[string, unknown]>([
    ["'It''s ''quoted'' twice'", "It's 'quoted' twice"],
    ["format('{0}-{1}', 'a''b', 'c''d''e')", "a'b-c'd'e"],
    ['steps.build.outputs.image', 'x@sha256:1'],
    ['steps.none.outputs.image', null],
    ['steps.build.outputs.none || 4', 4],
    ["env.N == 3 && 'three'", 'three'],
    ["env.EMPTY && 'set' || 'unset'", 'unset'],
    ["'ABC' == 'abc'", true],
    ['null == 0', true],
    ['matrix.node > 9', true],
    ["startsWith(github.ref, 'refs/HEADS/')", true],
    ["contains(github.event.commits.*.id, 'b')", true],
    ["join(github.event.commits.*.id, '+')", 'a+b'],
    ["contains(fromJSON('[1, 2]'), 2)", true],
    ['fromJSON(toJSON(matrix)).node', 24],
    ['!matrix.flag', false],
    ["matrix['node']", 24],
    ['0x10 + 1', Error],
  ])('%s', (expression, expected) => {
    const act = (): unknown => evaluate(expression, scope(contexts));
    if (expected === Error) expect(act).toThrow('Unexpected symbol');
    else expect(act()).toEqual(expected);
  });

  it('hash the files that match, and nothing when none does', () => {
    const workspace = mkdtempSync(path.join(tmpdir(), 'hash-'));
    writeFileSync(path.join(workspace, 'a.lock'), 'a');
    const hash = (pattern: string): unknown => evaluate(`hashFiles('${pattern}')`, scope({}, { workspace }));
    expect(hash('*.lock')).toMatch(/^[0-9a-f]{64}$/);
    expect(hash('*.none')).toBe('');
  });
});

describe('conditions', () => {
  const failed = { success: false, failure: true, cancelled: false };
  it.each<[string | undefined, boolean]>([
    [undefined, false],
    ["github.ref == 'x'", false],
    ['always()', true],
    ['failure()', true],
    ['!cancelled()', true],
    ["${{ always() && 'x' == 'x' }}", true],
    ["'always()' == 'always()'", false],
    ['success() || failure()', true],
  ])('after a failure, %s is %s', (condition, expected) => {
    expect(decide(condition, scope({ github: { ref: 'x' } }, { status: failed }))).toBe(expected);
  });
});

describe('texts with expressions', () => {
  it('are split where the expression ends, not where a literal says so', () => {
    expect(segments("a ${{ format('}} {0}', 'it''s') }} b")).toEqual([
      { text: 'a ' },
      { expression: "format('}} {0}', 'it''s')" },
      { text: ' b' },
    ]);
    expect(() => segments('${{ x')).toThrow('not closed');
  });

  it('keep their newlines, and their quotes, and the type of a lone expression', () => {
    const contexts = { inputs: { n: 5, name: 'x' } };
    expect(resolve("echo 'a'\n  echo 'b' ${{ inputs.name }}\n", scope(contexts))).toBe(
      "echo 'a'\n  echo 'b' x\n",
    );
    expect(resolve({ a: ['${{ inputs.n }}', 'n=${{ inputs.n }}'] }, scope(contexts))).toEqual({
      a: [5, 'n=5'],
    });
  });
});

describe('a matrix', () => {
  it("expands as GitHub's documented example does", () => {
    const matrix = {
      fruit: ['apple', 'pear'],
      animal: ['cat', 'dog'],
      include: [
        { color: 'green' },
        { color: 'pink', animal: 'cat' },
        { fruit: 'apple', shape: 'circle' },
        { fruit: 'banana' },
        { fruit: 'banana', animal: 'cat' },
      ],
    };
    expect(expandMatrix(matrix)).toEqual([
      { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
      { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
      { fruit: 'pear', animal: 'cat', color: 'pink' },
      { fruit: 'pear', animal: 'dog', color: 'green' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ]);
  });

  it('leaves out what is excluded; no matrix is one job', () => {
    expect(expandMatrix({ a: [1, 2], b: [3, 4], exclude: [{ a: 1 }, { a: 2, b: 4 }] })).toEqual([
      { a: 2, b: 3 },
    ]);
    expect(expandMatrix(undefined)).toEqual([{}]);
    expect(expandMatrix({ include: [{ a: 1 }] })).toEqual([{ a: 1 }]);
  });
});

describe('the command files', () => {
  it.each<[string, string, Record<string, string>]>([
    ['plain', 'a=1\nb=2\n', { a: '1', b: '2' }],
    ['empty value', 'a=\n', { a: '' }],
    ['the last one wins', 'a=1\na=2', { a: '2' }],
    ['a block', 'a<<EOF\none\n\ntwo\nEOF\nb=2\n', { a: 'one\n\ntwo', b: '2' }],
    ['a block whose end is the end of the file', 'a<<EOF\none\nEOF', { a: 'one' }],
    ['an empty block', 'a<<EOF\nEOF\n', { a: '' }],
    ['= before <<', 'a=b<<EOF\nc=1', { a: 'b<<EOF', c: '1' }],
    ['= after <<', 'a<<E=F\nx=y\nE=F\n', { a: 'x=y' }],
    ['a line that looks like the end', 'a<<EOF\n EOF\nEOF\n', { a: ' EOF' }],
    ['carriage returns', 'a=1\r\nb<<E\r\nx\r\nE\r\n', { a: '1', b: 'x' }],
    ['blank lines', '\n\na=1\n\n', { a: '1' }],
  ])('read %s', (_, text, expected) => {
    expect(Object.fromEntries(parseAssignments(text))).toEqual(expected);
  });

  it.each<[string, string]>([
    ['nonsense', 'Invalid format'],
    ['=1', 'Name must not be empty'],
    ['<<EOF\nx\nEOF', 'Name must not be empty'],
    ['a<<\nx\n', 'Delimiter must not be empty'],
    ['a<<EOF\nx\n', "delimiter not found 'EOF'"],
  ])('refuse %j', (text, message) => {
    expect(() => parseAssignments(text)).toThrow(message);
  });
});

describe('commands in the output', () => {
  it.each<[string, unknown]>([
    ['::error file=a.ts,line=3,col=4,title=T%3A%2C::one%0Atwo%25', { name: 'error', value: 'one\ntwo%' }],
    ['  ::notice::x', { name: 'notice', properties: {} }],
    ['::Warning::x', { name: 'warning' }],
    ['##[error]old', { name: 'error', value: 'old' }],
    ['text ##[warning]old', { name: 'warning' }],
    ['::nothing::x', undefined],
    ['x ::error::y', undefined],
    ['::error', undefined],
    ['plain', undefined],
  ])('%s', (line, expected) => {
    const command = parseCommand(line);
    if (expected === undefined) expect(command).toBeUndefined();
    else expect(command).toMatchObject(expected as object);
  });

  it('become annotations with their place', () => {
    const command = parseCommand('::error file=a.ts,line=3,endLine=4,col=5,endColumn=x,title=A%3AB::no');
    expect(command && annotationOf('error', command)).toEqual({
      ...{ level: 'error', message: 'no', file: 'a.ts', line: 3, endLine: 4, column: 5, title: 'A:B' },
    });
  });
});

describe('masks', () => {
  it('hide a secret as it stands, each of its lines, and its encodings', () => {
    const masks = createMasks();
    masks.add('line one\nline "two"');
    masks.add('  ');
    expect(masks.apply('[line one] [line "two"] [line \\"two\\"] [line%20one]')).toBe(
      '[***] [***] [***] [***]',
    );
    expect(masks.apply(Buffer.from('line one').toString('base64'))).toContain('***');
    expect(masks.apply('a  b')).toBe('a  b');
  });

  it('hide the longer of two secrets first', () => {
    const masks = createMasks();
    masks.add('abc');
    masks.add('abcdef');
    expect(masks.apply('abcdef')).toBe('***');
  });
});

describe('permissions', () => {
  it.each<[unknown, unknown, Record<string, string>]>([
    [undefined, undefined, { contents: 'read', packages: 'read' }],
    [undefined, {}, {}],
    [{ deployments: 'write' }, { contents: 'read' }, { deployments: 'write' }],
    [{}, { contents: 'read' }, {}],
  ])('of a job %j in a workflow %j', (job, workflow, expected) => {
    expect(effectivePermissions(job, workflow)).toEqual({ ...expected, metadata: 'read' });
  });

  it('read-all does not give OIDC tokens, write-all does', () => {
    expect(effectivePermissions('read-all', undefined)).not.toHaveProperty('id-token');
    expect(effectivePermissions('write-all', undefined)).toHaveProperty('id-token', 'write');
  });
});

describe('shells', () => {
  it.each<[string, string]>([
    ['', 'bash -e F'],
    ['bash', 'bash --noprofile --norc -eo pipefail F'],
    ['sh', 'sh -e F'],
    ['perl {0} --x', 'perl F --x'],
  ])('%j is %j', (shell, line) => {
    const [command, args] = shellCommand(shell, 'F');
    expect([command, ...args].join(' ')).toBe(line);
  });

  it('need a place for the script', () => {
    expect(() => shellCommand('zsh', 'F')).toThrow("needs '{0}'");
  });
});

describe('workflow files', () => {
  it.each<[string, string]>([
    ['jobs: {a: {runs-on: x, stepz: []}}', 'stepz'],
    ['jobs: {a: {runs-on: x, permissions: {nothing: read}, steps: [{run: x}]}}', 'nothing'],
    ['jobs: {a: {runs-on: x, if: secrets.X, steps: [{run: x}]}}', 'secrets'],
    ['jobs: {a: {runs-on: x, steps: [{run: "${{ nope.x }}"}]}}', 'nope'],
    ['jobs: {a: {uses: ./.github/workflows/b.yml}}', 'reusable workflow'],
  ])('are refused by the official schema or by us: %s', async (jobs, message) => {
    await expect(parseWorkflow('x.yml', `on: push\n${jobs}\n`)).rejects.toThrow(message);
  });
});

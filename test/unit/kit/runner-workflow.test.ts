import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commitFiles } from '../../kit/github/git.ts';
import { type GitHubFake, startGitHub } from '../../kit/github/server.ts';
import { type RunOptions, type WorkflowResult, runWorkflow } from '../../kit/workflow-runner/workflow.ts';

const SHOP = 'acme/shop';
const FILE = '.github/workflows/test.yml';
let github: GitHubFake;

/** An action that shows what it was given, saves a state, and reads it again at the end. */
const SHOW = {
  '.github/actions/show/action.yml': `
name: show
description: shows
inputs: {who: {description: who, required: true}, dry-run: {description: dry, default: 'false'}, token: {description: t, default: '\${{ github.token }}'}}
outputs: {greeting: {description: greeting}}
runs: {using: node24, main: main.mjs, post: post.mjs}
`,
  '.github/actions/show/main.mjs': `
import fs from 'node:fs';
const env = process.env;
fs.appendFileSync(env.GITHUB_OUTPUT, 'greeting=hello ' + env.INPUT_WHO + ' dry=' + env['INPUT_DRY-RUN'] + '\\n');
fs.appendFileSync(env.GITHUB_STATE, 'who<<E\\n' + env.INPUT_WHO + '\\nE\\n');
fs.appendFileSync(env.GITHUB_STEP_SUMMARY, '### hi ' + env.INPUT_WHO + '\\n');
const read = await fetch(env.GITHUB_API_URL + '/repos/' + env.GITHUB_REPOSITORY + '/deployments', { headers: { authorization: 'Bearer ' + env.INPUT_TOKEN } });
console.log('deployments ' + read.status);
console.log('oidc ' + (env.ACTIONS_ID_TOKEN_REQUEST_URL !== undefined));
console.log('token ' + env.INPUT_TOKEN);
`,
  '.github/actions/show/post.mjs': `console.log('post ' + process.env.STATE_who + ' ' + process.env.INPUT_WHO);`,
  '.github/actions/both/action.yml': `
name: both
description: a composite action
inputs: {who: {description: who, required: true}}
outputs: {greeting: {description: g, value: '\${{ steps.one.outputs.greeting }}'}}
runs:
  using: composite
  steps:
    - {id: one, uses: ./.github/actions/show, with: {who: '\${{ inputs.who }} inside'}}
    - {run: 'exit 3', shell: bash, continue-on-error: true}
    - {run: 'test -f "$GITHUB_ACTION_PATH/action.yml"', shell: bash}
`,
};

beforeAll(async () => {
  github = await startGitHub({ repositories: { [SHOP]: { files: SHOW } } });
});
afterAll(async () => {
  await github.stop();
});

const run = async (yaml: string, options: Partial<RunOptions> = {}): Promise<WorkflowResult> => {
  const { directory } = github.repository(SHOP);
  const sha = await commitFiles(directory, { [FILE]: yaml });
  return runWorkflow({ file: FILE, repository: { name: SHOP, directory }, github, sha, ...options });
};

const job = (steps: string, more = ''): string =>
  `on: push\npermissions: {contents: read}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n${more}    steps:\n${steps}`;

const lines = (result: WorkflowResult): string => result.log.map(({ text }) => text).join('\n');
const outcomes = (result: WorkflowResult, id = 'a'): unknown =>
  result.jobs[id]?.steps.map((step) => `${step.id} ${step.outcome}/${step.conclusion}`);

describe('steps', () => {
  it('pass outputs, environment and path on, and keep quotes and newlines of a script', async () => {
    const result = await run(
      job(
        `
      - id: one
        run: |
          echo 'it is' 'two' "\${{ github.repository }}"
          echo "image=x@sha256:1" >> "$GITHUB_OUTPUT"
          echo "LATER=\${FROM_STEP}" >> "$GITHUB_ENV"
          mkdir -p bin && printf '#!/bin/sh\\necho from-path' > bin/tool && chmod +x bin/tool
          echo "$PWD/bin" >> "$GITHUB_PATH"
        env: {FROM_STEP: '\${{ env.JOB }}-step'}
      - run: tool && echo "later $LATER, image \${{ steps.one.outputs.image }}, $GITHUB_SHA"
        env: {GITHUB_SHA: overwritten}
`,
        '    env: {JOB: job}\n',
      ),
    );
    expect(result.result).toBe('success');
    expect(lines(result)).toContain('it is two acme/shop');
    expect(lines(result)).toContain('from-path');
    expect(lines(result)).toMatch(/later job-step, image x@sha256:1, [0-9a-f]{40}/);
  });

  it('go on after a failure only where they say so', async () => {
    const result = await run(
      job(`
      - {id: soft, run: exit 1, continue-on-error: true}
      - {id: hard, run: exit 2}
      - {id: skipped, run: echo no}
      - {id: cleanup, run: echo yes, if: failure()}
      - id: report
        if: always()
        run: echo "\${{ steps.soft.outcome }} \${{ steps.soft.conclusion }} \${{ steps.skipped.outcome }} \${{ job.status }}"
`),
    );
    expect(result.result).toBe('failure');
    expect(outcomes(result)).toEqual([
      'soft failure/success',
      'hard failure/failure',
      'skipped skipped/skipped',
      'cleanup success/success',
      'report success/success',
    ]);
    expect(result.jobs['a']?.steps[1]?.exitCode).toBe(2);
    expect(lines(result)).toContain('failure success skipped failure');
  });

  it('have no pipefail unless bash is asked for', async () => {
    const pipe = (shell: string): string => job(`      - {id: p, run: 'false | true'${shell}}\n`);
    expect((await run(pipe(''))).result).toBe('success');
    expect((await run(pipe(', shell: bash'))).result).toBe('failure');
    expect((await run(`defaults: {run: {shell: bash}}\n${pipe('')}`)).result).toBe('failure');
  });

  it('end when their time is over', async () => {
    const result = await run(job(`      - {id: long, run: exec sleep 30, timeout-minutes: 0.003}\n`));
    expect([result.result, outcomes(result)]).toEqual(['failure', ['long failure/failure']]);
  });

  it('annotate, mask, group and stop commands', async () => {
    const result = await run(
      job(`
      - run: |
          echo "::add-mask::hunter2"
          echo "the password is hunter2"
          echo "summary hunter2" >> "$GITHUB_STEP_SUMMARY"
          echo "::error file=a.yml,line=3,title=Bad::found hunter2"
          echo "::group::Details"
          echo "::endgroup::"
          echo "::stop-commands::token-1"
          echo "::warning::not a warning"
          echo "::token-1::"
          echo "::notice::noticed"
          echo "key \${{ secrets.KEY }}"
`),
      { secrets: { KEY: 'from-secrets' } },
    );
    expect(lines(result)).not.toMatch(/hunter2|from-secrets/);
    expect(lines(result)).toContain('the password is ***');
    expect(lines(result)).toContain('##[group]Details');
    expect(lines(result)).toContain('::warning::not a warning');
    expect(result.annotations).toEqual([
      { level: 'error', message: 'found ***', file: 'a.yml', line: 3, title: 'Bad', job: 'a', step: '__1' },
      { level: 'notice', message: 'noticed', job: 'a', step: '__1' },
    ]);
    expect(result.summaries).toEqual([{ job: 'a', step: '__1', text: 'summary ***\n' }]);
  });

  it.each<[string, string]>([
    ['echo "::set-env name=A::b"', 'set-env` command is disabled'],
    ['echo nonsense >> "$GITHUB_OUTPUT"', "Invalid format 'nonsense'"],
    ['echo "::stop-commands::error"', "Invalid stop token 'error'"],
  ])('fail on what the runner refuses: %s', async (script, message) => {
    const result = await run(job(`      - {id: x, run: ${JSON.stringify(script)}}\n`));
    expect(result.result).toBe('failure');
    expect(lines(result)).toContain(message);
  });

  it('may not set NODE_OPTIONS for others, and are warned of set-output', async () => {
    const result = await run(
      job(`
      - {id: one, run: 'echo "NODE_OPTIONS=--x" >> "$GITHUB_ENV"; echo "::set-output name=a::b"'}
      - run: echo "[$NODE_OPTIONS] \${{ steps.one.outputs.a }}"
`),
    );
    expect(lines(result)).toContain('[] b');
    expect(result.annotations.map(({ level }) => level)).toEqual(['warning', 'error']);
  });
});

describe('actions', () => {
  it('get inputs, state and token; the workspace is empty before checkout', async () => {
    const result = await run(
      job(
        `
      - {id: before, run: test -z "$(ls -A)"}
      - uses: actions/checkout@0000000000000000000000000000000000000000
      - {id: at, run: 'test "$(git rev-parse HEAD)" = "$GITHUB_SHA" && git status --short --branch'}
      - id: show
        uses: ./.github/actions/show
        with: {WHO: world, colour: red}
      - {id: both, uses: ./.github/actions/both, with: {who: you}}
      - run: echo "\${{ steps.both.outputs.greeting }}"
`,
        '    permissions: {contents: read, deployments: read}\n',
      ),
    );
    expect(result.result).toBe('success');
    expect(result.jobs['a']?.steps[3]?.outputs).toEqual({ greeting: 'hello world dry=false' });
    expect(result.jobs['a']?.steps[3]?.permissions).toEqual({ deployments: 'read' });
    expect(result.jobs['a']?.steps[1]?.permissions).toEqual({ contents: 'read' });
    const text = lines(result);
    expect(text).toContain('hello you inside dry=false');
    expect(text).toContain('deployments 200');
    expect(text).toContain('oidc false');
    expect(text).toContain('token ***');
    expect(text.indexOf('post you inside you inside')).toBeLessThan(text.indexOf('post world world'));
    expect(result.annotations.map(({ message }) => message)).toEqual([
      "Unexpected input(s) 'colour', valid inputs are ['who', 'dry-run', 'token']",
    ]);
  });

  it('made of steps speak of themselves with success(), not of the job', async () => {
    const result = await run(
      job(`
      - uses: actions/checkout@0000000000000000000000000000000000000000
      - {run: exit 1}
      - {id: both, if: always(), uses: ./.github/actions/both, with: {who: after}}
      - run: echo "\${{ steps.both.outputs.greeting }}"
        if: always()
`),
    );
    expect(result.result).toBe('failure');
    expect(result.jobs['a']?.steps[2]?.outcome).toBe('success');
    expect(lines(result)).toContain('hello after inside dry=false');
  });

  it('may do what the job may, and no more', async () => {
    const show = `      - uses: actions/checkout@0000000000000000000000000000000000000000\n      - {uses: ./.github/actions/show, with: {who: x}}\n`;
    const without = await run(job(show));
    expect(lines(without)).toContain('deployments 403');
    const blind = await run(job(show, '    permissions: {deployments: read}\n'));
    expect(blind.jobs['a']?.steps.map(({ outcome }) => outcome)).toEqual(['failure', 'skipped']);
    const oidc = await run(job(show, '    permissions: {contents: read, id-token: write}\n'));
    expect(lines(oidc)).toContain('oidc true');
  });

  it.each<[string, string]>([
    ['someone/else@0000000000000000000000000000000000000000', "stand-in for 'someone/else'"],
    ['./.github/actions/show', "Can't find 'action.yml'"],
    [
      'fixity-actions/fixity/actions/nothing@0000000000000000000000000000000000000000',
      "Can't find 'action.yml'",
    ],
  ])('that are not there fail the job: %s', async (uses, message) => {
    const result = await run(job(`      - {id: x, uses: '${uses}'}\n`));
    expect(result.result).toBe('failure');
    expect(lines(result)).toContain(message);
  });

  it('of others are played by stand-ins', async () => {
    const result = await run(
      job(`
      - {id: x, uses: 'someone/else@0000000000000000000000000000000000000000', with: {a: b}}
      - run: echo "\${{ steps.x.outputs.a }} $SET"
`),
      {
        builtins: {
          'someone/else': ({ inputs }) =>
            Promise.resolve({ outputs: { a: `got ${String(inputs['a'])}` }, env: { SET: 'yes' } }),
        },
      },
    );
    expect(lines(result)).toContain('got b yes');
  });
});

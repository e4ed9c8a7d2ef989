import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commitFiles } from '../../kit/github/git.ts';
import { type GitHubFake, startGitHub } from '../../kit/github/server.ts';
import { type RunOptions, type WorkflowResult, runWorkflow } from '../../kit/workflow-runner/workflow.ts';

const SHOP = 'acme/shop';
const FILE = '.github/workflows/test.yml';
let github: GitHubFake;

beforeAll(async () => {
  const environments = { production: { reviewers: ['team:release'], preventSelfReview: true } };
  github = await startGitHub({
    repositories: { [SHOP]: { environments } },
    teams: { 'acme/release': ['lead', 'octocat'] },
  });
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
describe('jobs', () => {
  const chain = (last: string): string => `on: push
jobs:
  a: {runs-on: x, steps: [{run: exit 1}]}
  b: {runs-on: x, needs: a, if: always(), steps: [{id: s, run: 'echo "v=\${{ needs.a.result }}" >> "$GITHUB_OUTPUT"'}], outputs: {v: '\${{ steps.s.outputs.v }}'}}
  c: {runs-on: x, needs: b, ${last} steps: [{run: 'echo "b said \${{ needs.b.outputs.v }}"'}]}
`;

  it('look at every ancestor: after an always() job the next one is skipped', async () => {
    const result = await run(chain(''));
    expect(Object.entries(result.jobs).map(([id, { result: end }]) => `${id} ${end}`)).toEqual([
      'a failure',
      'b success',
      'c skipped',
    ]);
    expect(result.result).toBe('failure');
  });

  it('run all the same when they ask for the result of what they need', async () => {
    const result = await run(chain(`if: "always() && needs.b.result == 'success'",`));
    expect(result.jobs['c']?.result).toBe('success');
    expect(lines(result)).toContain('b said failure');
  });

  it('of a matrix run one by one, and stop after a failure', async () => {
    const result = await run(`on: push
jobs:
  a:
    runs-on: x
    strategy: {matrix: {n: [1, 2, 3]}}
    steps: [{run: 'test \${{ matrix.n }} != 2'}]
`);
    expect(Object.entries(result.jobs).map(([id, { result: end }]) => `${id} ${end}`)).toEqual([
      'a (1) success',
      'a (2) failure',
      'a (3) cancelled',
    ]);
  });

  it('that may fail do not fail what needs them', async () => {
    const result = await run(`on: push
jobs:
  a: {runs-on: x, continue-on-error: true, steps: [{run: exit 1}]}
  b: {runs-on: x, needs: a, steps: [{run: echo b}]}
`);
    expect([result.result, result.jobs['b']?.result]).toEqual(['success', 'success']);
  });

  it('wait for the approval of a protected environment, and make its deployment unless told not to', async () => {
    const deploy = (environment: string): string =>
      `on: push\njobs:\n  a: {runs-on: x, environment: ${environment}, steps: [{run: 'echo deployed'}]}\n`;
    const count = (): number => github.repository(SHOP).deployments.length;
    const before = count();
    expect((await run(deploy('production'))).result).toBe('failure');
    expect(
      (await run(deploy('production'), { approve: () => ({ approved: false, by: 'lead' }) })).result,
    ).toBe('failure');
    expect(count()).toBe(before);
    const approve: RunOptions['approve'] = ({ environment }) => ({
      approved: environment === 'production',
      by: 'lead',
    });
    const approved = await run(deploy('production'), { approve });
    expect([approved.result, count()]).toEqual(['success', before + 1]);
    const reviews = github.repository(SHOP).runs.at(-1)?.reviews;
    expect(reviews).toEqual([{ environment: 'production', approved: true, by: 'lead' }]);
    await expect(
      run(deploy('production'), { approve: () => ({ approved: true, by: 'octocat' }) }),
    ).rejects.toThrow('octocat may not review');
    await expect(
      run(deploy('production'), { approve: () => ({ approved: true, by: 'stranger' }) }),
    ).rejects.toThrow('stranger may not review');
    await run(deploy('{name: production, deployment: false}'), { approve });
    expect(count()).toBe(before + 1);
    expect((await run(deploy('nobody-made-it'))).result).toBe('success');
  });

  it('tell the caller of each step, and see secrets, vars, inputs and the event', async () => {
    const seen: string[] = [];
    const result = await run(
      job(`
      - {id: one, run: 'echo "\${{ vars.V }} \${{ inputs.i }} \${{ github.event.number }} \${{ github.event_name }}"; cat "$GITHUB_EVENT_PATH"'}
      - {id: two, run: 'echo "$MACHINE \${{ github.ref_name }} \${{ github.actor }}"'}
`),
      {
        vars: { V: 'variable' },
        inputs: { i: 7 },
        event: 'workflow_dispatch',
        payload: { number: 12 },
        ref: 'refs/tags/v1.0.0',
        actor: 'someone',
        machine: { MACHINE: 'of-the-machine' },
        onStep: (step) => {
          seen.push(`${step.job}.${step.id} ${step.outcome}`);
        },
      },
    );
    expect(seen).toEqual(['a.one success', 'a.two success']);
    expect(lines(result)).toContain('variable 7 12 workflow_dispatch');
    expect(lines(result)).toContain('{"number":12}');
    expect(lines(result)).toContain('of-the-machine v1.0.0 someone');
  });

  it('that need each other are an error', async () => {
    const circle =
      'on: push\njobs:\n  a: {runs-on: x, needs: b, steps: [{run: x}]}\n  b: {runs-on: x, needs: a, steps: [{run: x}]}\n';
    await expect(run(circle)).rejects.toThrow();
  });
});

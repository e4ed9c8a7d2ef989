import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'fixity-run-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

interface Ran {
  readonly status: number | null;
  readonly log: string;
  readonly outputs: string;
  readonly summary: string;
}

const ACTION = path.resolve('test/unit/action/fixtures/sample-action.ts');

/** Starts the sample action with nothing but the runner's variables. */
function start(inputs: Record<string, string>): Ran {
  const [outputs, summary] = ['outputs', 'summary'].map((name) => path.join(directory, name)) as [
    string,
    string,
  ];
  for (const file of [outputs, summary]) writeFileSync(file, '');
  const given = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', ACTION], {
    env: {
      PATH: process.env['PATH'],
      RUNNER_TEMP: directory,
      GITHUB_OUTPUT: outputs,
      GITHUB_STEP_SUMMARY: summary,
      ...given,
    },
    encoding: 'utf8',
  });
  return {
    status,
    log: stdout + stderr,
    outputs: readFileSync(outputs, 'utf8'),
    summary: readFileSync(summary, 'utf8'),
  };
}

describe('runAction', () => {
  it('writes outputs, report and summary of a run that is done, and exits with 0', () => {
    const ran = start({ behave: 'done' });
    expect(ran.status).toBe(0);
    expect(ran.outputs).toMatch(/the-count<<.*\n3\n/);
    expect(ran.outputs).toMatch(/list<<.*\n\["a","b"\]\n/);
    expect(ran.outputs).toMatch(/result<<.*\ndone\n/);
    expect(ran.summary).toContain('### sample');
    const report = /report-path<<.*\n(.*)\n/.exec(ran.outputs)?.[1] ?? '';
    expect(JSON.parse(readFileSync(report, 'utf8'))).toEqual({ count: 3 });
  });

  it('sets outputs and summary of a refusal before it fails, and points at the file to blame', () => {
    const ran = start({ behave: 'refused' });
    expect([ran.status, ran.log]).toEqual([
      1,
      expect.stringContaining('::error file=a.yml,line=3::not signed'),
    ]);
    expect(ran.outputs).toMatch(/the-count<<.*\n3\n/);
    expect(ran.outputs).toMatch(/result<<.*\nrefused\n/);
  });

  it('reports all wrong inputs together and does not start the program', () => {
    const ran = start({ count: '12abc' });
    expect(ran.status).toBe(1);
    expect(ran.log).toContain("::error::input 'behave' is missing");
    expect(ran.log).toContain("::error::input 'count': not in range");
    expect(ran.log).not.toContain('working');
    expect(ran.outputs).toMatch(/result<<.*\ninvalid\n/);
    expect(ran.summary).toMatch(/^### ⛔ sample: the inputs are not valid/);
  });

  it.each([
    ['invalid', 'no such image – it must exist – saw nothing – push it', /stopped[^]*\*\*To do:\*\* push it/],
    ['unavailable', 'the registry did not answer – saw 503 after 4 tries', /a service did not answer/],
    ['bug', 'undefined is not a function', /a mistake of ours/],
  ])('says of a failure of kind %s what there is to say', (behave, message, summary) => {
    const ran = start({ behave });
    expect(ran.status).toBe(1);
    expect(ran.log).toContain(`::error::${message}`);
    expect(ran.outputs).toMatch(new RegExp(`result<<.*\\n${behave}\\n`));
    expect(ran.summary).toMatch(summary);
    expect(ran.log.includes('sample-action.ts')).toBe(behave === 'bug');
  });

  it('says of a cancelled run that it was cancelled, whatever broke off', () => {
    const ran = start({ behave: 'cancelled' });
    expect(ran.outputs).toMatch(/result<<.*\ninconclusive\n/);
    expect(ran.log).toContain('::error::the job was cancelled');
    expect(ran.summary).toMatch(/^### ⏸️ sample: cancelled, a new run completes it/u);
  });

  it('masks a secret before anything else is said', () => {
    const [first] = start({ behave: 'done', password: 'hunter2' }).log.split('\n');
    expect(first).toBe('::add-mask::hunter2');
  });

  it('lets no text from outside become a workflow command or a tag', () => {
    const ran = start({ behave: 'hostile' });
    const commands = ran.log.split('\n').filter((line) => /^\s*::|##\[/.test(line));
    expect(commands).toEqual([expect.stringMatching(/^::error::x%0A::set-output/)]);
    expect(ran.summary).not.toContain('<script>');
  });

  it('cuts a summary at 900 KiB and says so', () => {
    const { summary } = start({ behave: 'large' });
    expect(Buffer.byteLength(summary)).toBeLessThan(901 * 1024);
    expect(summary).toContain('the report has it all');
  });
});

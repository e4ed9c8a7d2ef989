import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type ActionRequest, type ActionResult, runAction } from '../../kit/action-process.ts';

const run = (source: string, request: ActionRequest = {}): Promise<ActionResult> => {
  const script = path.join(mkdtempSync(path.join(tmpdir(), 'script-')), 'index.mjs');
  writeFileSync(
    script,
    `import fs from 'node:fs'; import path from 'node:path'; const { env } = process;\n${source}`,
  );
  return runAction('example', { script, ...request });
};

describe('an action as a process', () => {
  it('sees its inputs, its state, and nothing of the environment of the tests', async () => {
    process.env['FIXITY_LEAK'] = 'leak';
    const result = await run(
      `console.log(JSON.stringify([env['INPUT_DRY-RUN'], env.INPUT_A_B, env.STATE_x, env.EXTRA, env.FIXITY_LEAK, process.cwd() === env.GITHUB_WORKSPACE]))`,
      { inputs: { 'dry-run': 'true', 'a b': '1' }, state: { x: 'saved' }, env: { EXTRA: 'more' } },
    );
    expect(result.raw).toBe('["true","1","saved","more",null,true]');
    expect([result.ok, result.exitCode]).toEqual([true, 0]);
  });

  it('gives back outputs, state, summary, annotations and its report, masked where a reader looks', async () => {
    const result = await run(`
      const report = path.join(env.RUNNER_TEMP, 'report.json');
      fs.writeFileSync(report, '{"a":1}');
      fs.appendFileSync(env.GITHUB_OUTPUT, 'report-path=' + report + '\\nimage<<E\\nx\\ny\\nE\\n');
      fs.appendFileSync(env.GITHUB_STATE, 's=1\\n');
      fs.appendFileSync(env.GITHUB_STEP_SUMMARY, '### secret-1\\n');
      console.log('::add-mask::secret-1');
      console.error('::error file=a.yml,line=2::secret-1 is wrong');
      process.exitCode = 1;`);
    expect(result).toMatchObject({
      ok: false,
      exitCode: 1,
      report: { a: 1 },
      state: { s: '1' },
      summary: '### ***\n',
    });
    expect(result.outputs['image']).toBe('x\ny');
    expect(result.annotations).toEqual([{ level: 'error', file: 'a.yml', line: 2, message: '*** is wrong' }]);
    expect(result.log.join()).not.toContain('secret-1');
    expect(result.raw).toContain('secret-1');
  });

  it('is interrupted when its time is over or the caller cancels, and ended when it does not listen', async () => {
    const deaf = `for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => console.log(name)); setInterval(() => undefined, 1000); console.log('started');`;
    const late = await run(deaf, { timeoutMs: 400, patience: { interruptMs: 50, terminateMs: 50 } });
    expect([late.timedOut, late.exitCode, late.ok]).toEqual([true, null, false]);
    const polite = `process.on('SIGINT', () => { console.log('bye'); process.exit(1); }); setInterval(() => undefined, 1000);`;
    const cancelled = await run(polite, { signal: AbortSignal.timeout(400) });
    expect([cancelled.timedOut, cancelled.exitCode]).toEqual([false, 1]);
    expect(cancelled.raw).toBe('bye');
  });
});

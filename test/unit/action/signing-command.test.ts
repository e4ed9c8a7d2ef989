import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { runSigningCommand } from '../../../shared/action/signing-command.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'fixity-command-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});
afterEach(() => {
  delete process.env['INPUT_KEY'];
});

const script = (body: string): string => {
  const file = path.join(directory, 'sign');
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return './sign';
};

describe('a signing command', () => {
  it('gets the bytes on standard input and its words as they stand, and gives bytes', async () => {
    const bytes = Buffer.from([0, 1, 254, 255]);
    expect(await runSigningCommand(`${script('cat')}  `, bytes, directory)).toEqual(bytes);
    const said = await runSigningCommand(`${script('printf %s "$1,$2,$#"')} $(id)  a;b`, bytes, directory);
    expect(said.toString()).toBe('$(id),a;b,2');
  });

  it("has the step's environment, without the action's inputs", async () => {
    process.env['INPUT_KEY'] = 'secret';
    const said = await runSigningCommand(
      script('printf %s "$INPUT_KEY,${PATH:+set}"'),
      Buffer.alloc(0),
      directory,
    );
    expect(said.toString()).toBe(',set');
  });

  it('may end without reading its input', async () => {
    expect((await runSigningCommand(script('printf x'), Buffer.alloc(1_000_000), directory)).toString()).toBe(
      'x',
    );
  });

  it.each([
    ['fails', script('echo denied >&2; echo answer; exit 3'), /gave no signature .* ended with 3: denied/],
    ['is not there', './none', /'.\/none' gave no signature .* ENOENT/],
  ])('says so when it %s, without its answer', async (_, command, why) => {
    script('echo denied >&2; echo answer; exit 3');
    const run = runSigningCommand(command, Buffer.alloc(32), directory);
    await expect(run).rejects.toThrow(why);
    await expect(run).rejects.not.toThrow(/answer –/);
  });
});

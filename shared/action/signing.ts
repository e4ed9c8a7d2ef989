import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SignerPorts } from '../evidence/signer.ts';
import { UserError, messageOf } from '../text/error.ts';
import type { ActionContext } from './context.ts';
import { runSigningCommand } from './signing-command.ts';

/** What `loadSigner` takes from the outside. Whatever may be a key is masked before it is returned, line by line: so the log is read. */
export function signerPorts(context: ActionContext): SignerPorts {
  const masked = (text: string): string => {
    for (const line of text.split(/\r?\n/)) context.mask(line.trim());
    return text;
  };
  return {
    pullRequest: context.run.eventName === 'pull_request',
    variable: (name) => {
      const value = context.variable(name);
      return value === undefined ? undefined : masked(value);
    },
    readFile: async (file) => masked(await readTextFile('key file', path.resolve(context.workspace, file))),
    readText: (file) => readTextFile(file, path.resolve(context.workspace, file)),
    idToken: (audience) => context.idToken(audience),
    runCommand: (command, input) => runSigningCommand(command, input, context.workspace),
    now: () => context.clock.now(),
  };
}

async function readTextFile(what: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError({ what, rule: 'a file that can be read', seen: messageOf(error) }, { cause: error });
  }
}

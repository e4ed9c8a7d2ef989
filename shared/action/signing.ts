import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SignerPorts } from '../evidence/signer.ts';
import { UserError, messageOf } from '../text/error.ts';
import type { ActionContext } from './context.ts';

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
    readFile: async (file) => masked(await readKeyFile(path.resolve(context.workspace, file))),
  };
}

async function readKeyFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError(
      { what: 'key file', rule: 'a file that can be read', seen: messageOf(error) },
      { cause: error },
    );
  }
}

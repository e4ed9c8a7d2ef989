import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { textAt } from '../evidence/predicates/fields.ts';
import type { RootPorts } from '../evidence/published-root.ts';
import type { SignerPorts } from '../evidence/signer.ts';
import { UnavailableError, UserError, messageOf } from '../text/error.ts';
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
    ...(hasIdToken(context) ? { idToken: (audience: string) => askToken(context, audience) } : {}),
    runCommand: (command, input) => runSigningCommand(command, input, context.workspace),
    clock: context.clock,
    signal: context.signal,
    instance: { serverUrl: context.run.serverUrl, visibility: visibilityOf(context.run.event) },
    roots: rootPorts(context),
  };
}

/** @throws UnavailableError when the token service does not answer; its client has asked several times. */
async function askToken(context: ActionContext, audience: string): Promise<string> {
  try {
    return await context.idToken(audience);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const what = "the runner's token service gave no OIDC token";
    throw new UnavailableError({ what, seen: messageOf(error), next: 'run the job again' }, { cause: error });
  }
}

/** What refreshing a trusted root needs; what it brings is kept until the job ends. */
export const rootPorts = ({ temp, proxy, log }: ActionContext): RootPorts => ({
  cache: path.join(temp, 'fixity', 'trust'),
  proxy,
  warn: (line) => {
    log.warn(line);
  },
});

/** The runner sets this for jobs with `id-token: write` alone. */
const hasIdToken = (context: ActionContext): boolean =>
  (context.variable('ACTIONS_ID_TOKEN_REQUEST_URL') ?? '') !== '';

const visibilityOf = (event: unknown): string | undefined => textAt(event, 'repository.visibility');

async function readTextFile(what: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError({ what, rule: 'a file that can be read', seen: messageOf(error) }, { cause: error });
  }
}

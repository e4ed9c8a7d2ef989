import type { ActionContext } from '../../shared/action/context.ts';
import type { Exception } from '../../shared/advisories/exception.ts';
import { connectGitHub } from '../../shared/github/client.ts';
import { defaultBranch, filesAt } from '../../shared/github/contents.ts';
import { type PolicyException, hasBegun } from '../../shared/policy/exception.ts';
import { POLICY_PATH, parsePolicy } from '../../shared/policy/load.ts';
import { plural } from '../../shared/text/size.ts';

/**
 * The exceptions of the policy on the default branch, whatever branch is scanned: nobody lets their own change pass. None where there is
 * no policy, or no token to ask with, which only ever makes the gate stricter.
 * @throws UserError for a policy that is not right, with line and column.
 */
export async function loadExceptions(
  { token }: { readonly token?: string | undefined },
  { run, clock, signal, log }: ActionContext,
): Promise<readonly Exception[]> {
  const { repository, apiUrl, serverUrl } = run;
  if (token === undefined || repository === '') return [];
  const github = await connectGitHub({ repository, token, apiUrl, serverUrl, clock, signal });
  const { commit } = await defaultBranch(github);
  const bytes = await filesAt(github, commit).read(POLICY_PATH);
  if (bytes === undefined) return [];
  const { exceptions = [] } = parsePolicy(new TextDecoder().decode(bytes));
  const begun = exceptions.filter((each) => hasBegun(each, clock.now()));
  log.info(`Policy: ${plural(begun.length, 'exception')}, at ${commit}`);
  return begun.map(toException);
}

function toException({ id, match, owner, reason, expires }: PolicyException): Exception {
  return {
    id,
    advisory: match.advisory,
    ...(match.package === undefined ? {} : { package: match.package }),
    owner,
    reason,
    expires,
  };
}

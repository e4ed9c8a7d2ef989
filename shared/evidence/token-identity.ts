import { UserError } from '../text/error.ts';
import { describeSubject, workflowServer } from './identity.ts';
import { textAt } from './predicates/fields.ts';
import type { TrustedIdentity } from './trust.ts';
import { parseJson } from '../text/json.ts';

/**
 * Who a certificate will name, read from the token that it will be issued for.
 * @throws UserError that never shows the token.
 */
export function tokenIdentity(token: string): TrustedIdentity {
  const claims = parseClaims(token);
  const issuer = textAt(claims, 'iss');
  const workflow = textAt(claims, 'job_workflow_ref');
  const subject =
    workflow === undefined
      ? (textAt(claims, 'email') ?? textAt(claims, 'sub'))
      : `${serverOf(issuer)}/${workflow}`;
  if (issuer === undefined || subject === undefined) {
    throw new UserError({
      what: 'the OIDC token names nobody',
      rule: 'iss, and job_workflow_ref, email or sub',
    });
  }
  return {
    name: describeSubject(subject),
    issuer,
    subject,
    ...(workflow === undefined ? {} : callerOf(issuer, claims)),
  };
}

/** The repository whose workflow was started, which may call a workflow of another. */
function callerOf(
  issuer: string,
  claims: unknown,
): Pick<TrustedIdentity, 'repository' | 'repositoryId' | 'ownerId'> {
  const repository = textAt(claims, 'repository');
  return {
    repository: repository === undefined ? undefined : `${serverOf(issuer)}/${repository}`,
    repositoryId: textAt(claims, 'repository_id'),
    ownerId: textAt(claims, 'repository_owner_id'),
  };
}

/** An enterprise server vouches for its workflows under its own address. */
const serverOf = (issuer: string | undefined): string =>
  issuer === undefined ? '' : (workflowServer(issuer) ?? new URL(issuer).origin);

function parseClaims(token: string): unknown {
  try {
    return parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url'));
  } catch {
    throw new UserError({ what: 'the OIDC token cannot be read', rule: 'a JSON web token' });
  }
}

import type { TrustedIdentity } from './trust.ts';

/** Who a verified certificate says signed, in texts of its own. */
export interface CertificateIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly repository: string | undefined;
  readonly repositoryId: string | undefined;
  readonly ownerId: string | undefined;
}

/** Compares text with text: no pattern, no prefix but the one that the trusted subject ends in `*` for. */
export function isSameIdentity(trusted: TrustedIdentity, identity: CertificateIdentity): boolean {
  const { issuer, subject, repository, repositoryId, ownerId } = trusted;
  return (
    identity.issuer === issuer &&
    isSameSubject(subject, identity.subject) &&
    (repository === undefined || identity.repository === repository) &&
    (repositoryId === undefined || identity.repositoryId === repositoryId) &&
    (ownerId === undefined || identity.ownerId === ownerId)
  );
}

const isSameSubject = (trusted: string, seen: string): boolean =>
  trusted.endsWith('*') ? seen.startsWith(trusted.slice(0, -1)) : seen === trusted;

/** For people: the workflow and ref of a GitHub subject, any other subject as it stands. */
export const describeSubject = (subject: string): string => subject.replace(/^https:\/\/[^/]+\//, '');

const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

/**
 * The server whose workflows an issuer vouches for, `https://github.com` for GitHub's own, also where an enterprise has an issuer of its
 * own under it; `https://NAME.ghe.com` for that of a company there. Undefined for an issuer that names workflows in no known way.
 */
export function workflowServer(issuer: string): string | undefined {
  const isEnterprise =
    issuer.startsWith(`${GITHUB_ISSUER}/`) && /^[\w-]+$/.test(issuer.slice(GITHUB_ISSUER.length + 1));
  if (issuer === GITHUB_ISSUER || isEnterprise) return 'https://github.com';
  const [, host] = /^https:\/\/token\.actions\.([a-z0-9-]+\.ghe\.com)$/.exec(issuer) ?? [];
  return host === undefined ? undefined : `https://${host}`;
}

import { UserError } from '../../shared/text/error.ts';

const RULE = 'http or https, host, port and path prefix, such as http://shop-canary.internal:8080';

/**
 * Parses the address of a service. What could hold a secret is refused, because addresses stand in the signed verdict.
 * @throws UserError for anything but http(s), and for credentials, a query or a fragment.
 */
export function parseTarget(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new UserError({ what: 'not the address of a service', rule: RULE, seen: JSON.stringify(text) });
  }
  if (url.username !== '' || url.password !== '') {
    throw new UserError({
      what: 'an address with credentials',
      rule: 'addresses stand in the log and in the signed verdict, so they hold no secrets',
      seen: `credentials for ${url.host}`,
      next: 'probe a path that needs none',
    });
  }
  if (url.search !== '' || url.hash !== '') {
    throw new UserError({
      what: 'an address with a query or a fragment',
      rule: RULE,
      seen: `${url.origin}${url.pathname} and more`,
      next: "put the query into 'path'",
    });
  }
  return url;
}

/** Parses what is requested: a path from `/`, with a query if need be. */
export function parsePath(text: string): string {
  if (/^\/[^\s#]*$/.test(text)) return text;
  throw new UserError({
    what: 'not a path',
    rule: 'begins with / and has no blanks and no fragment',
    seen: JSON.stringify(text),
  });
}

/** The address of a path below a service's own prefix. */
export const urlAt = (target: URL, path: string): URL =>
  new URL(`${target.origin}${target.pathname.replace(/\/$/, '')}${path}`);

/** An address as it is shown and signed: a query may hold anything, so it is left out. */
export const shownUrl = (url: URL): string => `${url.origin}${url.pathname}`;

import { UserError } from '../../shared/text/error.ts';

const parseBy =
  (pattern: RegExp, what: string, rule: string) =>
  (text: string): string => {
    if (pattern.test(text)) return text;
    throw new UserError({ what, rule, seen: JSON.stringify(text) });
  };

/** The name of an environment. */
export const parseEnvironment = parseBy(
  /^[A-Za-z0-9][A-Za-z0-9._/-]{0,254}$/,
  'not the name of an environment',
  'letters, digits, and . _ / - after the first',
);

/** A field name of HTTP (RFC 9110, section 5.1). */
export const parseHeaderName = parseBy(
  /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/,
  'not the name of a header',
  'letters, digits and dashes, such as X-Image-Digest',
);

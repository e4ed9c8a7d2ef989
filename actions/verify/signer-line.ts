import { type Parser, parsedBy } from '../../shared/action/parser.ts';
import { UserError } from '../../shared/text/error.ts';

/** One line of `keys`. */
export interface KeyLine {
  readonly name: string;
  readonly file: string;
}

/** One line of `identities`. */
export interface IdentityLine {
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
}

const NAME = '[a-z0-9][a-z0-9-]{0,62}';

export const keyLine: Parser<KeyLine> = line('NAME=FILE', `(${NAME})=(\\S.*)`, ([name, file]) => ({
  name,
  file,
}));

export const identityLine: Parser<IdentityLine> = line(
  'NAME=ISSUER SUBJECT',
  `(${NAME})=(https://\\S+) +(\\S+)`,
  ([name, issuer, subject]) => ({ name, issuer, subject }),
);

function line<T>(type: string, pattern: string, make: (parts: [string, string, string]) => T): Parser<T> {
  const whole = new RegExp(`^${pattern}$`);
  return parsedBy(type, (text) => {
    const found = whole.exec(text);
    if (found === null) {
      throw new UserError({
        what: 'not a signer',
        rule: `${type}, with a name of lower-case letters, digits and -`,
        seen: JSON.stringify(text),
      });
    }
    const [, one = '', two = '', three = ''] = found;
    return make([one, two, three]);
  });
}

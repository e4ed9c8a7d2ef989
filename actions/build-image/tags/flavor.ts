import { type Problem, UserError } from '../../../shared/text/error.ts';

/** What holds for all rules. */
export interface Flavor {
  readonly latest: 'auto' | 'true' | 'false';
  readonly prefix: string;
  readonly suffix: string;
  /** Whether prefix and suffix go on `latest` too. */
  readonly prefixOnLatest: boolean;
  readonly suffixOnLatest: boolean;
}

const DEFAULT: Flavor = {
  latest: 'auto',
  prefix: '',
  suffix: '',
  prefixOnLatest: false,
  suffixOnLatest: false,
};

/** Reads `latest=…`, `prefix=…[,onlatest=true]`, `suffix=…[,onlatest=true]`, one a line. @throws UserError with every bad line. */
export function parseFlavor(text: string): Flavor {
  const problems: Problem[] = [];
  let flavor = DEFAULT;
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name, value = '', onLatest] =
      /^(latest|prefix|suffix)=([^,]*)(?:,onlatest=(true|false))?$/.exec(line) ?? [];
    if (name === 'latest' && isLatest(value) && onLatest === undefined) flavor = { ...flavor, latest: value };
    else if (name === 'prefix') flavor = { ...flavor, prefix: value, prefixOnLatest: onLatest === 'true' };
    else if (name === 'suffix') flavor = { ...flavor, suffix: value, suffixOnLatest: onLatest === 'true' };
    else {
      problems.push({
        what: "input 'flavor': a line that is not understood",
        rule: 'latest=auto|true|false, prefix=TEXT[,onlatest=true] or suffix=TEXT[,onlatest=true]',
        seen: JSON.stringify(line),
      });
    }
  }
  if (problems.length > 0) throw new UserError(problems);
  return flavor;
}

const isLatest = (value: string): value is Flavor['latest'] => ['auto', 'true', 'false'].includes(value);

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

/** Reads `latest=…`, `prefix=…[,onlatest=true]`, `suffix=…[,onlatest=true]`, one or several a line. @throws UserError with every bad line. */
export function parseFlavor(text: string): Flavor {
  const problems: Problem[] = [];
  let flavor = DEFAULT;
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const read = readLine(flavor, line);
    if (read !== undefined) flavor = read;
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

/** `onlatest` belongs to the prefix or suffix before it; undefined for a line that is not understood. */
function readLine(before: Flavor, line: string): Flavor | undefined {
  let [flavor, last]: [Flavor, 'prefix' | 'suffix' | undefined] = [before, undefined];
  for (const field of line.split(',')) {
    const [, name, value = ''] = /^\s*([a-z]+)\s*=\s*(.*?)\s*$/.exec(field) ?? [];
    if (name === 'latest' && isLatest(value)) flavor = { ...flavor, latest: value };
    else if (name === 'prefix' || name === 'suffix') {
      flavor = { ...flavor, [name]: value };
      last = name;
    } else if (name === 'onlatest' && last !== undefined && /^(?:true|false)$/.test(value))
      flavor = { ...flavor, [`${last}OnLatest`]: value === 'true' };
    else return undefined;
  }
  return flavor;
}

const isLatest = (value: string): value is Flavor['latest'] => ['auto', 'true', 'false'].includes(value);

import { UserError } from '../../shared/text/error.ts';

/** One condition on a label of a Prometheus series. */
export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** What selects series: a metric's name, conditions, or both. */
export interface Selector {
  readonly metric: string | undefined;
  readonly matchers: readonly Matcher[];
}

const RULE = 'METRIC{label="value", label=~"pattern"}, or the conditions alone';
const WHOLE = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)?\s*(?:\{(.*)\})?\s*$/s;
const MATCHER = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\\n]|\\["\\nt])*)"\s*(,|$)/;

/**
 * Parses a selector, or conditions without braces. Functions, ranges and arithmetic are refused: counters are wanted as they are, and
 * differences are taken here, because `rate` and `increase` extrapolate and lose what came before a series' first sample.
 * @throws UserError for anything else.
 */
export function parseSelector(text: string): Selector {
  const bare = /^\s*[a-zA-Z_][a-zA-Z0-9_]*\s*(=|!)/.test(text);
  const whole = bare ? [text, undefined, text] : WHOLE.exec(text);
  if (whole === null || text.trim() === '') {
    throw new UserError({ what: 'not a selector of series', rule: RULE, seen: JSON.stringify(text) });
  }
  return { metric: whole[1], matchers: parseMatchers(whole[2] ?? '', text) };
}

function parseMatchers(list: string, whole: string): readonly Matcher[] {
  const matchers: Matcher[] = [];
  let rest = list;
  while (rest.trim() !== '') {
    const match = MATCHER.exec(rest);
    if (match?.[1] === undefined || match[3] === undefined) {
      throw new UserError({
        what: 'not a condition on a label',
        rule: 'label="value", with = != =~ or !~, divided by commas',
        seen: `${JSON.stringify(rest.trim())} in ${JSON.stringify(whole)}`,
      });
    }
    const value = match[3].replace(/\\(.)/g, (_, mark: string) => ({ n: '\n', t: '\t' })[mark] ?? mark);
    matchers.push({ label: match[1], operator: match[2] as Matcher['operator'], value });
    rest = rest.slice(match[0].length);
  }
  return matchers;
}

/** Both selectors together; the metric of the second counts when it has one, and then its conditions alone. */
export const narrow = (base: Selector, more: Selector): Selector =>
  more.metric === undefined ? { metric: base.metric, matchers: [...base.matchers, ...more.matchers] } : more;

/** PromQL; values are quoted here, whatever they hold. */
export const formatSelector = ({ metric = '', matchers }: Selector): string =>
  `${metric}{${matchers.map(({ label, operator, value }) => `${label}${operator}${JSON.stringify(value)}`).join(',')}}`;

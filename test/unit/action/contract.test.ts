import { describe, expect, it } from '@jest/globals';
import {
  defaulted,
  defineContract,
  optional,
  parseInputs,
  required,
} from '../../../shared/action/contract.ts';
import { boolean, duration, lines, number, oneOf, pair, text } from '../../../shared/action/parser.ts';
import { UserError } from '../../../shared/text/error.ts';

const contract = defineContract({
  name: 'sample',
  description: 'A sample.',
  inputs: {
    'image-name': required(text, 'A name.'),
    retries: defaulted(number({ min: 0, max: 9, integer: true }), '3', 'How often.'),
    mode: optional(oneOf(['fast', 'slow']), 'How.'),
    password: optional(number({ min: 0, max: 9 }), 'Secret.', { secret: true }),
    token: optional(text, 'Token.', { expression: '${{ github.token }}' }),
  },
  outputs: { digest: 'The digest.' },
  permissions: [],
  contradictions: (values) =>
    values.mode === 'fast' && values.retries === 9 ? [{ what: 'mode fast contradicts retries 9' }] : [],
});

const read = (given: Record<string, string>) => (name: string) => given[name] ?? '';

function problemsOf(given: Record<string, string>): string[] {
  try {
    parseInputs(contract, read(given));
  } catch (error) {
    if (error instanceof UserError)
      return error.problems.map((problem) => `${problem.what} (${problem.seen ?? ''})`);
    throw error;
  }
  return [];
}

describe('the inputs of an action', () => {
  it('become typed values by camel-case name, with literal defaults', () => {
    const values = parseInputs(contract, read({ 'image-name': 'x', mode: 'slow' }));
    expect(values).toEqual({
      imageName: 'x',
      retries: 3,
      mode: 'slow',
      password: undefined,
      token: undefined,
    });
  });

  it('are all reported at once: missing, malformed, contradictory', () => {
    expect(problemsOf({ retries: '12abc', mode: 'quick' })).toEqual([
      "input 'image-name' is missing ()",
      'input \'retries\': not in range ("12abc")',
      'input \'mode\': not one of the values ("quick")',
    ]);
    expect(problemsOf({ 'image-name': 'x', retries: '9', mode: 'fast' })).toEqual([
      'mode fast contradicts retries 9 ()',
    ]);
  });

  it('know what was written, though it did not parse', () => {
    const seen: (readonly string[])[] = [];
    const watching = {
      ...contract,
      contradictions: (_: unknown, given: ReadonlySet<string>) => {
        seen.push([...given]);
        return [];
      },
    };
    expect(() => parseInputs(watching, read({ mode: 'quick' }))).toThrow(UserError);
    expect(seen).toEqual([['retries', 'mode']]);
  });

  it('never show what a secret held', () => {
    expect(problemsOf({ 'image-name': 'x', password: 'hunter2' })).toEqual([
      "input 'password': not in range ()",
    ]);
  });

  it('leave a runner expression to the runner', () => {
    expect(parseInputs(contract, read({ 'image-name': 'x' })).token).toBeUndefined();
  });

  it('come with the outputs that every action has', () => {
    expect(Object.keys(contract.outputs)).toEqual(['digest', 'result', 'report-path']);
  });
});

describe('parsers', () => {
  const good: [string, { parse(value: string): unknown }, string, unknown][] = [
    ['boolean', boolean, 'True', true],
    ['boolean', boolean, 'false', false],
    ['number', number({ min: 0, max: 100 }), '2.5', 2.5],
    ['number', number({ min: -5, max: 5, integer: true }), '-5', -5],
    ['duration', duration({ min: '1s', max: '1h' }), '90s', 90_000],
    ['lines', lines(text), 'a\n# no\n\n b \r\n', ['a', 'b']],
    ['pair', pair('suite', text), 'unit=a=b', { name: 'unit', value: 'a=b' }],
  ];
  it.each(good)('%s takes what it says (%#)', (_name, parser, value, parsed) => {
    expect(parser.parse(value)).toEqual(parsed);
  });

  const bad: [string, { parse(value: string): unknown }, string][] = [
    ['boolean', boolean, 'yes'],
    ['boolean', boolean, 'tRUE'],
    ['number', number({ min: 0, max: 100 }), '101'],
    ['number', number({ min: 0, max: 100 }), '1e1'],
    ['number', number({ min: 0, max: 100 }), '0x10'],
    ['number', number({ min: 0, max: 100, integer: true }), '2.5'],
    ['number', number({ min: 0, max: 100 }), 'NaN'],
    ['duration', duration({ min: '1s', max: '1h' }), '2h'],
    ['oneOf', oneOf(['a']), 'b'],
    ['pair', pair('suite', text), '=x'],
    ['pair', pair('suite', text), 'x'],
  ];
  it.each(bad)('%s refuses what it does not take (%#)', (_name, parser, value) => {
    expect(() => parser.parse(value)).toThrow(UserError);
  });

  it('report every bad line, not only the first', () => {
    const parse = (): unknown => lines(number({ min: 0, max: 9 })).parse('1\nx\n2\ny');
    expect(parse).toThrow(/"x"[\s\S]*"y"/);
  });
});

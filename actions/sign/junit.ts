import { UserError } from '../../shared/text/error.ts';
import { readXml } from './xml.ts';

/** What a JUnit XML report says, counted from its test cases: what its suites claim about themselves is not believed. */
export interface TestReport {
  readonly tests: number;
  readonly passed: number;
  readonly skipped: number;
  /** Names of failed tests, as `class name`; as many as `failed` says, up to a thousand. */
  readonly failedTests: readonly string[];
  readonly failed: number;
  /** When the last suite ended, where the report says so. */
  readonly finishedOn: Date | undefined;
}

const MAX_NAMES = 1_000;
const MAX_NAME_CHARACTERS = 500;

interface TestCase {
  readonly name: string;
  outcome: 'passed' | 'failed' | 'skipped';
}

/**
 * Reads a report as Maven Surefire, Jest, pytest, Go's gotestsum and others write it.
 * @param file names it in errors.
 * @throws UserError for what is no such report, and for one in which no test ran: it proves nothing.
 */
export function readJUnit(bytes: Uint8Array, file: string): TestReport {
  const cases: TestCase[] = [];
  const open: string[] = [];
  let claimed = 0;
  let finished: number | undefined;
  readXml(bytes, file, {
    open: (name, attributes) => {
      if (open.length === 0 && name !== 'testsuites' && name !== 'testsuite') {
        throw new UserError({
          what: `${file} is not a test report`,
          rule: 'JUnit XML starts with <testsuites> or <testsuite>',
          seen: `<${name}>`,
        });
      }
      const parent = open.at(-1);
      open.push(name);
      if (name === 'testcase') cases.push({ name: nameOf(attributes), outcome: 'passed' });
      else if (parent === 'testcase') judge(cases.at(-1), name);
      else if (name === 'testsuite' || name === 'testsuites') {
        claimed = Math.max(claimed, count(attributes, 'failures') + count(attributes, 'errors'));
        finished = latest(finished, endOf(attributes));
      }
    },
    close: () => {
      open.pop();
    },
  });
  return summarise(cases, claimed, finished, file);
}

function judge(testCase: TestCase | undefined, element: string): void {
  if (testCase === undefined) return;
  if (element === 'failure' || element === 'error') testCase.outcome = 'failed';
  else if (element === 'skipped' && testCase.outcome === 'passed') testCase.outcome = 'skipped';
}

function summarise(
  cases: readonly TestCase[],
  claimed: number,
  finished: number | undefined,
  file: string,
): TestReport {
  const failures = cases.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
  const skipped = cases.filter(({ outcome }) => outcome === 'skipped').length;
  // A suite can fail outside of any test case, in its set-up.
  const failed = failures.length > 0 ? failures.length : claimed;
  if (cases.length === skipped && failed === 0) {
    throw new UserError({
      what: `${file} proves nothing`,
      rule: 'at least one test ran',
      seen: `${cases.length} tests, ${skipped} skipped`,
    });
  }
  return {
    tests: cases.length,
    passed: cases.length - skipped - failures.length,
    skipped,
    failed,
    failedTests: failures.slice(0, MAX_NAMES),
    finishedOn: finished === undefined ? undefined : new Date(finished),
  };
}

const nameOf = (attributes: ReadonlyMap<string, string>): string =>
  [attributes.get('classname'), attributes.get('name')]
    .filter((part) => part !== undefined && part !== '')
    .join(' ')
    .slice(0, MAX_NAME_CHARACTERS);

function count(attributes: ReadonlyMap<string, string>, name: string): number {
  const value = attributes.get(name);
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : 0;
}

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;

/** The end of a suite in milliseconds since 1970; a time without zone is UTC, as on hosted runners. */
function endOf(attributes: ReadonlyMap<string, string>): number | undefined {
  const found = TIMESTAMP.exec(attributes.get('timestamp') ?? '');
  if (found === null) return undefined;
  const start = Date.parse(found[2] === undefined ? `${found[0]}Z` : found[0]);
  const seconds = Number(attributes.get('time') ?? 0);
  const end = start + (Number.isFinite(seconds) ? Math.max(0, seconds) * 1_000 : 0);
  return Number.isNaN(new Date(end).getTime()) ? undefined : Math.round(end);
}

const latest = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || (other !== undefined && other > one) ? other : one;

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
  const claims: Claims = { failed: 0, finished: undefined };
  let outside = 0;
  readXml(bytes, file, {
    open: (written, attributes) => {
      const name = localName(written);
      if (open.length === 0 && !isSuite(name)) {
        throw new UserError({
          what: `${file} is not a test report`,
          rule: 'JUnit XML starts with <testsuites> or <testsuite>',
          seen: `<${written}>`,
        });
      }
      const current = open.includes('testcase') ? cases.at(-1) : undefined;
      open.push(name);
      if (name === 'testcase') cases.push({ name: nameOf(attributes), outcome: 'passed' });
      else if (isSuite(name)) readClaims(claims, attributes, file);
      else if (current !== undefined) judge(current, name);
      else if (isFailure(name)) outside += 1;
    },
    close: () => {
      open.pop();
    },
  });
  return summarise(cases, Math.max(claims.failed, outside), claims.finished, file);
}

function judge(testCase: TestCase, element: string): void {
  if (isFailure(element)) testCase.outcome = 'failed';
  else if (element === 'skipped' && testCase.outcome === 'passed') testCase.outcome = 'skipped';
}

/** What suites say about themselves: the worst and the last of them. */
interface Claims {
  failed: number;
  finished: number | undefined;
}

function readClaims(claims: Claims, attributes: ReadonlyMap<string, string>, file: string): void {
  claims.failed = Math.max(
    claims.failed,
    count(attributes, 'failures', file) + count(attributes, 'errors', file),
  );
  claims.finished = latest(claims.finished, endOf(attributes));
}

/** A name without its prefix: whatever the namespace, a failure is a failure. */
const localName = (name: string): string => name.slice(name.lastIndexOf(':') + 1);

const isSuite = (name: string): boolean => name === 'testsuite' || name === 'testsuites';
const isFailure = (name: string): boolean => name === 'failure' || name === 'error';

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

/** @throws UserError for what is no number: it may have been one of failures. */
function count(attributes: ReadonlyMap<string, string>, name: string, file: string): number {
  const value = attributes.get(name) ?? '0';
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new UserError({
    what: `${file} cannot be counted`,
    rule: `${name} of a suite is a whole number`,
    seen: JSON.stringify(value),
  });
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

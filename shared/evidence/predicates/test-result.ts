import { UserError } from '../../text/error.ts';
import { isRecord } from '../canonical.ts';
import { at, textAt } from './fields.ts';
import { checkPredicate } from './known.ts';

/** in-toto Test Result v0.1 (in-toto attestation framework, spec/predicates/test-result.md). */
export const TEST_RESULT_TYPE = 'https://in-toto.io/attestation/test-result/v0.1';

/** `WARNED` means passed with warnings. */
export type TestResult = 'PASSED' | 'WARNED' | 'FAILED';

const RESULTS: readonly TestResult[] = ['PASSED', 'WARNED', 'FAILED'];

export interface TestResultPredicate {
  readonly result: TestResult;
  /** Resource descriptors of what was run; the first names the suite, and its annotations hold what the type has no field for. */
  readonly configuration: readonly TestConfiguration[];
  readonly url?: string;
  readonly passedTests?: readonly string[];
  readonly warnedTests?: readonly string[];
  readonly failedTests?: readonly string[];
}

export interface TestConfiguration {
  readonly name: string;
  readonly digest?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

export interface TestOutcome {
  readonly suite: string;
  readonly result: TestResult;
  /** When the last test ended. */
  readonly finishedOn?: Date | undefined;
  /** SHA-256 of the report that says so, in hexadecimal. */
  readonly reportSha256?: string;
  /** Numbers and texts beside it, such as `tests: 214`. */
  readonly annotations?: Readonly<Record<string, number | string>>;
  readonly failedTests?: readonly string[];
  readonly url?: string;
}

/** The predicate of one suite's outcome. */
export function testResultPredicate(outcome: TestOutcome): TestResultPredicate {
  const { suite, result, finishedOn, reportSha256, annotations, failedTests, url } = outcome;
  const known = { ...annotations, ...(finishedOn && { finishedOn: finishedOn.toISOString() }) };
  const configuration = {
    name: suite,
    ...(reportSha256 === undefined ? {} : { digest: { sha256: reportSha256 } }),
    ...(Object.keys(known).length === 0 ? {} : { annotations: known }),
  };
  return {
    result,
    configuration: [configuration],
    ...(url === undefined ? {} : { url }),
    ...(failedTests === undefined ? {} : { failedTests }),
  };
}

/** @throws UserError for a result that the type does not know, or without a suite's name. */
export function parseTestResult(value: unknown): TestResultPredicate {
  checkPredicate(TEST_RESULT_TYPE, value, 'test result');
  const result = RESULTS.find((each) => each === at(value, 'result'));
  const configuration = at(value, 'configuration') as readonly unknown[];
  if (result === undefined) {
    throw malformed('result', `one of ${RESULTS.join(', ')}`, String(textAt(value, 'result')));
  }
  const url = textAt(value, 'url');
  const passedTests = names(value, 'passedTests');
  const warnedTests = names(value, 'warnedTests');
  const failedTests = names(value, 'failedTests');
  return {
    result,
    configuration: configuration.map(parseConfiguration),
    ...(url === undefined ? {} : { url }),
    ...(passedTests && { passedTests }),
    ...(warnedTests && { warnedTests }),
    ...(failedTests && { failedTests }),
  };
}

function parseConfiguration(value: unknown): TestConfiguration {
  const name = textAt(value, 'name');
  const annotations = at(value, 'annotations');
  const digest = at(value, 'digest');
  return {
    // Other writers may name what they ran by digest alone; such a result has no suite, and no requirement asks for it.
    name: name ?? '',
    ...(isRecord(digest) ? { digest: digest as Readonly<Record<string, string>> } : {}),
    ...(isRecord(annotations) ? { annotations } : {}),
  };
}

function names(value: unknown, field: string): readonly string[] | undefined {
  const list = at(value, field);
  if (list === undefined) return undefined;
  if (Array.isArray(list) && list.every((name) => typeof name === 'string')) return list;
  throw malformed(field, 'a list of names', typeof list);
}

const malformed = (field: string, rule: string, seen: string): UserError =>
  new UserError({ what: `test result: field '${field}'`, rule, seen });

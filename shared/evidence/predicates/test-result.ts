/** in-toto Test Result v0.1 (in-toto attestation framework, spec/predicates/test-result.md). */
export const TEST_RESULT_TYPE = 'https://in-toto.io/attestation/test-result/v0.1';

/** `WARNED` means passed with warnings. */
export type TestResult = 'PASSED' | 'WARNED' | 'FAILED';

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

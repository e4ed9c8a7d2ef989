import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { parseBundle } from '../../shared/evidence/bundle.ts';
import { checkPredicate } from '../../shared/evidence/predicates/known.ts';
import {
  type TestResultPredicate,
  testResultPredicate,
} from '../../shared/evidence/predicates/test-result.ts';
import { LIMIT } from '../../shared/evidence/limits.ts';
import type { SignedBundle } from '../../shared/evidence/signer.ts';
import { parseStatement } from '../../shared/evidence/statement.ts';
import { digestOf } from '../../shared/oci/digest.ts';
import { type Problem, UserError, messageOf } from '../../shared/text/error.ts';
import type { AttestationLine } from './attestation-line.ts';
import { readJUnit } from './junit.ts';
import { XML_LIMIT } from './xml.ts';
import { parseJson } from '../../shared/text/json.ts';

/** A predicate that was read from a file and has what its type requires. */
export interface Attestation extends AttestationLine {
  readonly predicate: unknown;
}

export interface TestSuite {
  readonly suite: string;
  readonly predicate: TestResultPredicate;
}

/** A bundle that was made before. Its signature is not verified yet. */
export interface KeptBundle {
  readonly path: string;
  readonly signed: SignedBundle;
}

export interface Files {
  readonly attestations: readonly Attestation[];
  readonly tests: readonly TestSuite[];
  readonly bundles: readonly KeptBundle[];
}

export interface Paths {
  readonly attestations: readonly AttestationLine[];
  readonly tests: readonly { readonly name: string; readonly value: string }[];
  readonly bundles: readonly string[];
}

/**
 * Reads every file that is attached, before anything is asked of the network.
 * @throws UserError with the problems of all files.
 */
export async function loadFiles(paths: Paths, workspace: string, now: Date): Promise<Files> {
  const [attestations, tests, bundles] = await Promise.all([
    loadEach(paths.attestations, (line) => loadAttestation(line, workspace)),
    loadEach(paths.tests, ({ name, value }) => loadSuite(name, value, workspace, now)),
    loadEach(paths.bundles, (file) => loadBundle(file, workspace)),
  ]);
  const problems = [attestations, tests, bundles].flatMap((each) => each.problems);
  if (problems.length > 0) throw new UserError(problems);
  return { attestations: attestations.loaded, tests: tests.loaded, bundles: bundles.loaded };
}

/** What was loaded, and the problems of what was not, both in the order of `list` whichever was read first. */
async function loadEach<P, T>(
  list: readonly P[],
  load: (item: P) => Promise<T>,
): Promise<{ readonly loaded: readonly T[]; readonly problems: readonly Problem[] }> {
  const settled = await Promise.allSettled(list.map(load));
  const problems = settled.flatMap((each) => {
    if (each.status === 'fulfilled') return [];
    if (each.reason instanceof UserError) return each.reason.problems;
    throw each.reason;
  });
  return { loaded: settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])), problems };
}

async function loadBundle(file: string, workspace: string): Promise<KeptBundle> {
  const { bytes } = await readLimited(file, workspace, LIMIT.bundleBytes);
  try {
    const statement = parseStatement(parseBundle(bytes).payload);
    return { path: file, signed: { bytes, digest: digestOf(bytes), statement } };
  } catch (error) {
    throw new UserError(
      {
        what: `${file} cannot be attached`,
        rule: 'a Sigstore bundle with a statement',
        seen: messageOf(error),
      },
      { cause: error },
    );
  }
}

async function loadAttestation(line: AttestationLine, workspace: string): Promise<Attestation> {
  const { bytes } = await readLimited(line.path, workspace, LIMIT.predicateBytes);
  const predicate = readJson(bytes, line.path);
  checkPredicate(line.predicateType, predicate, line.path);
  return { ...line, predicate };
}

/** Clocks of runners and file servers differ by this much. */
const SKEW_MILLISECONDS = 5 * 60_000;

/**
 * A suite's results. Where the report has no time, that of its file stands for it: the same file gives the same statement, and a
 * second run has nothing to write.
 */
async function loadSuite(suite: string, file: string, workspace: string, now: Date): Promise<TestSuite> {
  const { bytes, modified } = await readLimited(file, workspace, XML_LIMIT.bytes);
  const { failedTests, finishedOn, tests, passed, failed, skipped } = readJUnit(bytes, file);
  const ended = finishedOn ?? modified;
  if (ended.getTime() > now.getTime() + SKEW_MILLISECONDS) {
    throw new UserError({
      what: `${file} ended in the future`,
      rule: 'of one suite the newest result decides; one that is dated ahead would hide those that come',
      seen: ended.toISOString(),
      next: 'let the test runner write its times in UTC, or with their zone',
    });
  }
  const predicate = testResultPredicate({
    suite,
    result: failed > 0 ? 'FAILED' : 'PASSED',
    finishedOn: ended,
    reportSha256: createHash('sha256').update(bytes).digest('hex'),
    annotations: { tests, passed, failed, skipped },
    failedTests,
  });
  return { suite, predicate };
}

async function readLimited(
  file: string,
  workspace: string,
  limit: number,
): Promise<{ readonly bytes: Buffer; readonly modified: Date }> {
  const full = path.resolve(workspace, file);
  try {
    const { size, mtime } = await stat(full);
    if (size > limit) {
      throw new UserError({
        what: `${file} is too large`,
        rule: `at most ${limit} bytes`,
        seen: `${size} bytes`,
      });
    }
    return { bytes: await readFile(full), modified: mtime };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      { what: `${file} cannot be read`, rule: 'a file, relative to the workspace', seen: messageOf(error) },
      { cause: error },
    );
  }
}

function readJson(bytes: Buffer, file: string): unknown {
  try {
    return parseJson(bytes);
  } catch (error) {
    throw new UserError(
      { what: `${file} is not JSON`, rule: 'a predicate as JSON in UTF-8', seen: messageOf(error) },
      { cause: error },
    );
  }
}

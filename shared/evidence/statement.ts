import type { Descriptor } from '../oci/descriptor.ts';
import { type Digest, hexOf } from '../oci/digest.ts';
import { UserError } from '../text/error.ts';
import { parseJson } from '../text/json.ts';
import { formatBytes } from '../text/size.ts';
import { digestOfJson } from './canonical.ts';
import { LIMIT } from './limits.ts';
import { isRecord } from '../text/json-value.ts';

/** in-toto Statement v1 (in-toto attestation framework, spec/v1/statement.md). */
export interface Statement<P = unknown> {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: P;
}

export interface Subject {
  readonly name?: string;
  readonly digest: Readonly<Record<string, string>>;
}

/** The one place of Fixity's own predicate types; each has a version in its path and a JSON Schema in docs/predicates. */
export const PREDICATE_BASE = 'https://fixity-actions.github.io/predicates/';

const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** cosign attest still writes version 0.1; its fields are the same. */
const STATEMENT_TYPES: readonly unknown[] = [STATEMENT_TYPE, 'https://in-toto.io/Statement/v0.1'];

/** A statement about images by digest: an index, and the platform manifests that it is meant for too. */
export const statementAbout = <P>(
  subjects: readonly Pick<Descriptor, 'digest'>[],
  predicateType: string,
  predicate: P,
): Statement<P> => ({
  _type: STATEMENT_TYPE,
  subject: subjects.map(({ digest }) => ({ digest: { sha256: hexOf(digest) } })),
  predicateType,
  predicate,
});

export const isAbout = (statement: Statement, digest: Digest): boolean =>
  statement.subject.some((subject) => subject.digest['sha256'] === hexOf(digest));

/** Equal for statements that say the same of the same subjects, whoever serialised them. */
export const contentDigest = ({ subject, predicateType, predicate }: Statement): Digest =>
  digestOfJson({
    subjects: subject.map((each) => each.digest['sha256'] ?? '').sort(),
    predicateType,
    predicate,
  });

/** The bytes to sign. @throws UserError when predicate or subjects exceed what verifiers accept. */
export function encodeStatement(statement: Statement): Buffer {
  const predicateBytes = Buffer.byteLength(JSON.stringify(statement.predicate));
  if (predicateBytes > LIMIT.predicateBytes) {
    throw new UserError({
      what: `the predicate ${statement.predicateType} is too large to sign`,
      rule: `at most ${formatBytes(LIMIT.predicateBytes)} (${LIMIT.predicateBytes} bytes)`,
      seen: `${predicateBytes} bytes`,
    });
  }
  if (statement.subject.length > LIMIT.subjects) {
    throw new UserError({
      what: `the statement ${statement.predicateType} has too many subjects`,
      rule: `at most ${LIMIT.subjects}`,
      seen: String(statement.subject.length),
    });
  }
  return Buffer.from(JSON.stringify(statement));
}

/**
 * Reads a verified payload; fields that we do not know are left out.
 * @throws UserError that names the field.
 */
export function parseStatement(payload: Uint8Array): Statement {
  const value = jsonOf(payload);
  if (!isRecord(value)) throw malformed('', 'a JSON object');
  const { _type: type, subject, predicateType, predicate } = value;
  if (!STATEMENT_TYPES.includes(type)) throw malformed('_type', STATEMENT_TYPE);
  if (typeof predicateType !== 'string' || predicateType === '') throw malformed('predicateType', 'a URI');
  if (!Array.isArray(subject)) throw malformed('subject', 'a list');
  if (!isRecord(predicate)) throw malformed('predicate', 'an object');
  return { _type: STATEMENT_TYPE, subject: subject.map(parseSubject), predicateType, predicate };
}

function parseSubject(value: unknown): Subject {
  const digest = isRecord(value) ? value['digest'] : undefined;
  if (!isRecord(value) || !isRecord(digest)) throw malformed('subject', 'objects with a digest');
  const entries = Object.entries(digest);
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
    throw malformed('subject.digest', 'texts by algorithm');
  }
  const { name } = value;
  return { ...(typeof name === 'string' ? { name } : {}), digest: Object.fromEntries(entries) };
}

function jsonOf(payload: Uint8Array): unknown {
  try {
    return parseJson(payload);
  } catch (error) {
    throw new UserError({ what: 'malformed statement', rule: 'JSON in UTF-8' }, { cause: error });
  }
}

const malformed = (field: string, rule: string): UserError =>
  new UserError({ what: `malformed statement${field && ` at ${field}`}`, rule });

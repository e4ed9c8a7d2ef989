import { UserError } from '../../text/error.ts';
import { CANARY_TYPE } from './canary.ts';
import { at, textAt, timeAt } from './fields.ts';
import { PROMOTION_TYPE } from './promotion.ts';
import { PROVENANCE_TYPE } from './provenance.ts';
import { CYCLONEDX_TYPE, SPDX_TYPE, SPDX_VERSIONED_TYPE } from './sbom.ts';
import { TEST_RESULT_TYPE } from './test-result.ts';
import { VERIFICATION_SUMMARY_TYPE } from './verification-summary.ts';
import { VULNERABILITIES_TYPE } from './vulnerabilities.ts';
import { isRecord } from '../../text/json-value.ts';

/** What the evidence room must know of a predicate type; everything deeper is in the type's own file. */
export interface KnownPredicate {
  /** For people. */
  readonly name: string;
  /** Fields that the type's specification requires, by dotted path, and what they hold. */
  readonly required: Readonly<Record<string, 'text' | 'list' | 'object'>>;
  /** What tells two statements of this type about one subject apart, beside their signer; empty when nothing does. */
  discriminator(predicate: unknown): string;
  /** What it says in a few words, such as `unit PASSED`; text of the signer's, not escaped. */
  detail(predicate: unknown): string;
  /** When it was found out, in the signer's own words. */
  time(predicate: unknown): Date | undefined;
}

export const SIGNATURE_TYPE = 'https://sigstore.dev/cosign/sign/v1';

const nothing = (): string => '';
const byText =
  (...paths: readonly string[]) =>
  (predicate: unknown): string =>
    paths.map((path) => textAt(predicate, path) ?? '').join('\n');
/** The texts at these paths, those that are there, with spaces between. */
const say =
  (...paths: readonly string[]) =>
  (predicate: unknown): string =>
    paths
      .map((path) => textAt(predicate, path))
      .filter((text) => text !== undefined)
      .join(' ');
const byTime =
  (...paths: readonly string[]) =>
  (predicate: unknown): Date | undefined =>
    paths.map((path) => timeAt(predicate, path)).find((time) => time !== undefined);

const SPDX: KnownPredicate = {
  name: 'SPDX SBOM',
  detail: say('spdxVersion'),
  required: { spdxVersion: 'text', SPDXID: 'text', creationInfo: 'object' },
  discriminator: () => 'spdx',
  time: byTime('creationInfo.created'),
};

const KNOWN: ReadonlyMap<string, KnownPredicate> = new Map(
  Object.entries({
    [SIGNATURE_TYPE]: {
      name: 'signature',
      detail: nothing,
      required: {},
      discriminator: nothing,
      time: () => undefined,
    },
    [PROVENANCE_TYPE]: {
      name: 'SLSA provenance',
      detail: say('runDetails.builder.id'),
      required: {
        'buildDefinition.buildType': 'text',
        'buildDefinition.externalParameters': 'object',
        'runDetails.builder.id': 'text',
      },
      discriminator: nothing,
      time: byTime('runDetails.metadata.finishedOn', 'runDetails.metadata.startedOn'),
    },
    [CYCLONEDX_TYPE]: {
      name: 'CycloneDX SBOM',
      detail: say('specVersion'),
      required: { bomFormat: 'text', specVersion: 'text' },
      discriminator: () => 'cyclonedx',
      time: byTime('metadata.timestamp'),
    },
    [SPDX_TYPE]: SPDX,
    [SPDX_VERSIONED_TYPE]: SPDX,
    [TEST_RESULT_TYPE]: {
      name: 'test results',
      detail: say('configuration.0.name', 'result'),
      required: { result: 'text', configuration: 'list' },
      discriminator: byText('configuration.0.name'),
      time: byTime('configuration.0.annotations.finishedOn'),
    },
    [VULNERABILITIES_TYPE]: {
      name: 'vulnerability scan',
      detail: say('scanner.uri'),
      required: { 'scanner.uri': 'text', 'metadata.scanFinishedOn': 'text' },
      discriminator: byText('scanner.uri'),
      time: byTime('metadata.scanFinishedOn'),
    },
    [VERIFICATION_SUMMARY_TYPE]: {
      name: 'verification summary',
      detail: say('verificationResult', 'resourceUri'),
      required: {
        'verifier.id': 'text',
        timeVerified: 'text',
        resourceUri: 'text',
        policy: 'object',
        verificationResult: 'text',
      },
      discriminator: byText('verifier.id', 'resourceUri'),
      time: byTime('timeVerified'),
    },
    [CANARY_TYPE]: {
      name: 'canary',
      detail: say('environment', 'verdict'),
      required: { environment: 'text', verdict: 'text', finishedAt: 'text' },
      discriminator: byText('environment'),
      time: byTime('finishedAt'),
    },
    [PROMOTION_TYPE]: {
      name: 'promotion',
      detail: say('environment'),
      required: { environment: 'text', digest: 'text', time: 'text' },
      discriminator: byText('environment'),
      time: byTime('time'),
    },
  } satisfies Record<string, KnownPredicate>),
);

/** Undefined for types that we do not know: they are signed and found like any other, without a time of their own. */
export const knownPredicate = (predicateType: string): KnownPredicate | undefined => KNOWN.get(predicateType);

/** The type's name for people, else its URI. */
export const predicateName = (predicateType: string): string =>
  KNOWN.get(predicateType)?.name ?? predicateType;

/**
 * Checks that a predicate is an object with the fields that its type requires; unknown types need only be objects.
 * @param from what people know it by, such as the path of its file.
 * @throws UserError with every missing field.
 */
export function checkPredicate(predicateType: string, predicate: unknown, from: string): void {
  if (!isRecord(predicate)) {
    throw new UserError({
      what: `${from} is not a predicate`,
      rule: 'a JSON object',
      seen: kindOf(predicate),
    });
  }
  const known = KNOWN.get(predicateType);
  const problems = Object.entries(known?.required ?? {}).flatMap(([path, kind]) => {
    const seen = kindOf(at(predicate, path));
    if (seen === kind) return [];
    return [
      { what: `${from}: field '${path}' of ${known?.name ?? predicateType}`, rule: `needs ${kind}`, seen },
    ];
  });
  if (problems.length > 0) throw new UserError(problems);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'list';
  if (isRecord(value)) return 'object';
  return typeof value === 'string' ? 'text' : value === null ? 'null' : typeof value;
}

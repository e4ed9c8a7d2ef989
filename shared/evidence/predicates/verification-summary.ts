import type { Platform } from '../../oci/descriptor.ts';
import { type Digest, hexOf, parseDigest } from '../../oci/digest.ts';
import { UserError } from '../../text/error.ts';
import { isRecord } from '../canonical.ts';
import { at, textAt, timeAt } from './fields.ts';

/** SLSA Verification Summary Attestation, version 1 (slsa.dev/spec/v1.1/verification_summary). */
export const VERIFICATION_SUMMARY_TYPE = 'https://slsa.dev/verification_summary/v1';

/** Who a scan's summaries are by; a promotion's have another id, so that neither can pass for the other. */
export const SCAN_VERIFIER_ID = 'https://fixity-actions.github.io/verifiers/scan';

type Sha256 = Readonly<Record<string, string>>;

export interface VerificationSummaryPredicate {
  readonly verifier: { readonly id: string; readonly version?: Readonly<Record<string, string>> };
  readonly timeVerified: string;
  readonly resourceUri: string;
  readonly policy: { readonly uri: string; readonly digest: Sha256 };
  readonly inputAttestations?: readonly { readonly uri: string; readonly digest: Sha256 }[];
  readonly verificationResult: 'PASSED' | 'FAILED';
  readonly verifiedLevels: readonly string[];
  readonly slsaVersion: string;
  /** Our extension: what was found for each platform manifest of the index; one that is not listed was not looked at. */
  readonly fixity_platforms?: readonly {
    readonly digest: Sha256;
    readonly platform: string;
    readonly verificationResult: 'PASSED' | 'FAILED';
  }[];
}

/** A verdict about one platform manifest. */
export interface PlatformResult {
  readonly digest: Digest;
  readonly platform: string;
  readonly passed: boolean;
}

export interface VerificationSummary {
  readonly verifierId: string;
  readonly verifiedAt: Date;
  /** Where the image is or goes, without tag and digest. */
  readonly resourceUri: string;
  readonly policy: { readonly uri: string; readonly digest: Digest };
  /** The bundles that the verdict is built on. */
  readonly inputs: readonly Digest[];
  readonly passed: boolean;
  readonly platforms: readonly PlatformResult[];
}

/** `linux/arm64/v8`. */
export const platformText = ({ os, architecture, variant }: Platform): string =>
  [os, architecture, variant].filter((part) => part !== undefined).join('/');

const sha256 = (digest: Digest): Sha256 => ({ sha256: hexOf(digest) });
const resultOf = (passed: boolean): 'PASSED' | 'FAILED' => (passed ? 'PASSED' : 'FAILED');

/** Where the policy is a gate and no SLSA track, no level is claimed: level 0 on a pass, FAILED otherwise. */
export function verificationSummaryPredicate(summary: VerificationSummary): VerificationSummaryPredicate {
  const { verifierId, verifiedAt, resourceUri, policy, inputs, passed, platforms } = summary;
  return {
    verifier: { id: verifierId },
    timeVerified: verifiedAt.toISOString(),
    resourceUri,
    policy: { uri: policy.uri, digest: sha256(policy.digest) },
    ...(inputs.length === 0
      ? {}
      : { inputAttestations: inputs.map((digest) => ({ uri: `bundle:${digest}`, digest: sha256(digest) })) }),
    verificationResult: resultOf(passed),
    verifiedLevels: [passed ? 'SLSA_BUILD_LEVEL_0' : 'FAILED'],
    slsaVersion: '1.1',
    ...(platforms.length === 0
      ? {}
      : {
          fixity_platforms: platforms.map((each) => ({
            digest: sha256(each.digest),
            platform: each.platform,
            verificationResult: resultOf(each.passed),
          })),
        }),
  };
}

/** Reads anyone's summary; unknown fields are passed over. @throws UserError that names the field. */
export function parseVerificationSummary(value: unknown): VerificationSummary {
  const text = (path: string): string => {
    const found = textAt(value, path);
    if (found === undefined || found === '') throw malformed(path, 'a text');
    return found;
  };
  const verifiedAt = timeAt(value, 'timeVerified');
  if (verifiedAt === undefined) throw malformed('timeVerified', 'a time with its zone');
  return {
    verifierId: text('verifier.id'),
    verifiedAt,
    resourceUri: text('resourceUri'),
    policy: { uri: textAt(value, 'policy.uri') ?? '', digest: digestAt(value, 'policy.digest.sha256') },
    inputs: listAt(value, 'inputAttestations').map((each) => digestAt(each, 'digest.sha256')),
    passed: passedAt(value, 'verificationResult'),
    platforms: listAt(value, 'fixity_platforms').map((each) => ({
      digest: digestAt(each, 'digest.sha256'),
      platform: textAt(each, 'platform') ?? '',
      passed: passedAt(each, 'verificationResult'),
    })),
  };
}

function passedAt(value: unknown, path: string): boolean {
  const result = textAt(value, path);
  if (result !== 'PASSED' && result !== 'FAILED') throw malformed(path, 'PASSED or FAILED');
  return result === 'PASSED';
}

function digestAt(value: unknown, path: string): Digest {
  try {
    return parseDigest(`sha256:${textAt(value, path) ?? ''}`);
  } catch (cause) {
    throw malformed(path, '64 hexadecimal characters', cause);
  }
}

function listAt(value: unknown, path: string): readonly unknown[] {
  const list = at(value, path) ?? [];
  if (!Array.isArray(list) || !list.every(isRecord)) throw malformed(path, 'a list of objects');
  return list;
}

const malformed = (field: string, rule: string, cause?: unknown): UserError =>
  new UserError({ what: `malformed verification summary at ${field}`, rule }, { cause });

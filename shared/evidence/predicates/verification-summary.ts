import { type Digest, hexOf } from '../../oci/digest.ts';

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

import type { Digest } from '../oci/digest.ts';

/** A version of an image that is judged: the digest that was given, and the platform manifests that belong to it. */
export interface JudgedImage {
  /** By its name in the policy. */
  readonly image: string;
  readonly digest: Digest;
  /** A single manifest is its own platform. */
  readonly platforms: readonly JudgedPlatform[];
}

export interface JudgedPlatform {
  /** `linux/arm64`. */
  readonly name: string;
  readonly digest: Digest;
}

/** `missing`: there is no evidence at all; it is no pass, and it is not the same as evidence that says no. */
export type FindingResult = 'pass' | 'fail' | 'missing';

/** What became of one requirement. All texts are plain; whoever renders them escapes them. */
export interface Finding<R extends string = FindingResult> {
  /** `signed-by`, `tests unit`, `canary in staging`. */
  readonly requirement: string;
  /** The environment whose part of the policy asks for it. */
  readonly environment: string;
  readonly result: R;
  readonly wanted: string;
  readonly seen: string;
  /** Bundles that were decisive. */
  readonly evidence: readonly Digest[];
  /** What to do, unless it passed. */
  readonly next?: string;
}

/** What became of something that is asked of people; `pending`: they decide on what is being planned, so it is too early to ask. */
export type GateFinding = Finding<FindingResult | 'pending'>;

/** What a policy says about one image in one environment. */
export interface Verdict {
  readonly environment: string;
  readonly image: string;
  readonly digest: Digest;
  readonly policy: { readonly uri: string; readonly digest: Digest };
  /** `warn`: something failed, and the environment's mode lets it through. */
  readonly result: 'pass' | 'warn' | 'fail';
  readonly findings: readonly Finding[];
}

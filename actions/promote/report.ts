import type { IgnoredEvidence } from '../../shared/evidence/evidence.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import type { GateFinding, Verdict } from '../../shared/policy/verdict.ts';
import type { Copied } from './copy.ts';
import type { PlacedRecord } from './apply.ts';
import type { FileEdit, TargetEdit } from './edits.ts';

/** Everything that the summary, the report and the outputs are made of. */
export interface PromoteReport {
  readonly environment: string;
  readonly mode: 'check' | 'plan' | 'apply' | 'promote';
  readonly verdict: Verdict['result'];
  /** What the environment asks beside what is known about the images. */
  readonly gates: readonly GateFinding[];
  readonly planPath: string | undefined;
  readonly dryRun: boolean;
  readonly policy: { readonly uri: string; readonly digest: Digest };
  readonly images: readonly ReportedImage[];
  readonly targets: readonly TargetEdit[];
  readonly files: readonly FileEdit[];
  readonly planDigest: Digest;
  /** Undefined when nothing was to be written. */
  readonly applied: ReportedWrites | undefined;
  /** What the policy of this pull request would say. */
  readonly preview: Preview | undefined;
}

export interface ReportedImage {
  readonly verdict: Verdict;
  readonly source: string;
  /** REPOSITORY@DIGEST in each destination. */
  readonly destinations: readonly string[];
  readonly platforms: readonly string[];
  readonly ignored: readonly IgnoredEvidence[];
}

export interface ReportedWrites {
  readonly unchanged: boolean;
  readonly copied: readonly Copied[];
  readonly commit: string | undefined;
  readonly deployment: number;
  readonly records: readonly PlacedRecord[];
  /** False with `signing: none`. */
  readonly signed: boolean;
}

/** What a policy that is not in force yet would say, or why it says nothing. */
export type Preview =
  | { readonly digest: Digest; readonly verdicts: readonly Verdict[] }
  | { readonly problems: readonly string[] };

/** It stands in the way; what is pending does not, for it is still to come. */
export const isOpen = ({ result }: GateFinding): boolean => result === 'fail' || result === 'missing';

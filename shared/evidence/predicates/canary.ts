import { PREDICATE_BASE } from '../statement.ts';

/** The verdict on a canary, with every number that it was made of. Schema: docs/predicates/canary-v1.json. */
export const CANARY_TYPE = `${PREDICATE_BASE}canary/v1`;

/** Trials and bad events of one side over the whole run. `rate` is absent without trials. */
export interface CanaryCounts {
  readonly trials: number;
  readonly bad: number;
  readonly rate?: number;
}

/** One sequential test: what it had to reject, and how near the count came. */
export interface CanaryTest {
  readonly law: 'rate-ratio' | 'odds-ratio' | 'canary-rate';
  /** The ratio, odds ratio or rate of the hypothesis. */
  readonly hypothesis: number;
  readonly level: number;
  /** How much of the level was spent. */
  readonly spent: number;
  readonly count: number;
  /** The count that would have decided at the last look; absent before the first that could. */
  readonly boundary?: number;
  readonly rejectedAtSeconds?: number;
  /** Of tests that weigh evidence: FAIL when its mean over all bounds of latency reaches 1 / level. */
  readonly evidence?: number;
}

export interface CanaryMetric {
  readonly name: string;
  readonly verdict: 'pass' | 'fail' | 'undecided';
  readonly canary: CanaryCounts;
  readonly baseline: CanaryCounts;
  /** The canary's rate over the baseline's (odds for slow requests), with an interval that may be read at any time; ends are absent where open. */
  readonly effect: {
    readonly ratio?: number;
    readonly low?: number;
    readonly high?: number;
    readonly confidence: number;
  };
  /** FAIL and PASS need all of theirs to be rejected. */
  readonly fail: readonly CanaryTest[];
  readonly pass: readonly CanaryTest[];
}

export interface CanaryPredicate {
  readonly environment: string;
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  /** `code` is for programs, `text` for people. */
  readonly reason: { readonly code: string; readonly text: string };
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly decidedAfterSeconds: number;
  /** Where the samples come from; addresses are without queries. */
  readonly provider: Readonly<Record<string, unknown>> & { readonly name: string };
  /** How it is known that the digest answered: `asserted` is the workflow's word. */
  readonly binding: {
    readonly by: 'asserted' | 'header' | 'page';
    readonly header?: string;
    readonly page?: string;
    readonly version?: string;
  };
  readonly platform?: string;
  readonly plan: {
    readonly maxDurationSeconds: number;
    readonly minDurationSeconds: number;
    readonly intervalSeconds: number;
    readonly levels: { readonly fail: number; readonly pass: number };
    readonly margins: {
      readonly fail: { readonly relative: number; readonly absolute: number };
      readonly pass: { readonly relative: number; readonly absolute: number };
    };
    readonly baselineLevel: { readonly rate?: number; readonly source: string };
    readonly dispersion: { readonly value: number; readonly source: string };
    readonly objective?: number;
    readonly trafficShare?: number;
    /** Where slow answers are counted, and what the margins mean there as odds ratios. */
    readonly latency?: {
      readonly margins: { readonly fail: number; readonly pass: number };
      readonly bounds: readonly {
        readonly milliseconds: number;
        readonly slow: number;
        readonly failOdds: number;
        readonly passOdds: number;
        readonly dispersion: number;
      }[];
    };
  };
  readonly looks: number;
  readonly metrics: readonly CanaryMetric[];
  /** Failures of each side by kind, the most frequent first. */
  readonly failures: {
    readonly canary: readonly { readonly kind: string; readonly count: number }[];
    readonly baseline: readonly { readonly kind: string; readonly count: number }[];
  };
  /** The digest of the recorded samples, from which the same verdict can be made again. */
  readonly samplesDigest: string;
  readonly run: { readonly url?: string; readonly attempt?: string };
}

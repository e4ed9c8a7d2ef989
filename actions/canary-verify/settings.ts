import type { Values } from '../../shared/action/contract.ts';
import type { CanaryPredicate } from '../../shared/evidence/predicates/canary.ts';
import type { Milliseconds } from '../../shared/text/duration.ts';
import { UserError } from '../../shared/text/error.ts';
import type { contract } from './contract.ts';
import type { LatencyBound, LatencyMargins } from './latency.ts';
import type { Margins } from './margins.ts';
import type { BaselineLevel, Plan } from './plan.ts';
import type { Dispersion } from './dispersion.ts';
import { type PrometheusOptions, queriesOf } from './prometheus.ts';
import type { PrometheusAccess } from './prometheus-api.ts';
import type { ExpectedStatus } from './status.ts';
import { shownUrl, urlAt } from './target.ts';

export type CanaryInputs = Values<typeof contract.inputs>;

/** What is probed, and how. */
export interface ProbeSettings {
  readonly canary: readonly URL[];
  readonly baseline: readonly URL[];
  readonly rate: number;
  readonly timeout: Milliseconds;
  readonly expected: ExpectedStatus;
}

const marginsOf = (inputs: CanaryInputs): Margins => ({
  fail: { relative: inputs.failRelative, absolute: inputs.failAbsolute },
  pass: { relative: inputs.passRelative, absolute: inputs.passAbsolute },
});

export const latencyMargins = (inputs: CanaryInputs): LatencyMargins => ({
  fail: inputs.latencyFail,
  pass: inputs.latencyPass,
});

/** What was learned of the baseline before the run. */
export interface Calibration {
  readonly baselineLevel: BaselineLevel;
  readonly dispersion: Dispersion;
  /** Where slow answers will be counted; absent when latency is not judged. */
  readonly bounds?: readonly LatencyBound[];
}

/** The plan of a run. What the user states about the baseline beats what was measured. */
export function planOf(inputs: CanaryInputs, calibration: Calibration): Plan {
  const given = inputs.baselineErrorRate;
  return {
    maxDuration: inputs.maxDuration,
    minDuration: inputs.minDuration,
    interval: inputs.interval,
    margins: marginsOf(inputs),
    levels: { fail: inputs.failLevel, pass: inputs.passLevel },
    baselineLevel: given === undefined ? calibration.baselineLevel : { rate: given, source: 'given' },
    dispersion: calibration.dispersion,
    ...(inputs.objective === undefined ? {} : { objective: inputs.objective }),
    ...(inputs.trafficShare === undefined ? {} : { trafficShare: inputs.trafficShare }),
    ...(calibration.bounds === undefined
      ? {}
      : { latency: { margins: latencyMargins(inputs), bounds: calibration.bounds } }),
  };
}

/** @throws UserError when an address is missing; the contract has refused that before. */
export function probeSettings(inputs: CanaryInputs): ProbeSettings {
  const { canary, baseline } = inputs;
  if (canary === undefined || baseline === undefined) {
    throw new UserError({ what: "the probe needs 'canary' and 'baseline'" });
  }
  return {
    canary: inputs.path.map((path) => urlAt(canary, path)),
    baseline: inputs.path.map((path) => urlAt(baseline, path)),
    rate: inputs.rate,
    timeout: inputs.timeout,
    expected: inputs.expectStatus,
  };
}

/** Points closer than this are not asked for; scrapes are hardly ever closer. */
const MAX_STEP = 15_000;

/** @throws UserError when an input is missing; the contract has refused that before. */
export function prometheusOptions(inputs: CanaryInputs): PrometheusOptions {
  const { requests, errors, canaryLabels, baselineLabels, settle, interval } = inputs;
  if (!requests || !errors || !canaryLabels || !baselineLabels) {
    throw new UserError({
      what: "prometheus needs 'requests', 'errors', 'canary-labels' and 'baseline-labels'",
    });
  }
  const step = Math.round(interval / Math.ceil(interval / MAX_STEP)) as Milliseconds;
  return { requests, errors, canary: canaryLabels, baseline: baselineLabels, settle, step };
}

/** The server and what it is told about who asks. @throws UserError without an address. */
export function prometheusAccess(inputs: CanaryInputs): PrometheusAccess {
  const { prometheusUrl: url, prometheusToken: token, prometheusHeaders = [], timeout } = inputs;
  if (url === undefined) throw new UserError({ what: "prometheus needs 'prometheus-url'" });
  const headers = Object.fromEntries(prometheusHeaders.map(({ name, value }) => [name, value]));
  return {
    url,
    timeout,
    headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
  };
}

/** The provider as it stands in report and evidence, without anything that could be a secret. */
export function describeProvider(inputs: CanaryInputs): CanaryPredicate['provider'] {
  switch (inputs.provider) {
    case 'json':
      return { name: 'json', samples: inputs.samples ?? '' };
    case 'prometheus': {
      const options = prometheusOptions(inputs);
      return {
        name: 'prometheus',
        url: shownUrl(prometheusAccess(inputs).url),
        canary: queriesOf(options, 'canary'),
        baseline: queriesOf(options, 'baseline'),
        settleSeconds: options.settle / 1000,
        stepSeconds: options.step / 1000,
      };
    }
    case 'probe': {
      const { canary, baseline, rate, timeout, expected } = probeSettings(inputs);
      return {
        name: 'probe',
        canary: canary.map(shownUrl),
        baseline: baseline.map(shownUrl),
        ratePerSecond: rate,
        timeoutSeconds: timeout / 1000,
        expectStatus: expected.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', '),
      };
    }
  }
}

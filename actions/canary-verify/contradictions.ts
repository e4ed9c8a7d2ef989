import type { Values } from '../../shared/action/contract.ts';
import type { Problem } from '../../shared/text/error.ts';
import type { inputs } from './inputs.ts';

type Given = Partial<Values<typeof inputs>>;

/** Inputs that do not go together, all at once; `written` has the names of those that stand there, whether they are right or not. */
export const contradictions = (given: Given, written: ReadonlySet<string>): readonly Problem[] => [
  ...providerProblems(given, written),
  ...versionProblems(given, written),
  ...selectorProblems(given),
  ...timeProblems(given),
  ...marginProblems(given),
  ...latencyProblems(given, written),
];

const NEEDED = {
  probe: ['canary', 'baseline'],
  prometheus: ['prometheus-url', 'requests', 'errors', 'canary-labels', 'baseline-labels'],
  json: ['samples'],
} as const;

function providerProblems({ provider }: Given, written: ReadonlySet<string>): Problem[] {
  if (provider === undefined) return [];
  const missing: Problem[] = NEEDED[provider]
    .filter((name) => !written.has(name))
    .map((name) => ({ what: `input '${name}' is missing`, rule: `provider ${provider} needs it` }));
  if (written.has('traffic-share') && provider === 'probe') {
    missing.push({
      what: "input 'traffic-share' with provider probe",
      rule: 'the probe sends each side the same; real traffic is seen by prometheus or json',
    });
  }
  return missing;
}

function versionProblems({ provider }: Given, written: ReadonlySet<string>): Problem[] {
  const problems: Problem[] = [];
  if (written.has('version') && !written.has('version-header') && !written.has('version-path')) {
    problems.push({
      what: "input 'version' without 'version-header' or 'version-path'",
      rule: 'they say where the version stands',
    });
  }
  if (written.has('version-path') && provider !== 'probe' && !written.has('canary')) {
    problems.push({ what: "input 'version-path' without 'canary'", rule: 'it is a page of the canary' });
  }
  if (written.has('version-header') && provider !== undefined && provider !== 'probe') {
    problems.push({ what: "input 'version-header' without provider probe", next: "use 'version-path'" });
  }
  return problems;
}

const selectorProblems = ({ canaryLabels, baselineLabels }: Given): Problem[] =>
  Object.entries({ 'canary-labels': canaryLabels, 'baseline-labels': baselineLabels }).flatMap(
    ([name, selector]) =>
      selector?.metric === undefined
        ? []
        : [
            {
              what: `input '${name}': conditions only`,
              rule: "'requests' names the counter",
              seen: selector.metric,
            },
          ],
  );

function timeProblems({ interval, minDuration, maxDuration }: Given): Problem[] {
  if (interval === undefined || minDuration === undefined || maxDuration === undefined) return [];
  if (interval <= maxDuration && minDuration <= maxDuration) return [];
  return [
    {
      what: "'interval' and 'min-duration' fit into 'max-duration'",
      seen: `interval ${interval} ms, min-duration ${minDuration} ms, max-duration ${maxDuration} ms`,
    },
  ];
}

function marginProblems({ failRelative, failAbsolute, passRelative, passAbsolute }: Given): Problem[] {
  const wide = (fail: number | undefined, pass: number | undefined): boolean =>
    fail === undefined || pass === undefined || fail < pass;
  if (wide(failRelative, passRelative) && wide(failAbsolute, passAbsolute)) return [];
  return [
    {
      what: 'the margins of PASS are wider than those of FAIL',
      rule: 'what is proven to be tolerable must not be what is proven to be worse',
      seen: `fail-relative ${String(failRelative)}, pass-relative ${String(passRelative)}, fail-absolute ${String(failAbsolute)}, pass-absolute ${String(passAbsolute)} (as parts of 1)`,
    },
  ];
}

function latencyProblems(
  { latency, provider, calibration, latencyFail, latencyPass }: Given,
  written: ReadonlySet<string>,
): Problem[] {
  const problems: Problem[] = [];
  const uncalibrated = calibration === 0 || !written.has('calibration');
  const elsewhere = provider !== undefined && provider !== 'probe';
  if (latency === 'judge' && (elsewhere || uncalibrated)) {
    problems.push({
      what: "'latency: judge' needs provider probe and a 'calibration'",
      rule: 'how fast the baseline is must be known before the run',
      next: 'set calibration: 2m, or latency: off',
    });
  }
  if (latencyFail !== undefined && latencyPass !== undefined && latencyFail >= latencyPass) {
    problems.push({
      what: "'latency-pass' is wider than 'latency-fail'",
      seen: `${latencyPass} and ${latencyFail} (as parts of 1)`,
    });
  }
  return problems;
}

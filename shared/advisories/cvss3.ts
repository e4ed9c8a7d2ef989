/** Weights of CVSS v3.1's base metrics (first.org, CVSS v3.1 Specification, section 7.4); privileges weigh more where the scope changes. */
const WEIGHTS = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  PR: { N: 0.85, L: 0.62, H: 0.27 },
  UI: { N: 0.85, R: 0.62 },
  S: { U: 0, C: 1 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
} as const;

type Metric = keyof typeof WEIGHTS;
const METRICS = Object.keys(WEIGHTS) as readonly Metric[];
const CHANGED_PRIVILEGES: Readonly<Record<string, number>> = { L: 0.68, H: 0.5 };

/** The metrics of a vector by name; undefined when one stands twice or is not `NAME:VALUE`. */
export function parseVector(vector: string, prefix: RegExp): ReadonlyMap<string, string> | undefined {
  const start = prefix.exec(vector);
  if (start === null) return undefined;
  const metrics = new Map<string, string>();
  for (const part of vector.slice(start[0].length).replace(/\/$/, '').split('/')) {
    const [, name = '', value = ''] = /^([A-Z]{1,3}):([A-Za-z])[a-z]*$/.exec(part) ?? [];
    if (name === '' || metrics.has(name)) return undefined;
    metrics.set(name, value);
  }
  return metrics;
}

/** The base score, 0 to 10, of a CVSS v3.0 or v3.1 vector; undefined when a base metric is missing or unknown. */
export function scoreCvss3(vector: string): number | undefined {
  const metrics = parseVector(vector, /^CVSS:3\.[01]\//);
  if (metrics === undefined) return undefined;
  const weights = new Map<Metric, number>();
  for (const metric of METRICS) {
    const known: Readonly<Record<string, number>> = WEIGHTS[metric];
    const weight = known[metrics.get(metric) ?? ''];
    if (weight === undefined) return undefined;
    weights.set(metric, weight);
  }
  const weight = (metric: Metric): number => weights.get(metric) ?? 0;
  const changed = weight('S') === 1;
  const privileges = (changed ? CHANGED_PRIVILEGES[metrics.get('PR') ?? ''] : undefined) ?? weight('PR');
  const base = 1 - (1 - weight('C')) * (1 - weight('I')) * (1 - weight('A'));
  const impact = changed ? 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15 : 6.42 * base;
  if (impact <= 0) return 0;
  const exploitability = 8.22 * weight('AV') * weight('AC') * privileges * weight('UI');
  return roundUp(Math.min((changed ? 1.08 : 1) * (impact + exploitability), 10));
}

/** To the next tenth, in whole numbers so that 4.000000000000001 is not 4.1 (appendix A). */
function roundUp(value: number): number {
  const whole = Math.round(value * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}

import { parseVector } from './cvss3.ts';
import { type MacroVector, scoreOfMacroVector } from './cvss4-table.ts';

/** Values of each metric from the most severe on: their place is their distance (CVSS v4.0 Specification, section 8.2, table 24 ff.). */
const LEVELS = {
  AV: 'NALP',
  PR: 'NLH',
  UI: 'NPA',
  AC: 'LH',
  AT: 'NP',
  VC: 'HLN',
  VI: 'HLN',
  VA: 'HLN',
  SC: 'SHLN',
  SI: 'SHLN',
  SA: 'SHLN',
  CR: 'HML',
  IR: 'HML',
  AR: 'HML',
  E: 'APU',
} as const;

type Metric = keyof typeof LEVELS;
const METRICS = Object.keys(LEVELS) as readonly Metric[];

/** What a metric is when a vector leaves it out: the worst that is possible. Base metrics have no such value. */
const DEFAULTS: Partial<Record<Metric, string>> = { CR: 'H', IR: 'H', AR: 'H', E: 'A' };

type Values = Readonly<Record<Metric, string>>;

/** The score, 0 to 10, of a CVSS v4.0 vector with its threat and environmental metrics; undefined when it is not one. */
export function scoreCvss4(vector: string): number | undefined {
  const given = parseVector(vector, /^CVSS:4\.0\//);
  const values = given && effective(given);
  if (values === undefined) return undefined;
  const impacts = [values.VC, values.VI, values.VA, values.SC, values.SI, values.SA];
  if (impacts.every((impact) => impact === 'N')) return 0;
  const macro = macroVector(values);
  const highest = scoreOfMacroVector(macro);
  if (highest === undefined) return undefined;
  const score = highest - meanDistance(values, macro, highest);
  return Math.round((Math.min(10, Math.max(0, score)) + 1e-6) * 10) / 10;
}

/** A modified metric stands for its base metric; X is as if it were left out. */
function effective(given: ReadonlyMap<string, string>): Values | undefined {
  const values: [Metric, string][] = [];
  for (const metric of METRICS) {
    const [modified = 'X', own = 'X'] = [given.get(`M${metric}`), given.get(metric)];
    const chosen = modified === 'X' ? own : modified;
    const value = chosen === 'X' ? DEFAULTS[metric] : chosen;
    // Safety is an environmental value: no base metric has it.
    if (value === undefined || !LEVELS[metric].includes(value) || own === 'S') return undefined;
    values.push([metric, value]);
  }
  return Object.fromEntries(values) as Record<Metric, string>;
}

function macroVector(values: Values): MacroVector {
  const { VC, VI, VA, CR, IR, AR } = values;
  const required = (CR === 'H' && VC === 'H') || (IR === 'H' && VI === 'H') || (AR === 'H' && VA === 'H');
  return [
    exploitability(values),
    values.AC === 'L' && values.AT === 'N' ? 0 : 1,
    VC === 'H' && VI === 'H' ? 0 : [VC, VI, VA].includes('H') ? 1 : 2,
    subsequent(values),
    LEVELS.E.indexOf(values.E),
    required ? 0 : 1,
  ];
}

function exploitability({ AV, PR, UI }: Values): number {
  const open = [AV, PR, UI].filter((value) => value === 'N').length;
  if (open === 3) return 0;
  return open > 0 && AV !== 'P' ? 1 : 2;
}

function subsequent({ SC, SI, SA }: Values): number {
  if (SI === 'S' || SA === 'S') return 0;
  return [SC, SI, SA].includes('H') ? 1 : 2;
}

/** The most severe vectors of each class (section 8.2); EQ3 and EQ6 are one. Every vector of a class is below at least one of them. */
const MOST_SEVERE: Readonly<
  Record<'eq1' | 'eq2' | 'eq36' | 'eq4', Readonly<Record<string, readonly string[]>>>
> = {
  eq1: {
    0: ['AV:N/PR:N/UI:N'],
    1: ['AV:A/PR:N/UI:N', 'AV:N/PR:L/UI:N', 'AV:N/PR:N/UI:P'],
    2: ['AV:P/PR:N/UI:N', 'AV:A/PR:L/UI:P'],
  },
  eq2: { 0: ['AC:L/AT:N'], 1: ['AC:H/AT:N', 'AC:L/AT:P'] },
  eq36: {
    '00': ['VC:H/VI:H/VA:H/CR:H/IR:H/AR:H'],
    '01': ['VC:H/VI:H/VA:L/CR:M/IR:M/AR:H', 'VC:H/VI:H/VA:H/CR:M/IR:M/AR:M'],
    '10': ['VC:L/VI:H/VA:H/CR:H/IR:H/AR:H', 'VC:H/VI:L/VA:H/CR:H/IR:H/AR:H'],
    '11': [
      'VC:L/VI:H/VA:L/CR:H/IR:M/AR:H',
      'VC:L/VI:H/VA:H/CR:H/IR:M/AR:M',
      'VC:H/VI:L/VA:H/CR:M/IR:H/AR:M',
      'VC:H/VI:L/VA:L/CR:M/IR:H/AR:H',
      'VC:L/VI:L/VA:H/CR:H/IR:H/AR:M',
    ],
    '21': ['VC:L/VI:L/VA:L/CR:H/IR:H/AR:H'],
  },
  eq4: { 0: ['SC:H/SI:S/SA:S'], 1: ['SC:H/SI:H/SA:H'], 2: ['SC:L/SI:L/SA:L'] },
};

/** How many steps lie between the most and the least severe vector of a class (section 8.2, "depth"). */
const DEPTH: Readonly<Record<keyof typeof MOST_SEVERE, Readonly<Record<string, number>>>> = {
  eq1: { 0: 1, 1: 4, 2: 5 },
  eq2: { 0: 1, 1: 2 },
  eq36: { '00': 7, '01': 6, '10': 8, '11': 8, '21': 10 },
  eq4: { 0: 6, 1: 5, 2: 4 },
};

/** The mean, over the classes that have a lower neighbour, of how far down to that neighbour the vector stands (section 8.2). */
function meanDistance(values: Values, macro: MacroVector, highest: number): number {
  const [eq1, eq2, eq3, eq4, eq5, eq6] = macro;
  const classes = { eq1: `${eq1}`, eq2: `${eq2}`, eq36: `${eq3}${eq6}`, eq4: `${eq4}` } as const;
  const lower: Readonly<Record<keyof typeof classes, number | undefined>> = {
    eq1: scoreOfMacroVector([eq1 + 1, eq2, eq3, eq4, eq5, eq6]),
    eq2: scoreOfMacroVector([eq1, eq2 + 1, eq3, eq4, eq5, eq6]),
    eq36: lowerImpact(macro),
    eq4: scoreOfMacroVector([eq1, eq2, eq3, eq4 + 1, eq5, eq6]),
  };
  const distances = (Object.keys(classes) as (keyof typeof classes)[]).flatMap((name) => {
    const next = lower[name];
    if (next === undefined) return [];
    return [
      (highest - next) *
        (steps(values, MOST_SEVERE[name][classes[name]] ?? []) / (DEPTH[name][classes[name]] ?? 1)),
    ];
  });
  // Exploit maturity has a lower neighbour too, and no steps within its class.
  if (scoreOfMacroVector([eq1, eq2, eq3, eq4, eq5 + 1, eq6]) !== undefined) distances.push(0);
  return distances.length === 0 ? 0 : distances.reduce((sum, each) => sum + each, 0) / distances.length;
}

/** EQ3 and EQ6 go down together; from 00 there are two ways, and the higher score counts. */
function lowerImpact([eq1, eq2, eq3, eq4, eq5, eq6]: MacroVector): number | undefined {
  const byRequirement = eq6 === 0 ? scoreOfMacroVector([eq1, eq2, eq3, eq4, eq5, 1]) : undefined;
  if (eq3 === 1 && eq6 === 0) return byRequirement;
  const byImpact = scoreOfMacroVector([eq1, eq2, eq3 + 1, eq4, eq5, eq6]);
  if (byRequirement === undefined || byImpact === undefined) return byImpact ?? byRequirement;
  return Math.max(byRequirement, byImpact);
}

/** Steps down from the first of the most severe vectors that is not below in any metric. */
function steps(values: Values, mostSevere: readonly string[]): number {
  for (const vector of mostSevere) {
    const differences = vector.split('/').map((part) => {
      const [metric, value] = part.split(':') as [Metric, string];
      return LEVELS[metric].indexOf(values[metric]) - LEVELS[metric].indexOf(value);
    });
    if (differences.every((difference) => difference >= 0))
      return differences.reduce((sum, each) => sum + each, 0);
  }
  return 0;
}

import type { Component, OperatingSystem } from '../sbom/component.ts';
import type { Inventory } from '../sbom/inventory.ts';
import type { Problem } from '../text/error.ts';
import { plural } from '../text/size.ts';
import { type Coordinates, coordinatesOf, normaliseEcosystem, versionOrder } from './ecosystem.ts';
import { isAffected } from './range.ts';
import type { Advisory, Rating } from './record.ts';
import { type Rated, type Severity, rate } from './severity.ts';
import type { AdvisorySnapshot } from './snapshot.ts';

/** One vulnerability in one package of one version. */
export interface Finding {
  /** The CVE where there is one, else the record's own id. */
  readonly id: string;
  /** All other names of it, sorted. */
  readonly aliases: readonly string[];
  readonly severity: Severity;
  readonly score?: number;
  readonly component: Component;
  /** Every file that says the package is there, sorted. */
  readonly paths: readonly string[];
  /** The oldest version without it; of the source package where the distribution counts those. */
  readonly fixed?: string;
  readonly summary: string;
  readonly published?: Date;
  /** Something inside of another package, which need not be in use: reported, never a reason to refuse. */
  readonly vendored: boolean;
}

export interface Matched {
  /** Worst first, then by id and purl. */
  readonly findings: readonly Finding[];
  /** Ecosystems of the packages that were compared, sorted. */
  readonly ecosystems: readonly string[];
  /** Packages that no advisory could be compared with, and why: what is not known is never taken for good. */
  readonly problems: readonly Problem[];
}

/** Compares every package with every advisory of its name. Withdrawn records do not count; packages that a distribution brought are judged as the distribution's. */
export function matchInventory(inventory: Inventory, snapshot: AdvisorySnapshot): Matched {
  const unknown = new Map<string, Component[]>();
  const unordered = new Map<string, string>();
  const ecosystems = new Set<string>();
  const hits: Hit[] = [];
  for (const component of inventory.components.filter(({ ownedBy }) => ownedBy === undefined)) {
    const coordinates = coordinatesOf(component, inventory.os);
    if (coordinates === undefined || !snapshot.ecosystems.has(coordinates.ecosystem)) {
      const name = coordinates?.ecosystem ?? foreign(component, inventory.os);
      unknown.set(name, [...(unknown.get(name) ?? []), component]);
      continue;
    }
    ecosystems.add(coordinates.ecosystem);
    const seen = hitsOf(component, coordinates, snapshot);
    hits.push(...seen.hits);
    for (const version of seen.unordered)
      unordered.set(`${coordinates.name} ${version}`, coordinates.ecosystem);
  }
  return {
    findings: toFindings(hits, snapshot).sort(compareFindings),
    ecosystems: [...ecosystems].sort(),
    problems: [...uncovered(unknown), ...incomparable(unordered), ...unreadRecords(snapshot)],
  };
}

const foreign = ({ type }: Component, os: OperatingSystem | undefined): string =>
  type === 'deb' || type === 'apk' || type === 'rpm' ? `${os?.name ?? 'an unknown system'} (${type})` : type;

function uncovered(unknown: ReadonlyMap<string, readonly Component[]>): readonly Problem[] {
  return [...unknown]
    .filter(([, components]) => components.some(({ confidence }) => confidence === 'installed'))
    .map(([ecosystem, components]) => ({
      what: `the advisories know nothing of ${ecosystem}`,
      seen: `${plural(components.length, 'package')}, such as ${components[0]?.name ?? ''}`,
      next: 'add its OSV records to the advisories',
    }));
}

const incomparable = (unordered: ReadonlyMap<string, string>): readonly Problem[] =>
  [...unordered].map(([what, ecosystem]) => ({
    what: 'a version that cannot be compared',
    rule: `as ${ecosystem} orders versions`,
    seen: what,
  }));

function unreadRecords({ rejected }: AdvisorySnapshot): readonly Problem[] {
  const [first] = rejected;
  if (first === undefined) return [];
  return [{ ...first, what: `${plural(rejected.length, 'advisory', 'advisories')} could not be read` }];
}

/** One record that is about one component. */
interface Hit {
  readonly advisory: Advisory;
  readonly component: Component;
  readonly ratings: readonly Rating[];
  readonly fixed: string | undefined;
}

function hitsOf(
  component: Component,
  { ecosystem, name, version }: Coordinates,
  snapshot: AdvisorySnapshot,
): { readonly hits: readonly Hit[]; readonly unordered: readonly string[] } {
  const compare = versionOrder(ecosystem) ?? (() => undefined);
  const hits: Hit[] = [];
  const unordered: string[] = [];
  for (const advisory of snapshot.about(ecosystem, name)) {
    if (advisory.withdrawn) continue;
    for (const affected of advisory.affected) {
      if (affected.name !== name || normaliseEcosystem(affected.ecosystem) !== ecosystem) continue;
      const verdict = isAffected(version, affected, compare);
      if (verdict.affected === 'unknown') unordered.push(verdict.version);
      if (verdict.affected !== true) continue;
      const ratings = [...affected.severities, ...advisory.severities];
      hits.push({ advisory, component, ratings, fixed: verdict.fixed });
      break;
    }
  }
  return { hits, unordered };
}

/** Names of one vulnerability: its own, its aliases, and what a record was derived from where that is one thing. */
const namesOf = ({ id, aliases, upstream }: Advisory): readonly string[] => [
  id,
  ...aliases,
  ...(upstream.length === 1 ? upstream : []),
];

/** Hits on one package that share a name become one finding. */
function toFindings(hits: readonly Hit[], snapshot: AdvisorySnapshot): Finding[] {
  const byPurl = Map.groupBy(hits, ({ component }) => component.purl);
  return [...byPurl.values()].flatMap((ofPackage) => {
    const groups = closures(ofPackage);
    return groups.filter((group) => !isCovered(group, groups)).map((group) => toFinding(group, snapshot));
  });
}

interface Group {
  readonly names: Set<string>;
  readonly hits: Hit[];
}

function closures(hits: readonly Hit[]): readonly Group[] {
  let groups: Group[] = [];
  for (const hit of hits) {
    const names = namesOf(hit.advisory);
    const joined = groups.filter((group) => names.some((name) => group.names.has(name)));
    const merged: Group = {
      names: new Set([...names, ...joined.flatMap((group) => [...group.names])]),
      hits: [...joined.flatMap((group) => group.hits), hit],
    };
    groups = [...groups.filter((group) => !joined.includes(group)), merged];
  }
  return groups;
}

/** A distribution's notice of several vulnerabilities says nothing new where each of them is a finding already. */
function isCovered(group: Group, groups: readonly Group[]): boolean {
  return group.hits.every(({ advisory: { upstream } }) => {
    if (upstream.length < 2) return false;
    return upstream.every((name) => groups.some((other) => other !== group && other.names.has(name)));
  });
}

function toFinding({ names, hits }: Group, snapshot: AdvisorySnapshot): Finding {
  const [first] = hits;
  if (first === undefined) throw new Error('a group has a hit');
  const id = primaryName([...names], first.advisory.id);
  const rated = ratingOf(hits, names, snapshot);
  const fixed = hits.map((hit) => hit.fixed).find((version) => version !== undefined);
  const published = hits.map(({ advisory }) => advisory.published).find((time) => time !== undefined);
  const components = hits.map(({ component }) => component);
  return {
    id,
    aliases: [...names].filter((name) => name !== id).sort(),
    ...rated,
    component: components.find(({ confidence }) => confidence === 'installed') ?? first.component,
    paths: [...new Set(components.map(({ path }) => path).filter((path) => path !== ''))].sort(),
    ...(fixed === undefined ? {} : { fixed }),
    summary: hits.map(({ advisory }) => advisory.summary).find((summary) => summary !== '') ?? '',
    ...(published === undefined ? {} : { published }),
    vendored: components.every(({ confidence }) => confidence === 'vendored'),
  };
}

const primaryName = (names: readonly string[], own: string): string =>
  names.filter((name) => /^CVE-\d+-\d+$/.test(name)).sort()[0] ?? own;

/** The records that matched decide; where none of them rates it, other records of the same vulnerability, or of what a notice covers, do. */
function ratingOf(hits: readonly Hit[], names: ReadonlySet<string>, snapshot: AdvisorySnapshot): Rated {
  const own = rate(hits.flatMap(({ ratings }) => ratings));
  if (own.severity !== 'unknown') return own;
  const related = [...names, ...hits.flatMap(({ advisory }) => advisory.upstream)];
  return worst(related.map((name) => rate(snapshot.byId(name)?.severities ?? [])));
}

const RANK: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3, unknown: 4 };

const worst = (ratings: readonly Rated[]): Rated =>
  ratings.reduce<Rated>((bad, each) => (RANK[each.severity] < RANK[bad.severity] ? each : bad), {
    severity: 'unknown',
  });

function compareFindings(a: Finding, b: Finding): number {
  const severity = RANK[a.severity] - RANK[b.severity];
  if (severity !== 0) return severity;
  const [one, other] = [a, b].map(({ id, component }) => `${id}\n${component.purl}`) as [string, string];
  return one < other ? -1 : one > other ? 1 : 0;
}

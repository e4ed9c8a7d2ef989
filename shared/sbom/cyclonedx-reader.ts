import { isDigest } from '../oci/digest.ts';
import { type Problem, UserError } from '../text/error.ts';
import { type Component, type OperatingSystem, type SourcePackage, compareComponents } from './component.ts';
import { PROPERTY, type SbomSubject } from './cyclonedx.ts';
import type { Inventory } from './inventory.ts';
import { type Purl, formatPurl, parsePurl } from './purl.ts';
import { type JsonObject, asList, asRecord, asText, isRecord } from '../text/json-value.ts';

/** What an SBOM of ours or of another tool says is in an image. */
export interface ReadSbom {
  readonly inventory: Inventory;
  readonly subject: Partial<SbomSubject>;
}

/** Components of these types are no packages. */
const OTHER_TYPES = new Set([
  'operating-system',
  'file',
  'container',
  'data',
  'device',
  'cryptographic-asset',
]);
const MAX_DEPTH = 16;

/**
 * Reads CycloneDX JSON of versions 1.4 to 1.7, ours, Syft's or Trivy's. A package without a readable package URL cannot be matched with
 * advisories: that makes the inventory incomplete. @throws UserError when it is no CycloneDX document.
 */
export function parseCycloneDx(value: unknown): ReadSbom {
  const document = asRecord(value);
  const { bomFormat, specVersion } = document;
  if (bomFormat !== 'CycloneDX' || !/^1\.[4-7]$/.test(asText(specVersion))) {
    throw new UserError({
      what: 'not an SBOM that can be read',
      rule: 'CycloneDX JSON of version 1.4 to 1.7',
      seen: JSON.stringify({ bomFormat, specVersion }),
    });
  }
  const metadata = asRecord(document['metadata']);
  const facts = propertiesOf(metadata);
  const all = flatten(document['components'], 0);
  const read = all.filter((each) => !OTHER_TYPES.has(asText(each['type']))).map(readComponent);
  const components = read
    .filter((each): each is Component => typeof each === 'object')
    .sort(compareComponents);
  const unread = read.filter((each) => typeof each === 'string');
  const problems = [...unreadPackages(unread), ...declaredIncomplete(document, facts)];
  return {
    inventory: {
      os: all.map(readOs).find((os) => os !== undefined) ?? osOfPurls(components),
      components,
      layers: words(facts.get('layers')).filter(isDigest),
      catalogues: words(facts.get('catalogues')),
      problems,
      complete: problems.length === 0,
    },
    subject: readSubject(asRecord(metadata['component'])),
  };
}

function unreadPackages(names: readonly string[]): readonly Problem[] {
  const [first] = names;
  if (first === undefined) return [];
  return [
    {
      what: `${names.length} of the SBOM's packages have no readable package URL`,
      seen: JSON.stringify(first),
    },
  ];
}

function declaredIncomplete(document: JsonObject, facts: ReadonlyMap<string, string>): readonly Problem[] {
  const aggregates = asList(document['compositions']).map((each) => asText(asRecord(each)['aggregate']));
  const incomplete = aggregates.find((each) => each.startsWith('incomplete') || each === 'unknown');
  if (incomplete === undefined) return [];
  const seen = facts.get('incomplete') ?? incomplete;
  return [{ what: 'the SBOM says of itself that it is not complete', seen }];
}

/** A component, or the name of one that has no package URL with a version. */
function readComponent(component: JsonObject): Component | string {
  const name = asText(component['name']);
  const purl = readPurl(asText(component['purl']));
  if (purl?.version === undefined) return name;
  const facts = propertiesOf(component);
  const layer = facts.get('layer') ?? '';
  const source = readSource(component, purl, facts);
  const ownedBy = facts.get('owned-by');
  const licence = readLicence(component);
  return {
    type: purl.type,
    name: casedName(component, fullName(purl)),
    version: purl.version,
    purl: formatPurl(purl),
    ...(source === undefined ? {} : { source }),
    ...(licence === '' ? {} : { licence }),
    confidence: facts.get('confidence') === 'vendored' ? 'vendored' : 'installed',
    ...(ownedBy === undefined ? {} : { ownedBy }),
    path: facts.get('path') ?? '',
    ...(isDigest(layer) ? { layer } : {}),
  };
}

/** The first licence that is named: an SPDX expression, an SPDX id, or free text; empty when there is none. */
function readLicence(component: JsonObject): string {
  const names = asList(component['licenses']).map((each) => {
    const { expression, license } = asRecord(each);
    const { id, name } = asRecord(license);
    return asText(expression) || asText(id) || asText(name);
  });
  return names.find((name) => name !== '') ?? '';
}

function readPurl(given: string): Purl | undefined {
  try {
    return parsePurl(given);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Purls of some types are in lower case: where the component's own name is the same but for that, it is the right one. */
function casedName(component: JsonObject, name: string): string {
  const own = [asText(component['group']), asText(component['name'])].filter((part) => part !== '').join('/');
  return own.toLowerCase() === name.toLowerCase() ? own : name;
}

/** A distribution is no part of a package's name; a scope, group or module path is. */
function fullName({ type, namespace, name }: Purl): string {
  if (namespace === undefined || type === 'deb' || type === 'apk' || type === 'rpm') return name;
  return type === 'maven' ? `${namespace}:${name}` : `${namespace}/${name}`;
}

/** Ours are properties; Syft's stands in the purl as `upstream=NAME@VERSION`; Trivy has properties of its own. */
function readSource(
  component: JsonObject,
  purl: Purl,
  facts: ReadonlyMap<string, string>,
): SourcePackage | undefined {
  if (purl.type !== 'deb' && purl.type !== 'apk') return undefined;
  const own = facts.get('source:name');
  const version = purl.version ?? '';
  if (own !== undefined) return { name: own, version: facts.get('source:version') ?? version };
  const upstream = /^([^@]+)(?:@(.+))?$/.exec(purl.qualifiers?.['upstream'] ?? '');
  if (upstream !== null) return { name: upstream[1] ?? purl.name, version: upstream[2] ?? version };
  return trivySource(allProperties(component), version);
}

function trivySource(facts: ReadonlyMap<string, string>, version: string): SourcePackage | undefined {
  const [name, epoch, base = version, release] = ['SrcName', 'SrcEpoch', 'SrcVersion', 'SrcRelease'].map(
    (fact) => facts.get(`aquasecurity:trivy:${fact}`),
  );
  if (name === undefined) return undefined;
  const prefix = epoch === undefined ? '' : `${epoch}:`;
  return { name, version: `${prefix}${base}${release === undefined ? '' : `-${release}`}` };
}

function readOs(component: JsonObject): OperatingSystem | undefined {
  if (component['type'] !== 'operating-system') return undefined;
  const id = asText(component['name']).toLowerCase();
  if (id === '') return undefined;
  const facts = propertiesOf(component);
  const codename = facts.get('os:codename');
  return {
    id,
    versionId: asText(component['version']),
    name: asText(component['description']) || `${id} ${asText(component['version'])}`,
    idLike: words(facts.get('os:like')),
    ...(codename === undefined ? {} : { codename }),
  };
}

/** Where no component is the operating system, its packages' `distro=debian-12` says which it is. */
function osOfPurls(components: readonly Component[]): OperatingSystem | undefined {
  for (const { purl } of components) {
    const [id, versionId] = parsePurl(purl).qualifiers?.['distro']?.split(/-(?=\d)/) ?? [];
    if (id !== undefined && versionId !== undefined)
      return { id, versionId, name: `${id} ${versionId}`, idLike: [] };
  }
  return undefined;
}

function readSubject(component: JsonObject): Partial<SbomSubject> {
  const name = asText(component['name']);
  const digest = asText(component['version']);
  const [os, architecture, variant] = (propertiesOf(component).get('platform') ?? '').split('/');
  const platform = os !== undefined && architecture !== undefined ? { os, architecture } : undefined;
  return {
    ...(name === '' ? {} : { name }),
    ...(isDigest(digest) ? { digest } : {}),
    ...(platform === undefined
      ? {}
      : { platform: variant === undefined ? platform : { ...platform, variant } }),
  };
}

const words = (value = ''): readonly string[] => value.split(' ').filter((word) => word !== '');

/** Components may be nested; deeper than any tool writes is not followed. */
function flatten(value: unknown, depth: number): readonly JsonObject[] {
  if (depth > MAX_DEPTH) return [];
  return asList(value)
    .filter(isRecord)
    .flatMap((component) => [component, ...flatten(component['components'], depth + 1)]);
}

function allProperties(component: JsonObject): ReadonlyMap<string, string> {
  return new Map(
    asList(component['properties']).map((each) => {
      const property = asRecord(each);
      return [asText(property['name']), asText(property['value'])];
    }),
  );
}

/** Our own, by their name without the prefix. */
function propertiesOf(component: JsonObject): ReadonlyMap<string, string> {
  const own = [...allProperties(component)].filter(([name]) => name.startsWith(PROPERTY));
  return new Map(own.map(([name, value]) => [name.slice(PROPERTY.length), value]));
}

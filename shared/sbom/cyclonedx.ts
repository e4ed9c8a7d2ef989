import type { Platform } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { type Component, type OperatingSystem, compareComponents } from './component.ts';
import type { Inventory } from './inventory.ts';
import { digestUuid } from './serial-number.ts';
import { formatPlatform } from '../oci/platform.ts';

/** What an SBOM is about. */
export interface SbomSubject {
  /** The repository's name, as people write it. */
  readonly name: string;
  /** The platform manifest. */
  readonly digest: Digest;
  readonly platform?: Platform;
}

export interface CycloneDxOptions {
  readonly subject: SbomSubject;
  /** When the inventory was made; the same inventory and time give the same bytes. */
  readonly timestamp: Date;
}

interface Property {
  readonly name: string;
  readonly value: string;
}

/** A CycloneDX 1.6 document (ECMA-424), as far as we write it. */
export interface CycloneDxDocument {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly components: readonly Readonly<Record<string, unknown>>[];
  readonly compositions: readonly Readonly<Record<string, unknown>>[];
}

/** Our own properties start with it. */
export const PROPERTY = 'fixity:';

/**
 * An inventory as CycloneDX 1.6. The serial number is made from the content, so that an unchanged image has an unchanged SBOM; only
 * `metadata.timestamp` is the caller's. `compositions` says whether the inventory is complete.
 */
export function toCycloneDx(inventory: Inventory, options: CycloneDxOptions): CycloneDxDocument {
  const { subject } = options;
  const ref = `image:${subject.digest}`;
  const components = [...osComponent(inventory.os), ...packageComponents(inventory.components)];
  const content = {
    metadata: {
      tools: { components: [{ type: 'application', name: 'fixity', group: 'fixity-actions' }] },
      component: {
        type: 'container',
        'bom-ref': ref,
        name: subject.name,
        version: subject.digest,
        hashes: [{ alg: 'SHA-256', content: subject.digest.slice('sha256:'.length) }],
        ...(subject.platform === undefined
          ? {}
          : { properties: ownProperties({ platform: formatPlatform(subject.platform) }) }),
      },
      properties: ownProperties({
        layers: inventory.layers.join(' '),
        catalogues: inventory.catalogues.join(' '),
        ...(inventory.problems.length === 0
          ? {}
          : { incomplete: inventory.problems.map(({ what }) => what).join('; ') }),
      }),
    },
    components,
    compositions: [{ aggregate: inventory.complete ? 'complete' : 'incomplete', assemblies: [ref] }],
  };
  const { tools, component, properties: facts } = content.metadata;
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${digestUuid(JSON.stringify(content))}`,
    version: 1,
    metadata: { timestamp: options.timestamp.toISOString(), tools, component, properties: facts },
    components,
    compositions: content.compositions,
  };
}

/** The bytes of the document: two spaces of indentation and a line feed at the end. */
export const cycloneDxText = (document: CycloneDxDocument): string =>
  `${JSON.stringify(document, null, 2)}\n`;

/** Properties of ours, as the readers know them. */
export const ownProperties = (values: Readonly<Record<string, string>>): readonly Property[] =>
  Object.entries(values).map(([name, value]) => ({ name: `${PROPERTY}${name}`, value }));

function osComponent(os: OperatingSystem | undefined): readonly Readonly<Record<string, unknown>>[] {
  if (os === undefined) return [];
  return [
    {
      type: 'operating-system',
      'bom-ref': `os:${os.id}`,
      name: os.id,
      version: os.versionId,
      description: os.name,
      properties: ownProperties({
        'os:like': os.idLike.join(' '),
        ...(os.codename === undefined ? {} : { 'os:codename': os.codename }),
      }),
    },
  ];
}

/** One component a purl and path; the second and later of the same purl get a counted reference. */
function packageComponents(components: readonly Component[]): readonly Readonly<Record<string, unknown>>[] {
  const seen = new Map<string, number>();
  return [...components].sort(compareComponents).map((component) => {
    const count = (seen.get(component.purl) ?? 0) + 1;
    seen.set(component.purl, count);
    return packageComponent(component, count === 1 ? component.purl : `${component.purl}#${count}`);
  });
}

function packageComponent(component: Component, ref: string): Readonly<Record<string, unknown>> {
  // The purl's own parts would not do: they are in lower case, and some names are not.
  const slash = component.name.lastIndexOf('/');
  return {
    type: 'library',
    'bom-ref': ref,
    ...(slash < 0
      ? { name: component.name }
      : { group: component.name.slice(0, slash), name: component.name.slice(slash + 1) }),
    version: component.version,
    ...(component.licence === undefined ? {} : { licenses: [{ license: { name: component.licence } }] }),
    purl: component.purl,
    properties: ownProperties({
      confidence: component.confidence,
      ...(component.source === undefined
        ? {}
        : { 'source:name': component.source.name, 'source:version': component.source.version }),
      ...(component.ownedBy === undefined ? {} : { 'owned-by': component.ownedBy }),
      ...(component.path === '' ? {} : { path: component.path }),
      ...(component.layer === undefined ? {} : { layer: component.layer }),
    }),
  };
}

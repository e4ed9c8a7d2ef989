import { UserError } from '../text/error.ts';
import { PROPERTY } from './cyclonedx.ts';
import { type ReadSbom, parseCycloneDx } from './cyclonedx-reader.ts';
import { INCOMPLETE } from './spdx.ts';

type Json = Readonly<Record<string, unknown>>;

/** What a package of a document may be that is no package of an image. */
const NO_PACKAGES = new Set(['CONTAINER', 'FILE', 'SOURCE', 'DEVICE', 'FIRMWARE']);

/**
 * Reads an SBOM of either format that we know. @throws UserError when it is none.
 */
export function parseSbom(value: unknown): ReadSbom {
  const { spdxVersion } = asObject(value);
  return spdxVersion === undefined ? parseCycloneDx(value) : parseSpdx(value);
}

/**
 * Reads SPDX JSON of version 2.2 or 2.3, ours, Syft's or Trivy's: the packages with a package URL. A package without one makes the
 * inventory incomplete, unless it is what the document describes. @throws UserError when it is no such document.
 */
export function parseSpdx(value: unknown): ReadSbom {
  const document = asObject(value);
  const { spdxVersion } = document;
  if (spdxVersion !== 'SPDX-2.2' && spdxVersion !== 'SPDX-2.3') {
    throw new UserError({
      what: 'not an SBOM that can be read',
      rule: 'SPDX JSON of version 2.2 or 2.3',
      seen: JSON.stringify({ spdxVersion }),
    });
  }
  const described = new Set(describedBy(document));
  const packages = listOf(document['packages'])
    .map(asObject)
    .filter(
      (each) => !described.has(text(each['SPDXID'])) && !NO_PACKAGES.has(text(each['primaryPackagePurpose'])),
    );
  const comment = text(document['comment']);
  const incomplete = comment.startsWith(INCOMPLETE) ? comment.slice(INCOMPLETE.length) : undefined;
  return parseCycloneDx({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: {
      component: imageOf(document),
      properties: incomplete === undefined ? [] : properties({ incomplete }),
    },
    components: packages.map(toComponent),
    compositions: incomplete === undefined ? [] : [{ aggregate: 'incomplete' }],
  });
}

/** What both formats say in other words. */
function toComponent(spdxPackage: Json): Json {
  const { name, versionInfo, summary, primaryPackagePurpose } = spdxPackage;
  // The specification's text has a hyphen, its JSON schema an underscore; both are written.
  if (/^OPERATING[-_]SYSTEM$/.test(text(primaryPackagePurpose))) {
    return { type: 'operating-system', name, version: versionInfo, description: summary };
  }
  const info = text(spdxPackage['sourceInfo']);
  const [, source, version] = /built package from: ([^\s;]+) ([^\s;]+)/.exec(info) ?? [];
  const path = /found in: \/([^;]+)/.exec(info)?.[1];
  return {
    type: 'library',
    name,
    purl: purlOf(spdxPackage),
    properties: properties({
      ...(source === undefined || version === undefined
        ? {}
        : { 'source:name': source, 'source:version': version }),
      ...(path === undefined ? {} : { path }),
    }),
  };
}

const purlOf = (spdxPackage: Json): unknown =>
  listOf(spdxPackage['externalRefs'])
    .map(asObject)
    .find(({ referenceType }) => referenceType === 'purl')?.['referenceLocator'];

/** The subject of DESCRIBES, or of documentDescribes as version 2.2 has it. */
function describedBy(document: Json): readonly string[] {
  const related = listOf(document['relationships'])
    .map(asObject)
    .filter(({ relationshipType }) => relationshipType === 'DESCRIBES')
    .map(({ relatedSpdxElement }) => text(relatedSpdxElement));
  return [...related, ...listOf(document['documentDescribes']).map(text)];
}

function imageOf(document: Json): Json {
  const [first] = describedBy(document);
  const found =
    listOf(document['packages'])
      .map(asObject)
      .find(({ SPDXID }) => SPDXID === first) ?? {};
  return { name: found['name'], version: found['versionInfo'] };
}

const properties = (values: Readonly<Record<string, string>>): readonly Json[] =>
  Object.entries(values).map(([name, value]) => ({ name: `${PROPERTY}${name}`, value }));

const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

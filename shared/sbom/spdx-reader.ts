import { UserError } from '../text/error.ts';
import { ownProperties } from './cyclonedx.ts';
import { type ReadSbom, parseCycloneDx } from './cyclonedx-reader.ts';
import { INCOMPLETE } from './spdx.ts';
import { type JsonObject, asList, asRecord, asText } from '../text/json-value.ts';

/** What a package of a document may be that is no package of an image. */
const NO_PACKAGES = new Set(['CONTAINER', 'FILE', 'SOURCE', 'DEVICE', 'FIRMWARE']);

/**
 * Reads an SBOM of either format that we know. @throws UserError when it is none.
 */
export function parseSbom(value: unknown): ReadSbom {
  const { spdxVersion } = asRecord(value);
  return spdxVersion === undefined ? parseCycloneDx(value) : parseSpdx(value);
}

/**
 * Reads SPDX JSON of version 2.2 or 2.3, ours, Syft's or Trivy's: the packages with a package URL. A package without one makes the
 * inventory incomplete, unless it is what the document describes. @throws UserError when it is no such document.
 */
export function parseSpdx(value: unknown): ReadSbom {
  const document = asRecord(value);
  const { spdxVersion } = document;
  if (spdxVersion !== 'SPDX-2.2' && spdxVersion !== 'SPDX-2.3') {
    throw new UserError({
      what: 'not an SBOM that can be read',
      rule: 'SPDX JSON of version 2.2 or 2.3',
      seen: JSON.stringify({ spdxVersion }),
    });
  }
  const described = new Set(describedBy(document));
  const packages = asList(document['packages'])
    .map(asRecord)
    .filter(
      (each) =>
        !described.has(asText(each['SPDXID'])) && !NO_PACKAGES.has(asText(each['primaryPackagePurpose'])),
    );
  const comment = asText(document['comment']);
  const incomplete = comment.startsWith(INCOMPLETE) ? comment.slice(INCOMPLETE.length) : undefined;
  return parseCycloneDx({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: {
      component: imageOf(document),
      properties: incomplete === undefined ? [] : ownProperties({ incomplete }),
    },
    components: packages.map(toComponent),
    compositions: incomplete === undefined ? [] : [{ aggregate: 'incomplete' }],
  });
}

/** What both formats say in other words. */
function toComponent(spdxPackage: JsonObject): JsonObject {
  const { name, versionInfo, summary, primaryPackagePurpose } = spdxPackage;
  // The specification's text has a hyphen, its JSON schema an underscore; both are written.
  if (/^OPERATING[-_]SYSTEM$/.test(asText(primaryPackagePurpose))) {
    return { type: 'operating-system', name, version: versionInfo, description: summary };
  }
  const info = asText(spdxPackage['sourceInfo']);
  const [, source, version] = /built package from: ([^\s;]+) ([^\s;]+)/.exec(info) ?? [];
  const path = /found in: \/([^;]+)/.exec(info)?.[1];
  return {
    type: 'library',
    name,
    purl: purlOf(spdxPackage),
    properties: ownProperties({
      ...(source === undefined || version === undefined
        ? {}
        : { 'source:name': source, 'source:version': version }),
      ...(path === undefined ? {} : { path }),
    }),
  };
}

const purlOf = (spdxPackage: JsonObject): unknown =>
  asList(spdxPackage['externalRefs'])
    .map(asRecord)
    .find(({ referenceType }) => referenceType === 'purl')?.['referenceLocator'];

/** The subject of DESCRIBES, or of documentDescribes as version 2.2 has it. */
function describedBy(document: JsonObject): readonly string[] {
  const related = asList(document['relationships'])
    .map(asRecord)
    .filter(({ relationshipType }) => relationshipType === 'DESCRIBES')
    .map(({ relatedSpdxElement }) => asText(relatedSpdxElement));
  return [...related, ...asList(document['documentDescribes']).map(asText)];
}

function imageOf(document: JsonObject): JsonObject {
  const [first] = describedBy(document);
  const found =
    asList(document['packages'])
      .map(asRecord)
      .find(({ SPDXID }) => SPDXID === first) ?? {};
  return { name: found['name'], version: found['versionInfo'] };
}

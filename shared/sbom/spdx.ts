import { createHash } from 'node:crypto';
import { type Digest, hexOf } from '../oci/digest.ts';
import type { Component, OperatingSystem } from './component.ts';
import type { CycloneDxOptions } from './cyclonedx.ts';
import { digestUuid } from './serial-number.ts';
import type { Inventory } from './inventory.ts';

type Json = Readonly<Record<string, unknown>>;

/** An SPDX 2.3 document (ISO/IEC 5962:2021 and its successor), as far as we write it. */
export interface SpdxDocument {
  readonly spdxVersion: 'SPDX-2.3';
  readonly dataLicense: 'CC0-1.0';
  readonly SPDXID: 'SPDXRef-DOCUMENT';
  readonly name: string;
  readonly documentNamespace: string;
  readonly comment?: string;
  readonly creationInfo: Json;
  readonly packages: readonly Json[];
  readonly relationships: readonly Json[];
}

const NAMESPACE = 'https://fixity-actions.github.io/spdx/';
const IMAGE = 'SPDXRef-Image';

/**
 * An inventory as SPDX 2.3 JSON. The namespace is made from the content, so that an unchanged image has an unchanged document but for
 * the time. Licences that packages declare are texts of theirs, which need not be SPDX expressions: they stand in the comment.
 */
export function toSpdx(inventory: Inventory, { subject, timestamp }: CycloneDxOptions): SpdxDocument {
  const { os, components, problems } = inventory;
  const packages = [
    imagePackage(subject.name, subject.digest),
    ...(os === undefined ? [] : [osPackage(os)]),
    ...components.map(toPackage),
  ];
  const relationships = [
    { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: IMAGE },
    ...packages.slice(1).map((each) => ({
      spdxElementId: IMAGE,
      relationshipType: 'CONTAINS',
      relatedSpdxElement: each['SPDXID'],
    })),
  ];
  const incomplete = problems.map(({ what }) => what).join('; ');
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: subject.name,
    documentNamespace: `${NAMESPACE}${digestUuid(JSON.stringify([packages, incomplete]))}`,
    ...(incomplete === '' ? {} : { comment: `${INCOMPLETE}${incomplete}` }),
    creationInfo: {
      created: `${timestamp.toISOString().slice(0, 19)}Z`,
      creators: ['Tool: fixity', 'Organization: fixity-actions'],
    },
    packages,
    relationships,
  };
}

/** How a document says that something may be missing. */
export const INCOMPLETE = 'Incomplete: ';

const NOTHING_ASSERTED = {
  downloadLocation: 'NOASSERTION',
  filesAnalyzed: false,
  licenseConcluded: 'NOASSERTION',
  licenseDeclared: 'NOASSERTION',
  copyrightText: 'NOASSERTION',
} as const;

const imagePackage = (name: string, digest: Digest): Json => ({
  SPDXID: IMAGE,
  name,
  versionInfo: digest,
  primaryPackagePurpose: 'CONTAINER',
  checksums: [{ algorithm: 'SHA256', checksumValue: hexOf(digest) }],
  ...NOTHING_ASSERTED,
});

const osPackage = ({ id, versionId, name }: OperatingSystem): Json => ({
  SPDXID: 'SPDXRef-OperatingSystem',
  name: id,
  ...(versionId === '' ? {} : { versionInfo: versionId }),
  summary: name,
  primaryPackagePurpose: 'OPERATING_SYSTEM',
  ...NOTHING_ASSERTED,
});

function toPackage(component: Component): Json {
  const { name, version, purl, source, licence, path } = component;
  const facts = [
    ...(source === undefined ? [] : [`built package from: ${source.name} ${source.version}`]),
    ...(path === '' ? [] : [`found in: /${path}`]),
  ];
  return {
    SPDXID: `SPDXRef-Package-${createHash('sha256').update(`${purl}\n${path}`).digest('hex').slice(0, 24)}`,
    name,
    versionInfo: version,
    primaryPackagePurpose: 'LIBRARY',
    ...NOTHING_ASSERTED,
    ...(licence === undefined ? {} : { licenseComments: `declared as ${JSON.stringify(licence)}` }),
    ...(facts.length === 0 ? {} : { sourceInfo: facts.join('; ') }),
    externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }],
  };
}

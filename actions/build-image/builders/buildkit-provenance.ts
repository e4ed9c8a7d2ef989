import type { BuildMaterial } from './request.ts';
import { asRecord, asText } from '../../../shared/text/json-value.ts';

/** What BuildKit says of a build. All of it is its own word: it names the builder and the invocation as it likes. */
export interface BuildKitProvenance {
  readonly materials: readonly BuildMaterial[];
  readonly buildType: string;
  readonly builderId: string;
  readonly invocationId: string;
}

const MAX_MATERIALS = 5_000;

/**
 * Reads BuildKit's provenance, SLSA v1 or, of versions that write no other, v0.2 (BuildKit's docs/attestations/slsa-definitions.md). Fields that are
 * not there are empty texts; a material without a digest is none.
 */
export function parseBuildKitProvenance(predicate: unknown): BuildKitProvenance {
  const value = asRecord(predicate);
  const definition = asRecord(value['buildDefinition']);
  const run = asRecord(value['runDetails']);
  const list = definition['resolvedDependencies'] ?? value['materials'];
  const builder = asRecord(run['builder'] ?? value['builder']);
  const metadata = asRecord(run['metadata'] ?? value['metadata']);
  return {
    materials: Array.isArray(list) ? list.slice(0, MAX_MATERIALS).flatMap(materialIn) : [],
    buildType: asText(definition['buildType'] ?? value['buildType']),
    builderId: asText(builder['id']),
    invocationId: asText(
      metadata['invocationId'] ?? metadata['invocationID'] ?? metadata['buildInvocationID'],
    ),
  };
}

/** Those of several provenances, each once. */
export const distinctMaterials = (materials: readonly BuildMaterial[]): readonly BuildMaterial[] => [
  ...new Map(materials.map((material) => [JSON.stringify(material), material])).values(),
];

function materialIn(value: unknown): readonly BuildMaterial[] {
  const { uri, digest } = asRecord(value);
  const digests = Object.entries(asRecord(digest)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  if (typeof uri !== 'string' || digests.length === 0) return [];
  return [{ uri, digest: Object.fromEntries(digests) }];
}

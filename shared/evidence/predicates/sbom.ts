/** CycloneDX JSON as a predicate, of any specification version. */
export const CYCLONEDX_TYPE = 'https://cyclonedx.org/bom';

/** SPDX 2 JSON as a predicate, as cosign and in-toto name it. */
export const SPDX_TYPE = 'https://spdx.dev/Document';

/** Some writers put SPDX's version into the type. */
export const SPDX_VERSIONED_TYPE = 'https://spdx.dev/Document/v2.3';

/** Every type under which an SBOM is found. */
export const SBOM_TYPES: readonly string[] = [CYCLONEDX_TYPE, SPDX_TYPE, SPDX_VERSIONED_TYPE];

export const isSbomType = (predicateType: string): boolean => SBOM_TYPES.includes(predicateType);

import type { Evidence } from '../../evidence/evidence.ts';
import { SIGNATURE_TYPE } from '../../evidence/predicates/known.ts';
import { at, textAt } from '../../evidence/predicates/fields.ts';
import type { Finding } from '../verdict.ts';
import { type Case, agoText, evidenceFor, finding, orText } from './case.ts';

export const PROVENANCE_TYPES = ['https://slsa.dev/provenance/v1'] as const;
const CYCLONEDX_TYPES = ['https://cyclonedx.org/bom'] as const;
const SPDX_TYPES = ['https://spdx.dev/Document', 'https://spdx.dev/Document/v2.3'] as const;

/** The digest itself is signed by one of the named. */
export function checkSignature(of: Case): readonly Finding[] {
  const { signedBy } = of.stated.requirements;
  if (signedBy === undefined) return [];
  const found = evidenceFor(of, [SIGNATURE_TYPE], of.subject.digest, signedBy);
  const signers = [...new Set(found.map((each) => each.signedBy))];
  return [
    finding(of, 'signed-by', {
      result: found.length > 0 ? 'pass' : 'missing',
      wanted: `a signature by ${orText(signedBy)}`,
      seen: found.length > 0 ? `signed by ${signers.join(' and ')}` : 'no signature of theirs',
      evidence: found,
      next: "sign the digest with action 'sign' and the key that the policy trusts",
    }),
  ];
}

/** SLSA provenance v1 of the digest names the source that the policy wants. */
export function checkProvenance(of: Case): readonly Finding[] {
  const wanted = of.stated.requirements.provenance;
  if (wanted === undefined) return [];
  const found = evidenceFor(of, PROVENANCE_TYPES, of.subject.digest, wanted.by);
  const matching = found.filter((each) =>
    sourcesOf(each).some((source) => sameSource(source, wanted.source)),
  );
  const sources = [...new Set(found.flatMap(sourcesOf).map(plainSource))];
  const decisive = matching[0];
  return [
    finding(of, 'provenance', {
      result: decisive !== undefined ? 'pass' : found.length > 0 ? 'fail' : 'missing',
      wanted: `built from ${wanted.source}`,
      seen:
        decisive !== undefined
          ? `built from ${wanted.source}${agoText(decisive, of.now)}`
          : found.length > 0
            ? `built from ${sources.join(' and ') || 'an unnamed source'}`
            : 'no provenance',
      evidence: matching.length > 0 ? matching : found,
      next: "build the image from this source with action 'build-image' and sign its attestations",
    }),
  ];
}

/**
 * The sources that a build names: the parameter of the build where there is one (GitHub's and our own build types), else the first
 * material that is a git repository; further materials are not the source.
 */
function sourcesOf({ statement }: Evidence): readonly string[] {
  const parameters = ['workflow.repository', 'source.uri', 'source', 'repository'];
  const named = parameters
    .map((path) => textAt(statement.predicate, `buildDefinition.externalParameters.${path}`))
    .find((source) => source !== undefined);
  if (named !== undefined) return [named];
  const materials = at(statement.predicate, 'buildDefinition.resolvedDependencies');
  const uris = Array.isArray(materials) ? materials.map((material) => textAt(material, 'uri')) : [];
  return uris.filter((uri) => uri?.startsWith('git+') === true).slice(0, 1) as string[];
}

/** `git+https://github.com/acme/shop.git@refs/tags/v1` is `github.com/acme/shop`. */
const plainSource = (source: string): string =>
  source
    .replace(/^git\+/, '')
    .replace(/^[a-z+]+:\/\//, '')
    .replace(/[@#].*$/, '')
    .replace(/(\.git)?\/*$/, '');

const sameSource = (a: string, b: string): boolean =>
  plainSource(a).toLowerCase() === plainSource(b).toLowerCase();

/** Every platform has an SBOM. */
export function checkSbom(of: Case): readonly Finding[] {
  const { sbom } = of.stated.requirements;
  if (sbom === undefined || sbom === false) return [];
  const { format, by } = sbom === true ? {} : sbom;
  const types = [
    ...(format === 'spdx' ? [] : CYCLONEDX_TYPES),
    ...(format === 'cyclonedx' ? [] : SPDX_TYPES),
  ];
  const perPlatform = of.subject.platforms.map(({ name, digest }) => ({
    name,
    found: evidenceFor(of, types, digest, by),
  }));
  const without = perPlatform.filter(({ found }) => found.length === 0).map(({ name }) => name);
  const label = format === undefined ? 'an SBOM' : `an SBOM (${format})`;
  return [
    finding(of, 'sbom', {
      result: without.length === 0 ? 'pass' : 'missing',
      wanted: `${label} of every platform`,
      seen:
        without.length === 0
          ? `of ${perPlatform.map(({ name }) => name).join(', ')}`
          : `none of ${without.join(', ')}`,
      evidence: perPlatform.flatMap(({ found }) => found),
      next: "sign the attestations of action 'build-image', or run action 'scan'",
    }),
  ];
}

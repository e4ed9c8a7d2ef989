import type { Evidence } from '../../evidence/evidence.ts';
import { SIGNATURE_TYPE } from '../../evidence/predicates/known.ts';
import { PROVENANCE_TYPE, parseProvenance } from '../../evidence/predicates/provenance.ts';
import { CYCLONEDX_TYPE, SBOM_TYPES } from '../../evidence/predicates/sbom.ts';
import { UserError } from '../../text/error.ts';
import type { Finding } from '../verdict.ts';
import { type Case, agoText, evidenceFor, finding, lacking, orText } from './case.ts';

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
  const found = evidenceFor(of, [PROVENANCE_TYPE], of.subject.digest, wanted.by);
  const [decisive] = found;
  // Provenances of two signers that disagree prove nothing.
  const agree = found.every((each) => sameSource(sourceOf(each), wanted.source));
  const sources = [...new Set(found.map((each) => sourceOf(each) ?? 'an unnamed source'))];
  return [
    finding(of, 'provenance', {
      result: decisive === undefined ? 'missing' : agree ? 'pass' : 'fail',
      wanted: `built from ${wanted.source}`,
      seen:
        decisive === undefined
          ? 'no provenance'
          : `built from ${sources.join(' and ')}${agoText(decisive, of.now)}`,
      evidence: found,
      next: "build the image from this source with action 'build-image' and sign its attestations",
    }),
  ];
}

function sourceOf({ statement }: Evidence): string | undefined {
  try {
    return parseProvenance(statement.predicate).source;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** `https://github.com/acme/shop.git` is `github.com/acme/shop`. */
const plainSource = (source: string): string =>
  source
    .replace(/^(git\+)?https?:\/\//, '')
    .replace(/(\.git)?\/*$/, '')
    .toLowerCase();

const sameSource = (a: string | undefined, b: string): boolean =>
  a !== undefined && plainSource(a) === plainSource(b);

/** Every platform has an SBOM. */
export function checkSbom(of: Case): readonly Finding[] {
  const { sbom } = of.stated.requirements;
  if (sbom === undefined || sbom === false) return [];
  const { format, by } = sbom === true ? {} : sbom;
  const types = SBOM_TYPES.filter(
    (type) => format === undefined || (type === CYCLONEDX_TYPE) === (format === 'cyclonedx'),
  );
  const perPlatform = of.subject.platforms.map(({ name, digest }) => ({
    name,
    found: evidenceFor(of, types, digest, by),
  }));
  const without = lacking(perPlatform);
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

import { canonicalJson } from '../../shared/evidence/canonical.ts';
import { type Digest, digestOf } from '../../shared/oci/digest.ts';
import type { GateFinding, Verdict } from '../../shared/policy/verdict.ts';
import type { NamedImage } from '../../shared/manifests/edit.ts';
import type { TargetEdit } from './edits.ts';

/** Everything that was decided and is to be done; no time and no run is in it, so that equal plans have equal digests. */
export interface Plan {
  readonly version: 1;
  readonly environment: string;
  readonly policy: Digest;
  readonly images: readonly PlannedImage[];
  readonly targets: readonly PlannedTarget[];
}

export interface PlannedImage {
  readonly image: string;
  readonly digest: Digest;
  readonly source: string;
  readonly destinations: readonly string[];
  readonly verdict: Verdict['result'];
  /** The bundles that the decision rests on, sorted. */
  readonly evidence: readonly Digest[];
}

interface PlannedTarget {
  readonly path: string;
  readonly image: string;
  readonly before: NamedImage;
  readonly after: NamedImage;
}

/** What a plan is made of, for one image. */
export interface Decided {
  readonly verdict: Verdict;
  readonly source: string;
  readonly destinations: readonly string[];
}

/** Puts the decisions and the edits into a plan. */
export const makePlan = (
  environment: string,
  policy: Digest,
  decided: readonly Decided[],
  targets: readonly TargetEdit[],
): Plan => ({
  version: 1,
  environment,
  policy,
  images: decided.map(({ verdict, source, destinations }) => ({
    image: verdict.image,
    digest: verdict.digest,
    source,
    destinations,
    verdict: verdict.result,
    evidence: [...new Set(verdict.findings.flatMap(({ evidence }) => evidence))].sort(),
  })),
  targets: targets.map(({ path, image, before, after }) => ({ path, image, before, after })),
});

/** The plan's bytes: what people approve is the digest of these. */
export const planText = (plan: Plan): string => canonicalJson(plan);

export const planDigest = (plan: Plan): Digest => digestOf(planText(plan));

/** The worst of several verdicts and of what the environment asks beside; `lenient`: the environment's mode is warn. */
export function worstResult(
  verdicts: readonly Verdict[],
  gates: readonly GateFinding[] = [],
  lenient = false,
): Verdict['result'] {
  const closed = gates.some(({ result }) => result === 'fail' || result === 'missing');
  const results = [...verdicts.map(({ result }) => result), ...(closed ? [lenient ? 'warn' : 'fail'] : [])];
  if (results.includes('fail')) return 'fail';
  return results.includes('warn') ? 'warn' : 'pass';
}

/** What the targets name before the plan is applied; undefined when they do not name it by digest, or disagree, or name it already. */
export function previousDigest(
  targets: readonly TargetEdit[],
  image: string,
  digest: Digest,
): string | undefined {
  const before = targets.filter((target) => target.image === image).map((target) => target.before.digest);
  const [first, ...others] = [...new Set(before)];
  return others.length > 0 || first === digest ? undefined : first;
}

import type { Evidence, IgnoredEvidence } from '../../shared/evidence/evidence.ts';
import { loadEvidence } from '../../shared/evidence/verify.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { decide } from '../../shared/policy/decide.ts';
import type { Policy } from '../../shared/policy/load.ts';
import type { JudgedImage, Verdict } from '../../shared/policy/verdict.ts';

/** What the policy says about an image, and what it looked at. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly evidence: readonly Evidence[];
  readonly ignored: readonly IgnoredEvidence[];
}

/** Reads and verifies what is known about the image and its platforms in any of the stores, and decides on it. */
export async function judge(
  policy: Policy,
  environment: string,
  subject: JudgedImage,
  stores: readonly ImageStore[],
  now: Date,
): Promise<Judgement> {
  const digests = new Set([subject.digest, ...subject.platforms.map(({ digest }) => digest)]);
  const loaded = await Promise.all(
    [...digests].map((digest) =>
      loadEvidence(stores, digest, policy.signers, { now, trustRoots: policy.trustedRoots }),
    ),
  );
  const evidence = loaded.flatMap(({ accepted }) => accepted);
  return {
    verdict: decide(policy, environment, subject, evidence, now),
    evidence,
    ignored: loaded.flatMap(({ ignored }) => ignored),
  };
}

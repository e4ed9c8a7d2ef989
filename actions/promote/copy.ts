import { copyImage } from '../../shared/oci/copy.ts';
import { shortDigest } from '../../shared/oci/digest.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import type { Policy } from '../../shared/policy/load.ts';
import type { Finding } from '../../shared/policy/verdict.ts';
import type { Log } from '../../shared/ports/log.ts';
import { UserError } from '../../shared/text/error.ts';
import { formatBytes } from '../../shared/text/size.ts';
import { judge } from './evidence.ts';
import type { Destination, Subject } from './subjects.ts';

/** What was sent to one destination. */
export interface Copied {
  readonly image: string;
  readonly repository: string;
  /** Bytes of blobs that were sent. */
  readonly bytes: number;
  /** Blobs that the registry had elsewhere, and took from there. */
  readonly mounted: number;
  /** Manifests of the image that were written. */
  readonly manifests: number;
  readonly referrers: number;
  /** Referrers that nobody can read, and that were left behind. */
  readonly unreadable: number;
}

/**
 * Copies the image with everything that refers to it, from every store that has it, and decides again on what the destination
 * itself holds: bytes that arrived without their evidence are not a promotion.
 * @throws UserError when evidence did not arrive.
 */
export async function copyTo(
  policy: Policy,
  environment: string,
  subject: Subject,
  destination: Destination,
  ports: { readonly now: Date; readonly log: Log },
): Promise<Copied> {
  const { judged } = subject;
  const copied = {
    image: judged.image,
    repository: destination.repository,
    bytes: 0,
    mounted: 0,
    manifests: 0,
    referrers: 0,
    unreadable: 0,
  };
  for (const store of subject.stores) {
    if (store.name === destination.store.name || !(await holds(store, subject))) continue;
    const report = await copyImage(store, destination.store, judged.digest, { referrers: true });
    copied.bytes += report.bytes;
    copied.mounted += report.blobs.mounted;
    copied.manifests += report.manifests.written;
    copied.referrers += report.referrers.attached;
    copied.unreadable += report.referrers.unreadable;
  }
  ports.log.info(
    `${destination.repository}@${shortDigest(judged.digest)}: ${formatBytes(copied.bytes)} sent, ${copied.referrers} referrers attached`,
  );
  const { verdict } = await judge(policy, environment, judged, [destination.store], ports.now);
  if (verdict.result === 'fail') throw lost(destination.repository, verdict.findings);
  return copied;
}

const holds = async (store: ImageStore, { judged }: Subject): Promise<boolean> =>
  (await store.resolve(judged.digest)) !== undefined;

function lost(repository: string, findings: readonly Finding[]): UserError {
  const missing = findings.filter(({ result }) => result !== 'pass');
  return new UserError(
    missing.map(({ requirement, wanted, seen }) => ({
      what: `the evidence did not arrive in ${repository}: ${requirement}`,
      rule: `after copying, the destination alone has to satisfy the policy: ${wanted}`,
      seen,
      next: 'run the job again',
    })),
    { result: 'refused' },
  );
}

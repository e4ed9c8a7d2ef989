import { systemClock } from '../../shared/action/system-clock.ts';
import { copyImage } from '../../shared/oci/copy.ts';
import { anonymous } from '../../shared/oci/credentials.ts';
import { parseDigest } from '../../shared/oci/digest.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import type { ImageStore } from '../../shared/oci/store.ts';

/** One copy in a process of its own, as an action would do it: `FROM TO DIGEST TAG`. Prints what it took. */
const [from = '', to = '', digest = '', tag = ''] = process.argv.slice(2);
const ports = { credentials: anonymous, clock: systemClock };
const [source, target] = [from, to].map((reference) => openStore(parseReference(reference), ports)) as [
  ImageStore,
  ImageStore,
];
const [tagged] = await Promise.all([
  target.resolve(tag),
  copyImage(source, target, parseDigest(digest), { referrers: false }),
]);
if (tagged?.digest !== digest) {
  const { bytes, descriptor } = await target.readManifest(digest);
  await target.putManifest(bytes, { mediaType: descriptor.mediaType, tag });
}
const { user, system } = process.cpuUsage();
// The peak of this program alone: maxRSS would count the process that started it too.
const { readFileSync } = await import('node:fs');
const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
process.stdout.write(JSON.stringify({ cpu: (user + system) / 1_000, peak: Number(peak) / 1_024 }));

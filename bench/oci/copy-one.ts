import { systemClock } from '../../shared/action/system-clock.ts';
import { copyImage } from '../../shared/oci/copy.ts';
import { anonymous } from '../../shared/oci/credentials.ts';
import { parseDigest } from '../../shared/oci/digest.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { spent } from '../spent.ts';

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
process.stdout.write(JSON.stringify(spent()));

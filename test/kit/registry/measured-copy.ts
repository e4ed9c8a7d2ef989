import { readFileSync } from 'node:fs';
import { systemClock } from '../../../shared/action/system-clock.ts';
import { copyImage } from '../../../shared/oci/copy.ts';
import { anonymous } from '../../../shared/oci/credentials.ts';
import { parseDigest } from '../../../shared/oci/digest.ts';
import { openStore } from '../../../shared/oci/open.ts';
import { parseReference } from '../../../shared/oci/reference.ts';

/** A copy in a process of its own: `FROM TO DIGEST`. Tells its parent what was moved, or what went wrong, and by how many bytes its memory grew. */
const [from = '', to = '', digest = ''] = process.argv.slice(2);
const ports = {
  credentials: anonymous,
  clock: systemClock,
  budget: { tries: 1, milliseconds: 1_000 },
};
/** Of this program alone: maxRSS would count the process that started it too. */
const peak = (): number =>
  1024 * Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? Number.NaN);
const before = peak();
const tell = (result: object): void => {
  process.send?.({ ...result, grown: peak() - before });
  process.disconnect();
};
try {
  const [source, target] = [openStore(parseReference(from), ports), openStore(parseReference(to), ports)];
  const { bytes } = await copyImage(source, target, parseDigest(digest), { referrers: false });
  tell({ bytes });
} catch (error) {
  tell({ name: (error as Error).name, message: (error as Error).message });
}

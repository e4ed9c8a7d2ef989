import { systemClock } from '../../shared/action/system-clock.ts';
import { copyImage } from '../../shared/oci/copy.ts';
import { anonymous } from '../../shared/oci/credentials.ts';
import { parseDigest } from '../../shared/oci/digest.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';

/** One copy in a process of its own, as an action would do it: `FROM TO DIGEST`. Prints what it took. */
const [from = '', to = '', digest = ''] = process.argv.slice(2);
const ports = { credentials: anonymous, clock: systemClock };
await copyImage(
  openStore(parseReference(from), ports),
  openStore(parseReference(to), ports),
  parseDigest(digest),
  { referrers: false },
);
const { user, system } = process.cpuUsage();
// The peak of this program alone: maxRSS would count the process that started it too.
const { readFileSync } = await import('node:fs');
const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
process.stdout.write(JSON.stringify({ cpu: (user + system) / 1_000, peak: Number(peak) / 1_024 }));

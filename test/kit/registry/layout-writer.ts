import path from 'node:path';
import { systemClock } from '../../../shared/action/system-clock.ts';
import { layoutStore } from '../../../shared/oci/layout.ts';
import { withLock } from '../../../shared/oci/layout-lock.ts';
import { writeTestImage } from './image.ts';

/** A process of its own: `tags ROOT NAME COUNT` writes tags into a layout, `hold ROOT` takes its lock and keeps it until it is killed. */
const [mode, root = '', name = '', count = '0'] = process.argv.slice(2);

if (mode === 'hold') {
  const forever = setInterval(() => undefined, 60_000);
  await withLock(path.join(root, '.index.lock'), systemClock, async () => {
    process.send?.('held');
    await new Promise(() => forever);
  });
} else {
  const store = layoutStore(root, 'oci-layout:test', systemClock);
  for (let index = 0; index < Number(count); index += 1) {
    await writeTestImage(store, { tag: `${name}-${index}`, layers: [`${name} ${index}`] });
  }
  process.disconnect();
}

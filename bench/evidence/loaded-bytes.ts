/** Preloaded: writes to FIXITY_LOADED how many bytes of the bundle were loaded when the process ends. */
import { statSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

let bytes = 0;
registerHooks({
  load: (url, context, next) => {
    if (url.includes('/dist/')) bytes += statSync(fileURLToPath(url)).size;
    return next(url, context);
  },
});
process.on('exit', () => {
  writeFileSync(process.env['FIXITY_LOADED'] ?? '', String(bytes));
});

// Preloaded by tests: when the process ends it writes the most memory that it had, in bytes. maxRSS would count the process that forked it.
const { readFileSync, writeFileSync } = require('node:fs');
process.on('exit', () => {
  const [, kibibytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
  writeFileSync(process.env.FIXITY_PEAK, String(Number(kibibytes) * 1_024));
});

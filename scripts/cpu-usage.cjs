// Preloaded by check-dist: when the process ends it writes the CPU time it used, user and system, in microseconds.
const { writeFileSync } = require('node:fs');
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(process.env.FIXITY_USAGE, String(user + system));
});

// Preloaded by tests: every name is this machine, so that a certificate can be for one that is not loopback's.
const dns = require('node:dns');
dns.lookup = (_name, options, done) => {
  if (options.all) done(null, [{ address: '127.0.0.1', family: 4 }]);
  else done(null, '127.0.0.1', 4);
};

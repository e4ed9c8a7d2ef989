import net, { type AddressInfo } from 'node:net';

/**
 * A registry that is far away: passes everything on to `HOST:PORT`, and what clients send `MILLISECONDS` later, so that each request
 * that waits for the one before costs so much. Prints the address it listens at; ends with its standard input.
 */
const [to = '', milliseconds = '0'] = process.argv.slice(2);
const [host = '', port = ''] = to.split(':');
const delay = Number(milliseconds);

const server = net.createServer((client) => {
  const registry = net.connect({ host, port: Number(port) });
  client.setNoDelay(true);
  registry.setNoDelay(true);
  client.on('data', (chunk) => {
    setTimeout(() => registry.write(chunk), delay);
  });
  registry.pipe(client);
  client.on('close', () => registry.destroy());
  registry.on('close', () => client.destroy());
  client.on('error', () => registry.destroy());
  registry.on('error', () => client.destroy());
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));

import { type Server, createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A stable address in front of whatever serves an environment at the moment. */
export interface Ingress {
  readonly url: string;
  /** Sends traffic to a port of this machine from now on; undefined answers 503. */
  point(port: number | undefined): void;
  close(): Promise<void>;
}

export async function startIngress(): Promise<Ingress> {
  let target: number | undefined;
  const server: Server = createServer((incoming, outgoing) => {
    if (target === undefined) {
      outgoing.writeHead(503).end();
      return;
    }
    const { method, url, headers } = incoming;
    const onward = forward({ host: '127.0.0.1', port: target, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => {
      outgoing.writeHead(502).end();
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    point: (port) => {
      target = port;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        server.closeAllConnections();
      }),
  };
}

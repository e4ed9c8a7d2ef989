import net, { type AddressInfo, type Socket } from 'node:net';

/** A server that speaks as badly as a test wants. */
export interface RawServer {
  readonly url: URL;
  /** The heads of the requests that came, in order. */
  readonly requests: readonly string[];
  /** Connections made so far, and the most that were open at once. */
  readonly connections: () => { readonly made: number; readonly most: number; readonly open: number };
  close(): Promise<void>;
}

/** Answers each request; `number` counts the requests of all connections from 1. */
export type Answer = (socket: Socket, number: number) => void;

/** Starts a server on a free port of 127.0.0.1 that reads requests without bodies, and leaves every byte of its answers to the test. */
export async function startRawServer(answer: Answer): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  let [made, most] = [0, 0];
  const server = net.createServer((socket) => {
    sockets.add(socket);
    made += 1;
    most = Math.max(most, sockets.size);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end !== -1; end = text.indexOf('\r\n\r\n')) {
        requests.push(text.slice(0, end));
        text = text.slice(end + 4);
        answer(socket, requests.length);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/blob`),
    requests,
    connections: () => ({ made, most, open: sockets.size }),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Waits until something holds that a connection will bring about. */
export async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; !holds(); turn += 1) {
    if (turn === 100_000) throw new Error('it never came about');
    await new Promise(setImmediate);
  }
}

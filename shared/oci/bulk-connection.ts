import { connect, isIP, type OnReadOpts, type Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { idleError } from './network-error.ts';
import { MAX_HEAD_BYTES } from './response-head.ts';

/** Takes what comes on a connection. */
export interface Reader {
  /** Where the next bytes go. */
  readonly space: () => Buffer;
  /** Told how many went there; false to read no more until the socket is resumed. */
  readonly took: (bytes: number) => boolean;
  /** The connection has ended. */
  readonly lost: (error: Error) => void;
}

/** A connection that is read straight into memory of ours. */
export interface Connection {
  readonly socket: Socket;
  /** Memory for what comes before it is known where it belongs. */
  readonly head: Buffer;
  /** Who reads from now on; nobody, when undefined: then whatever comes ends the connection. */
  listen(reader: Reader | undefined): void;
  /** Sends a request, once the server has shown who it is. */
  send(text: string): void;
}

/** Connects to the origin of `url`; a silence of `idle` milliseconds ends the connection. */
export function openConnection(url: URL, idle: number, connectTo: Connect): Connection {
  const head = Buffer.allocUnsafeSlow(MAX_HEAD_BYTES);
  let reader: Reader | undefined;
  let failure: Error = Object.assign(new Error(`${url.host} closed the connection`), { code: 'ECONNRESET' });
  let isTrusted = url.protocol !== 'https:';
  const socket = connectTo(url, {
    buffer: () => reader?.space() ?? head,
    callback: (bytes) => {
      if (reader !== undefined) return reader.took(bytes);
      socket.destroy();
      return false;
    },
  });
  socket.setNoDelay(true);
  socket.setTimeout(idle, () => socket.destroy(idleError(url, idle)));
  socket.once('secureConnect', () => {
    isTrusted = true;
  });
  socket.on('error', (error) => {
    failure = error;
  });
  // A server that ends its side has nothing more to say.
  socket.on('end', () => socket.destroy());
  socket.on('close', () => reader?.lost(failure));
  return {
    socket,
    head,
    listen: (next) => {
      reader = next;
    },
    send: (text) => {
      if (isTrusted) socket.write(text);
      else socket.once('secureConnect', () => socket.write(text));
    },
  };
}

/** Begins to connect to the origin of an address. */
export type Connect = (url: URL, onread: OnReadOpts) => Socket;

/** How to connect by this protocol; to `https:` with the trust and the checks of node:https. */
export async function connectorFor(protocol: string): Promise<Connect> {
  if (protocol !== 'https:') {
    return (url, onread) => connect({ host: hostOf(url), port: Number(url.port || 80), onread });
  }
  const tls = await import('node:tls');
  return (url, onread) => {
    const host = hostOf(url);
    const settings: ConnectionOptions & { readonly onread: OnReadOpts } = {
      host,
      port: Number(url.port || 443),
      ALPNProtocols: ['http/1.1'],
      // Its types forget that a secure socket is read as any other.
      onread,
      ...(isIP(host) === 0 ? { servername: host } : {}),
    };
    return tls.connect(settings);
  };
}

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

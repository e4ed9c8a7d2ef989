import { createHash } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { Digest } from '../../../shared/oci/digest.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import { MEDIA_TYPE } from '../../../shared/oci/media-types.ts';

/** A registry that keeps nothing: in `from/big` is an image with one layer of zeros, and `to/big` takes what comes. */
export interface ZerosRegistry {
  readonly host: string;
  readonly digest: Digest;
  /** Bytes of blobs that came. */
  readonly received: () => number;
  close(): Promise<void>;
}

const ZEROS = Buffer.alloc(1024 * 1024);

function digestOfZeros(mebibytes: number): Digest {
  const hash = createHash('sha256');
  for (let count = 0; count < mebibytes; count += 1) hash.update(ZEROS);
  return `sha256:${hash.digest('hex')}` as Digest;
}

export async function startZerosRegistry(mebibytes: number): Promise<ZerosRegistry> {
  const config = Buffer.from('{"os":"linux","architecture":"amd64"}');
  const layer = {
    mediaType: MEDIA_TYPE.layer,
    digest: digestOfZeros(mebibytes),
    size: mebibytes * ZEROS.length,
  };
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MEDIA_TYPE.manifest,
      config: { mediaType: MEDIA_TYPE.config, digest: digestOf(config), size: config.length },
      layers: [layer],
    }),
  );
  const digest = digestOf(manifest);
  let received = 0;

  const send = (response: ServerResponse, bytes: Buffer): void => {
    response.writeHead(200, { 'content-type': MEDIA_TYPE.manifest, 'content-length': bytes.length });
    response.end(bytes);
  };
  const give = (url: string, response: ServerResponse): void => {
    if (url.endsWith(digest)) send(response, manifest);
    else if (url.endsWith(layer.digest)) {
      response.writeHead(200, { 'content-length': layer.size });
      Readable.from(Array.from({ length: mebibytes }, () => ZEROS)).pipe(response);
    } else send(response, config);
  };
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      if (request.url?.includes('uploads') === true) received += chunk.length;
    }
    response
      .writeHead(request.method === 'POST' ? 202 : 201, { location: '/v2/to/big/blobs/uploads/1' })
      .end();
  };
  const server = http.createServer((request, response) => {
    const url = request.url ?? '';
    if (request.method === 'GET') give(url, response);
    else if (request.method === 'HEAD') response.writeHead(404, { 'content-length': 0 }).end();
    else take(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    digest,
    received: () => received,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

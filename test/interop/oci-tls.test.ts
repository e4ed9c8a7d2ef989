import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { createSend } from '../../shared/oci/http.ts';
import { interop } from '../kit/parts.ts';
import { startZerosRegistry, type ZerosRegistry } from '../kit/registry/zeros.ts';

const execute = promisify(execFile);
const KIT = path.join(import.meta.dirname, '..', 'kit', 'registry');

interface Told {
  readonly bytes?: number;
  readonly name?: string;
  readonly message?: string;
}

describe('a registry with a certificate of a private authority', () => {
  let directory: string;
  let registry: ZerosRegistry;
  let front: https.Server;
  let asked: string[];
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'fixity-tls-'));
    registry = await startZerosRegistry(8);
    asked = [];
  });
  afterEach(async () => {
    front.closeAllConnections();
    await new Promise((resolve) => front.close(resolve));
    await registry.close();
    await rm(directory, { recursive: true });
  });

  const openssl = (...args: readonly string[]): Promise<unknown> =>
    execute('openssl', args, { cwd: directory });

  /** `NAME.pem` and `NAME.key`, good for a day. */
  const makeAuthority = (name: string): Promise<unknown> =>
    openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'],
      ...['-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.pem`],
    );

  /** TLS for `registry.example` in front of the registry. */
  async function startFront(days: string): Promise<number> {
    await makeAuthority('authority');
    await openssl(
      ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=registry'],
      ...['-addext', 'subjectAltName=DNS:registry.example', '-keyout', 'server.key', '-out', 'server.csr'],
    );
    await openssl(
      ...['x509', '-req', '-in', 'server.csr', '-CA', 'authority.pem', '-CAkey', 'authority.key'],
      ...['-copy_extensions', 'copy', '-days', days, '-out', 'server.pem'],
    );
    const [key, cert] = await Promise.all(
      ['server.key', 'server.pem'].map((name) => readFile(path.join(directory, name))),
    );
    front = https.createServer({ key, cert }, (request, response) => {
      const [hostname, port] = registry.host.split(':');
      const { method, url, headers } = request;
      asked.push(`${method ?? ''} ${request.rawHeaders[0] ?? ''}`);
      const onward = http.request({ hostname, port, method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      request.pipe(onward);
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    return (front.address() as AddressInfo).port;
  }

  async function copy(host: string, authority?: string): Promise<Told> {
    const trust =
      authority === undefined ? {} : { NODE_EXTRA_CA_CERTS: path.join(directory, `${authority}.pem`) };
    const child = fork(
      path.join(KIT, 'measured-copy.ts'),
      [`${host}/from/big`, `${host}/to/big`, registry.digest],
      {
        execArgv: ['--no-warnings', '--require', path.join(KIT, 'resolve-here.cjs')],
        env: { PATH: process.env['PATH'], ...trust },
      },
    );
    const [[told]] = (await Promise.all([once(child, 'message'), once(child, 'exit')])) as [[Told], unknown];
    return told;
  }

  interop('is read and written when NODE_EXTRA_CA_CERTS names it', ['openssl'], async () => {
    const port = await startFront('1');
    expect((await copy(`registry.example:${port}`, 'authority')).bytes).toBe(registry.received());
    expect(registry.received()).toBeGreaterThan(8 * 1024 * 1024);
    // The layer was read around Node's parser, whose requests begin otherwise.
    expect(asked.filter((request) => request === 'GET host')).toHaveLength(1);
  });

  interop('is told nothing by a bulk read that does not trust it', ['openssl'], async () => {
    const port = await startFront('1');
    const url = new URL(`https://127.0.0.1:${port}/v2/from/big/blobs/x`);
    const headers = { authorization: 'Basic c2VjcmV0' };
    await expect(createSend()({ method: 'GET', url, headers, isBulk: true })).rejects.toThrow(
      /no encrypted connection to 127\.0\.0\.1.*UNABLE_TO_VERIFY_LEAF_SIGNATURE/,
    );
    expect(asked).toEqual([]);
  });

  interop(
    'is refused without, with another one, and under another name; each says what to do',
    ['openssl'],
    async () => {
      const port = await startFront('1');
      await makeAuthority('stranger');
      for (const [host, authority, message] of [
        [
          'registry.example',
          undefined,
          /UNABLE_TO_VERIFY_LEAF_SIGNATURE.* set NODE_EXTRA_CA_CERTS in the env of the job/,
        ],
        [
          'registry.example',
          'stranger',
          /UNABLE_TO_VERIFY_LEAF_SIGNATURE.* set NODE_EXTRA_CA_CERTS in the env of the job/,
        ],
        [
          'other.example',
          'authority',
          /ERR_TLS_CERT_ALTNAME_INVALID.* use the name that the certificate is for/,
        ],
      ] as const) {
        const told = await copy(`${host}:${port}`, authority);
        expect(told.name).toBe('UserError');
        expect(told.message).toMatch(message);
      }
      expect(registry.received()).toBe(0);
    },
  );

  interop('is refused after its certificate expired', ['openssl'], async () => {
    const port = await startFront('-1');
    const told = await copy(`registry.example:${port}`, 'authority');
    expect(told.message).toMatch(/CERT_HAS_EXPIRED.* renew the certificate/);
  });
});

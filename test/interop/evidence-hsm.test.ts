import { createPublicKey } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { runSigningCommand } from '../../shared/action/signing-command.ts';
import { attachStatement } from '../../shared/evidence/attach.ts';
import { commandSigner } from '../../shared/evidence/command-signer.ts';
import { SIGNATURE_TYPE } from '../../shared/evidence/predicates/known.ts';
import { statementAbout } from '../../shared/evidence/statement.ts';
import { loadEvidence } from '../../shared/evidence/verify.ts';
import { interop } from '../kit/parts.ts';
import { type TestRegistry, startRegistry } from '../kit/registry/registry.ts';
import { newImage, workbench } from './evidence-programs.ts';

const MODULE = '/usr/lib/softhsm/libsofthsm2.so';
const PARTS = ['softhsm2-util', 'pkcs11-tool', 'openssl', 'cosign'];

const bench = workbench();
const { directory, file, run } = bench;
const config = file(
  'softhsm2.conf',
  `directories.tokendir = ${directory}/tokens\nobjectstore.backend = file\n`,
);
const environment = ['env', `SOFTHSM2_CONF=${config}`, 'PIN=4711'];
const tool = ['pkcs11-tool', '--module', MODULE, '--login', '--pin', 'env:PIN'];
const inside = (...argv: readonly string[]): Promise<string> => run('env', ...environment.slice(1), ...argv);
let registry: TestRegistry;

beforeAll(async () => {
  mkdirSync(path.join(directory, 'tokens'));
  registry = await startRegistry();
});
afterAll(async () => {
  await registry.close();
  bench.close();
});

/** A key that is made in the device and never leaves it, and its public part in PEM. */
async function deviceKey(id: string, type: string): Promise<string> {
  await inside(...tool, '--keypairgen', '--key-type', type, '--id', id, '--label', `release-${id}`);
  const der = path.join(directory, `${id}.der`);
  await inside(...tool, '--read-object', '--type', 'pubkey', '--id', id, '--output-file', der);
  return run('openssl', 'pkey', '-pubin', '-inform', 'der', '-in', der);
}

describe('a key in a device that speaks PKCS #11', () => {
  interop(
    'signs by a command, and cosign and we verify it; another key of the device is noticed',
    PARTS,
    async () => {
      await inside(
        'softhsm2-util',
        '--init-token',
        '--free',
        '--label',
        'release',
        '--pin',
        '4711',
        '--so-pin',
        '0815',
      );
      const [publicPem, otherPem] = [
        await deviceKey('01', 'EC:prime256v1'),
        await deviceKey('02', 'EC:prime256v1'),
      ];
      const sign = ['--sign', '--mechanism', 'ECDSA', '--id', '01', '--signature-format', 'openssl'];
      const command = [...environment, ...tool, ...sign].join(' ');
      const signerOf = (pem: string) =>
        commandSigner(createPublicKey(pem), (digest) => runSigningCommand(command, digest, directory));
      const { store, index, reference } = await newImage(registry.host);
      const statement = statementAbout([index], SIGNATURE_TYPE, {});
      await attachStatement(store, signerOf(publicPem), statement, index);
      const { accepted } = await loadEvidence([store], index.digest, [{ name: 'hsm', publicKey: publicPem }]);
      expect(accepted.map(({ signedBy }) => signedBy)).toEqual(['hsm']);
      const key = file('hsm.pub', publicPem);
      const offline = ['--insecure-ignore-tlog=true', '--allow-http-registry', reference];
      expect(await run('cosign', 'verify', '--key', key, ...offline)).toContain(index.digest);
      await expect(attachStatement(store, signerOf(otherPem), statement, index)).rejects.toThrow(
        /no signature by the public key/,
      );
    },
  );
});

import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { runSigningCommand } from '../../shared/action/signing-command.ts';
import { attachStatement } from '../../shared/evidence/attach.ts';
import { commandSigner } from '../../shared/evidence/command-signer.ts';
import { SIGNATURE_TYPE } from '../../shared/evidence/predicates/known.ts';
import { type Signer, keySigner } from '../../shared/evidence/signer.ts';
import { statementAbout } from '../../shared/evidence/statement.ts';
import { loadEvidence } from '../../shared/evidence/verify.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { findProgram, interop } from '../kit/parts.ts';
import { REGISTRIES, newImage, storeAt, workbench } from './evidence-programs.ts';

const CANARY = 'https://fixity-actions.github.io/predicates/canary/v1';
/** By cosign's word for the type, or the URI. */
const TYPES = {
  slsaprovenance1: 'https://slsa.dev/provenance/v1',
  cyclonedx: 'https://cyclonedx.org/bom',
  spdxjson: 'https://spdx.dev/Document',
  vuln: 'https://cosign.sigstore.dev/attestation/vuln/v1',
  [CANARY]: CANARY,
} as const;

interface Keys {
  readonly privatePem: string;
  readonly publicPem: string;
  readonly signer: Signer;
}

function keys(kind: 'P-256' | 'RSA'): Keys {
  const pair =
    kind === 'P-256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 3072 });
  return {
    privatePem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    signer: keySigner(pair.privateKey),
  };
}

const bench = workbench();
const { file, run } = bench;
afterAll(bench.close);

const cosign = (...args: readonly string[]): Promise<string> => run('cosign', ...args);

const acceptedTypes = async (
  store: ImageStore,
  subject: Digest,
  publicPem: string,
): Promise<readonly string[]> => {
  const trusted = [{ name: 'release', publicKey: createPublicKey(publicPem) }];
  return (await loadEvidence([store], subject, trusted)).accepted.map(({ predicateType }) => predicateType);
};

describe.each(REGISTRIES)('on $kind', ({ parts, start }) => {
  let host = '';
  let close = (): Promise<void> => Promise.resolve();

  beforeAll(async () => {
    if (!parts.every((part) => findProgram(part) !== undefined)) return;
    const registry = await start();
    host = registry.host;
    close = () => registry.close();
  });
  afterAll(() => close());

  for (const kind of ['P-256', 'RSA'] as const) {
    interop(
      `cosign verifies what we sign with ${kind}, each type of it, and refuses another key`,
      ['cosign', ...parts],
      async () => {
        const { publicPem, signer } = keys(kind);
        const key = file(`ours-${kind}.pub`, publicPem);
        const other = file(`other-${kind}.pub`, keys('P-256').publicPem);
        const { store, index, reference } = await newImage(host);
        const offline = ['--insecure-ignore-tlog=true', '--allow-http-registry', reference];
        await attachStatement(store, signer, statementAbout([index], SIGNATURE_TYPE, {}), index);
        expect(await cosign('verify', '--key', key, ...offline)).toContain(index.digest);
        await expect(cosign('verify', '--key', other, ...offline)).rejects.toThrow();
        for (const [name, type] of Object.entries(TYPES)) {
          const before = cosign('verify-attestation', '--key', key, '--type', name, ...offline);
          await expect(before).rejects.toThrow();
          await attachStatement(store, signer, statementAbout([index], type, { about: name }), index);
          const output = await cosign('verify-attestation', '--key', key, '--type', name, ...offline);
          expect(output).toContain('"payloadType":"application/vnd.in-toto+json"');
        }
      },
    );

    interop(
      `we verify what cosign signs and attests with ${kind}, beside our own`,
      ['cosign', ...parts],
      async () => {
        const { privatePem, publicPem, signer } = keys(kind);
        const prefix = path.join(bench.directory, `cosign-${kind}`);
        await cosign(
          'import-key-pair',
          '--key',
          file('plain.pem', privatePem),
          '--output-key-prefix',
          prefix,
        );
        const { store, index, reference } = await newImage(host);
        await attachStatement(store, signer, statementAbout([index], TYPES.vuln, { about: 'ours' }), index);
        const offline = ['--use-signing-config=false', '--tlog-upload=false', '--allow-http-registry', '-y'];
        const signed = ['--key', `${prefix}.key`, ...offline, reference];
        await cosign('sign', ...signed);
        const bom = file('bom.json', JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6' }));
        await cosign('attest', '--type', 'cyclonedx', '--predicate', bom, ...signed);
        const types = await acceptedTypes(store, index.digest, publicPem);
        expect([...types].sort()).toEqual([TYPES.vuln, TYPES.cyclonedx, SIGNATURE_TYPE]);
        expect(await acceptedTypes(store, index.digest, keys('P-256').publicPem)).toEqual([]);
      },
    );
  }

  interop(
    'oras lists ours by type, and cp -r takes it along, where crane copy does not',
    ['oras', 'crane', ...parts],
    async () => {
      const { publicPem, signer } = keys('P-256');
      const { store, index, repository, reference } = await newImage(host);
      await attachStatement(store, signer, statementAbout([index], SIGNATURE_TYPE, {}), index);
      const type = 'application/vnd.dev.sigstore.bundle.v0.3+json';
      const found = await run(
        'oras',
        'discover',
        '--plain-http',
        '--artifact-type',
        type,
        '--format',
        'json',
        reference,
      );
      expect(found).toContain(type);
      const [byOras, byCrane] = [`${repository}-oras`, `${repository}-crane`];
      await run(
        'oras',
        'cp',
        '-r',
        '--from-plain-http',
        '--to-plain-http',
        reference,
        `${host}/${byOras}:1.0.0`,
      );
      await run('crane', 'copy', '--insecure', reference, `${host}/${byCrane}:1.0.0`);
      expect(await acceptedTypes(storeAt(host, byOras), index.digest, publicPem)).toEqual([SIGNATURE_TYPE]);
      expect(await acceptedTypes(storeAt(host, byCrane), index.digest, publicPem)).toEqual([]);
    },
  );

  interop(
    'cosign verifies what openssl signed for us, given a digest alone',
    ['openssl', 'cosign', ...parts],
    async () => {
      const { privatePem, publicPem } = keys('P-256');
      const command = `openssl pkeyutl -sign -inkey ${file('device.pem', privatePem)}`;
      const signer = commandSigner(createPublicKey(publicPem), (digest) =>
        runSigningCommand(command, digest, bench.directory),
      );
      const { store, index, reference } = await newImage(host);
      await attachStatement(store, signer, statementAbout([index], SIGNATURE_TYPE, {}), index);
      const key = file('device.pub', publicPem);
      const offline = ['--insecure-ignore-tlog=true', '--allow-http-registry', reference];
      expect(await cosign('verify', '--key', key, ...offline)).toContain(index.digest);
    },
  );

  interop('eight jobs that attach at the same moment lose nothing', parts, async () => {
    const { publicPem, signer } = keys('P-256');
    const { index, repository } = await newImage(host);
    const jobs = Array.from({ length: 8 }, (_, number) =>
      attachStatement(storeAt(host, repository), signer, statementAbout([index], CANARY, { number }), index),
    );
    await Promise.all(jobs);
    expect(await acceptedTypes(storeAt(host, repository), index.digest, publicPem)).toHaveLength(8);
  });
});

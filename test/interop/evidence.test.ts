import { execFile } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { attachStatement } from '../../shared/evidence/attach.ts';
import { SIGNATURE_TYPE } from '../../shared/evidence/predicates/known.ts';
import { keySigner } from '../../shared/evidence/signer.ts';
import { statementAbout } from '../../shared/evidence/statement.ts';
import { loadEvidence } from '../../shared/evidence/verify.ts';
import type { Descriptor } from '../../shared/oci/descriptor.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { systemClock } from '../../shared/action/system-clock.ts';
import { interop } from '../kit/parts.ts';
import { AMD64, ARM64, writeTestImage } from '../kit/registry/image.ts';
import { startRegistry } from '../kit/registry/registry.ts';

const exec = promisify(execFile);

const TYPES = {
  slsaprovenance1: 'https://slsa.dev/provenance/v1',
  cyclonedx: 'https://cyclonedx.org/bom',
  spdxjson: 'https://spdx.dev/Document',
  vuln: 'https://cosign.sigstore.dev/attestation/vuln/v1',
  'https://fixity-actions.github.io/predicates/canary/v1':
    'https://fixity-actions.github.io/predicates/canary/v1',
} as const;

interface Keys {
  readonly kind: string;
  readonly privatePem: string;
  readonly publicPem: string;
  readonly signer: ReturnType<typeof keySigner>;
}

function keys(kind: 'P-256' | 'RSA'): Keys {
  const pair =
    kind === 'P-256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 3072 });
  return {
    kind,
    privatePem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    signer: keySigner(pair.privateKey),
  };
}

const scratch = mkdtempSync(path.join(tmpdir(), 'fixity-evidence-'));
afterAll(() => {
  rmSync(scratch, { recursive: true });
});

const file = (name: string, content: string): string => {
  const full = path.join(scratch, name);
  writeFileSync(full, content);
  return full;
};

/** cosign as it works without a network, with a home of its own. */
const program = async (name: string, args: readonly string[]): Promise<string> => {
  const env = {
    ...process.env,
    HOME: scratch,
    DOCKER_CONFIG: scratch,
    COSIGN_PASSWORD: '',
    COSIGN_YES: 'true',
  };
  const { stdout, stderr } = await exec(name, args, { env, timeout: 60_000, maxBuffer: 16 * 1024 * 1024 });
  return stdout + stderr;
};
const cosign = (...args: readonly string[]): Promise<string> => program('cosign', args);

const storeAt = (host: string, repository: string): ImageStore =>
  openStore(parseReference(`${host}/${repository}`), {
    credentials: { for: () => Promise.resolve(undefined) },
    clock: systemClock,
  });

const trusted = (publicPem: string) => [{ name: 'release', publicKey: createPublicKey(publicPem) }];

const acceptedTypes = async (
  store: ImageStore,
  subject: Digest,
  publicPem: string,
): Promise<readonly string[]> =>
  (await loadEvidence([store], subject, trusted(publicPem))).accepted.map(
    ({ predicateType }) => predicateType,
  );

const REGISTRIES = [
  { kind: 'a registry with the referrers API', parts: [], start: () => startRegistry() },
] as const;

describe.each(REGISTRIES)('on $kind', ({ parts, start }) => {
  let host = '';
  let close = (): Promise<void> => Promise.resolve();
  let count = 0;

  beforeAll(async () => {
    const registry = await start();
    host = registry.host;
    close = () => registry.close();
  });
  afterAll(() => close());

  const newImage = async (): Promise<{
    store: ImageStore;
    index: Descriptor;
    reference: string;
    repository: string;
  }> => {
    const repository = `shop${++count}`;
    const store = storeAt(host, repository);
    const index = await writeTestImage(store, { platforms: [AMD64, ARM64], tag: '1.0.0' });
    return { store, index, repository, reference: `${host}/${repository}@${index.digest}` };
  };

  for (const kind of ['P-256', 'RSA'] as const) {
    interop(
      `cosign verifies what we sign with ${kind}, each type of it, and refuses another key`,
      ['cosign', ...parts],
      async () => {
        const { publicPem, signer } = keys(kind);
        const key = file(`ours-${kind}.pub`, publicPem);
        const other = file(`other-${kind}.pub`, keys('P-256').publicPem);
        const { store, index, reference } = await newImage();
        const offline = ['--insecure-ignore-tlog=true', '--allow-http-registry', reference];
        await attachStatement(store, signer, statementAbout([index], SIGNATURE_TYPE, {}), index);
        expect(await cosign('verify', '--key', key, ...offline)).toContain(index.digest);
        await expect(cosign('verify', '--key', other, ...offline)).rejects.toThrow();
        for (const [name, type] of Object.entries(TYPES)) {
          const wrong = cosign('verify-attestation', '--key', key, '--type', name, ...offline);
          await expect(wrong).rejects.toThrow();
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
        file('plain.pem', privatePem);
        await cosign(
          'import-key-pair',
          '--key',
          path.join(scratch, 'plain.pem'),
          '--output-key-prefix',
          path.join(scratch, `cosign-${kind}`),
        );
        const key = path.join(scratch, `cosign-${kind}.key`);
        const { store, index, reference } = await newImage();
        await attachStatement(store, signer, statementAbout([index], TYPES.vuln, { about: 'ours' }), index);
        const offline = ['--use-signing-config=false', '--tlog-upload=false', '--allow-http-registry', '-y'];
        await cosign('sign', '--key', key, ...offline, reference);
        const predicate = file('bom.json', JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6' }));
        await cosign(
          'attest',
          '--key',
          key,
          '--type',
          'cyclonedx',
          '--predicate',
          predicate,
          ...offline,
          reference,
        );
        expect([...(await acceptedTypes(store, index.digest, publicPem))].sort()).toEqual([
          TYPES.vuln,
          TYPES.cyclonedx,
          SIGNATURE_TYPE,
        ]);
        expect(await acceptedTypes(store, index.digest, keys('P-256').publicPem)).toEqual([]);
      },
    );
  }

  interop(
    'oras lists ours by type, and cp -r takes it along, where crane copy does not',
    ['oras', 'crane', ...parts],
    async () => {
      const { publicPem, signer } = keys('P-256');
      const { store, index, repository, reference } = await newImage();
      await attachStatement(store, signer, statementAbout([index], SIGNATURE_TYPE, {}), index);
      const discovered = await program('oras', [
        'discover',
        '--plain-http',
        '--artifact-type',
        'application/vnd.dev.sigstore.bundle.v0.3+json',
        '--format',
        'json',
        reference,
      ]);
      expect(discovered).toContain('application/vnd.dev.sigstore.bundle.v0.3+json');
      await program('oras', [
        'cp',
        '-r',
        '--from-plain-http',
        '--to-plain-http',
        reference,
        `${host}/${repository}-oras:1.0.0`,
      ]);
      await program('crane', ['copy', '--insecure', reference, `${host}/${repository}-crane:1.0.0`]);
      expect(await acceptedTypes(storeAt(host, `${repository}-oras`), index.digest, publicPem)).toEqual([
        SIGNATURE_TYPE,
      ]);
      expect(await acceptedTypes(storeAt(host, `${repository}-crane`), index.digest, publicPem)).toEqual([]);
    },
  );
});

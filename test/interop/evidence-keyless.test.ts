import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { systemClock } from '../../shared/action/system-clock.ts';
import { attachStatement } from '../../shared/evidence/attach.ts';
import { keylessSigner } from '../../shared/evidence/keyless.ts';
import { SIGNATURE_TYPE } from '../../shared/evidence/predicates/known.ts';
import { statementAbout } from '../../shared/evidence/statement.ts';
import { parseTrustRoots } from '../../shared/evidence/trust-root.ts';
import { loadEvidence } from '../../shared/evidence/verify.ts';
import { digestOf } from '../../shared/oci/digest.ts';
import { findProgram, interop } from '../kit/parts.ts';
import { ISSUER, type Sigstore, startSigstore } from '../kit/sigstore/sigstore.ts';
import { REGISTRIES, newImage, workbench } from './evidence-programs.ts';

const WORKFLOW = 'acme/shop/.github/workflows/deliver.yml@refs/tags/v1.4.2';
const SUBJECT = `https://github.com/${WORKFLOW}`;
const CLAIMS = { job_workflow_ref: WORKFLOW, san: SUBJECT, repository: 'acme/shop' };
const PROVENANCE = 'https://slsa.dev/provenance/v1';

const INSTANCES = [
  { name: 'a log', options: { log: true, timestamps: false }, flags: [] },
  {
    name: 'a timestamp authority and no log',
    options: { log: false, timestamps: true },
    flags: ['--use-signed-timestamps', '--insecure-ignore-tlog=true'],
  },
] as const;

const bench = workbench();
const { file, run } = bench;
afterAll(bench.close);

describe.each(REGISTRIES)('on $kind', ({ parts, start }) => {
  describe.each(INSTANCES)('with an instance that has $name', ({ options, flags }) => {
    let host = '';
    let sigstore: Sigstore;
    let trustedRoot = '';
    let close = (): Promise<void> => Promise.resolve();

    beforeAll(async () => {
      sigstore = await startSigstore(options);
      trustedRoot = file('trusted_root.json', sigstore.trustRoot);
      if (!parts.every((part) => findProgram(part) !== undefined)) return;
      const registry = await start();
      host = registry.host;
      close = () => registry.close();
    });
    afterAll(async () => {
      await close();
      await sigstore.close();
    });

    interop('cosign verifies what we sign by its identity, and no other', ['cosign', ...parts], async () => {
      const signer = await keylessSigner({
        services: sigstore.services,
        trustRoot: sigstore.trustRoot,
        idToken: () => Promise.resolve(sigstore.token(CLAIMS)),
        clock: systemClock,
      });
      const { store, index, reference } = await newImage(host);
      await attachStatement(store, signer, statementAbout([index], SIGNATURE_TYPE, {}), index);
      await attachStatement(store, signer, statementAbout([index], PROVENANCE, { a: 1 }), index);
      const verify = (command: readonly string[], subject: string): Promise<string> =>
        run(
          'cosign',
          ...command,
          ...[
            '--trusted-root',
            trustedRoot,
            '--certificate-oidc-issuer',
            ISSUER,
            '--certificate-identity',
            subject,
          ],
          ...[...flags, '--allow-http-registry', reference],
        );
      expect(await verify(['verify'], SUBJECT)).toContain(index.digest);
      expect(await verify(['verify-attestation', '--type', 'slsaprovenance1'], SUBJECT)).toContain(
        'payloadType',
      );
      await expect(verify(['verify'], `${SUBJECT}-other`)).rejects.toThrow();
    });

    interop(
      'sigstore-go verifies what we sign, the library of gh and of admission controllers',
      ['sigstore-go-verification', ...parts],
      async () => {
        const signer = await keylessSigner({
          services: sigstore.services,
          trustRoot: sigstore.trustRoot,
          idToken: () => Promise.resolve(sigstore.token(CLAIMS)),
          clock: systemClock,
        });
        const { index } = await newImage(host);
        const { bytes } = await signer.sign(statementAbout([index], PROVENANCE, { a: 1 }));
        const bundle = file('bundle.sigstore.json', bytes.toString());
        const verify = (subject: string, digest = index.digest): Promise<string> =>
          run(
            'sigstore-go-verification',
            ...['-trustedrootJSONpath', trustedRoot, '-artifact-digest', digest.replace('sha256:', '')],
            ...['-expectedIssuer', ISSUER, '-expectedSAN', subject],
            ...(options.log ? [] : ['-requireTlog=false']),
            bundle,
          );
        expect(await verify(SUBJECT)).toContain('Verification successful');
        await expect(verify(`${SUBJECT}-other`)).rejects.toThrow();
        await expect(verify(SUBJECT, digestOf('another image'))).rejects.toThrow();
      },
    );

    interop('we verify what cosign signs by its identity, and no other', ['cosign', ...parts], async () => {
      const { store, index, reference } = await newImage(host);
      const config = file('signing_config.json', sigstore.signingConfig);
      const token = file('token', sigstore.token(CLAIMS));
      const instance = ['--identity-token', token, '--signing-config', config, '--trusted-root', trustedRoot];
      await run('cosign', 'sign', '-y', ...instance, '--allow-http-registry', reference);
      const load = (subject: string) =>
        loadEvidence([store], index.digest, [{ name: 'release', issuer: ISSUER, subject }], {
          trustRoots: parseTrustRoots(sigstore.trustRoot),
        });
      const { accepted, ignored } = await load(SUBJECT);
      expect(ignored).toEqual([]);
      expect(accepted).toMatchObject([{ predicateType: SIGNATURE_TYPE, signedBy: 'release' }]);
      expect((await load(SUBJECT.replace('v1.4.2', 'v1.4.3'))).accepted).toEqual([]);
    });
  });
});

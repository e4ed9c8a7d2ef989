import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';
import { contract } from '../../actions/sign/contract.ts';
import { run as sign } from '../../actions/sign/sign.ts';
import { parseInputs } from '../../shared/action/contract.ts';
import { interop } from '../kit/parts.ts';
import { workbench } from '../interop/evidence-programs.ts';
import { outputOf, removeDirectories } from '../unit/actions/build-image/repository.ts';
import { PARTS, type World, build, startWorld } from './buildkit-world.ts';

const bench = workbench();
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

let world: World | undefined;

beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterEach(removeDirectories);
afterAll(async () => {
  await world?.stop();
  bench.close();
});

describe('what was built with BuildKit, attested and signed', () => {
  interop(
    'is verified by cosign: our provenance of the index, both SBOMs of the platform',
    [...PARTS, 'cosign'],
    async () => {
      if (world === undefined) throw new Error('no BuildKit');
      const image = `${world.registry.host}/acme/shop`;
      const { outcome, context, index, digest } = await build(
        world,
        ['FROM base', 'RUN echo x > /x', 'USER 1'],
        {
          image,
          'buildkit-attestations': `provenance\nsbom=${world.scanner}`,
        },
      );
      const inputs: Readonly<Record<string, string>> = {
        image: outputOf(outcome, 'image'),
        attestations: outputOf(outcome, 'attestations'),
        key: PEM,
      };
      const parsed = parseInputs<(typeof contract)['inputs']>(contract, (name) => inputs[name] ?? '');
      expect((await sign(parsed, context)).result).toBe('done');
      const key = bench.file('key.pub', publicKey.export({ type: 'spki', format: 'pem' }).toString());
      const verified = (type: string, subject: string): Promise<string> =>
        bench.run(
          'cosign',
          ...['verify-attestation', '--key', key, '--type', type],
          ...['--insecure-ignore-tlog=true', '--allow-http-registry', `${image}@${subject}`],
        );
      const platform = index.manifests[0]?.digest ?? '';
      expect(await verified('slsaprovenance1', digest)).toContain('payload');
      expect(await verified('spdxjson', platform)).toContain('payload');
      expect(await verified('cyclonedx', platform)).toContain('payload');
      await expect(verified('slsaprovenance1', platform)).rejects.toThrow();
    },
    120_000,
  );
});

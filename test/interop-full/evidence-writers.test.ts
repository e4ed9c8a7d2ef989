import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { attachStatement } from '../../shared/evidence/attach.ts';
import { keySigner } from '../../shared/evidence/signer.ts';
import { statementAbout } from '../../shared/evidence/statement.ts';
import { loadEvidence } from '../../shared/evidence/verify.ts';
import { generateKeyPairSync } from 'node:crypto';
import { findProgram, interop } from '../kit/parts.ts';
import { startDistribution } from '../kit/distribution.ts';
import { startReferrersRegistry } from '../kit/referrers-registry.ts';
import { startRegistry } from '../kit/registry/registry.ts';
import { newImage, storeAt } from '../interop/evidence-programs.ts';

const [TRIALS, WRITERS] = [30, 8];
const TYPE = 'https://acme.example/note/v1';

const KINDS = [
  { kind: 'a registry with the referrers API', parts: [], start: () => startRegistry() },
  { kind: 'a registry without it', parts: [], start: () => startRegistry({ referrers: false }) },
  { kind: 'docker-registry, which has none', parts: ['docker-registry'], start: () => startDistribution() },
  {
    kind: 'ociregistry, which has it',
    parts: ['referrers-registry'],
    start: () => startReferrersRegistry('ociregistry'),
  },
  { kind: 'ggcr, which has it', parts: ['referrers-registry'], start: () => startReferrersRegistry('ggcr') },
] as const;

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

describe.each(KINDS)('on $kind', ({ parts, start }) => {
  let host = '';
  let close = (): Promise<void> => Promise.resolve();
  beforeAll(async () => {
    if (!parts.every((part) => findProgram(part) !== undefined)) return;
    const registry = await start();
    host = registry.host;
    close = () => registry.close();
  });
  afterAll(() => close());

  interop(
    `${TRIALS} times ${WRITERS} jobs that attach to one image at the same moment lose none of ${TRIALS * WRITERS}`,
    parts,
    async () => {
      let found = 0;
      for (let trial = 0; trial < TRIALS; trial += 1) {
        const { index, repository, store } = await newImage(host);
        const jobs = Array.from({ length: WRITERS }, (_, writer) =>
          // A store of its own each: nothing but the registry is shared, as between jobs.
          attachStatement(
            storeAt(host, repository),
            keySigner(privateKey),
            statementAbout([index], TYPE, { writer }),
            index,
          ),
        );
        await Promise.all(jobs);
        const trusted = [{ name: 'release', publicKey }];
        found += (await loadEvidence([store], index.digest, trusted)).accepted.length;
      }
      expect(found).toBe(TRIALS * WRITERS);
    },
    300_000,
  );
});

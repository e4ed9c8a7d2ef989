import { attachStatement } from '../../../../shared/evidence/attach.ts';
import { CANARY_TYPE } from '../../../../shared/evidence/predicates/canary.ts';
import { SIGNATURE_TYPE } from '../../../../shared/evidence/predicates/known.ts';
import {
  PROMOTION_TYPE,
  type Promotion,
  parsePromotion,
} from '../../../../shared/evidence/predicates/promotion.ts';
import { PROVENANCE_TYPE } from '../../../../shared/evidence/predicates/provenance.ts';
import { CYCLONEDX_TYPE } from '../../../../shared/evidence/predicates/sbom.ts';
import { TEST_RESULT_TYPE, testResultPredicate } from '../../../../shared/evidence/predicates/test-result.ts';
import {
  VULNERABILITIES_TYPE,
  vulnerabilitiesPredicate,
} from '../../../../shared/evidence/predicates/vulnerabilities.ts';
import { type Signer } from '../../../../shared/evidence/signer.ts';
import { statementAbout } from '../../../../shared/evidence/statement.ts';
import { loadEvidence } from '../../../../shared/evidence/verify.ts';
import type { Descriptor } from '../../../../shared/oci/descriptor.ts';
import { type Digest, digestOf } from '../../../../shared/oci/digest.ts';
import { readImage } from '../../../../shared/oci/image.ts';

import { type World, promoteBuilt } from './world.ts';

/** Things that can be known about an image. */
export type Kind = 'signature' | 'provenance' | 'sbom' | 'tests' | 'scan' | 'canary';

export const EVERYTHING: readonly Kind[] = ['signature', 'provenance', 'sbom', 'tests', 'scan'];

const none = { found: 0, fixable: 0 };

export interface Proof {
  readonly signer?: Signer;
  readonly store?: string;
  readonly verdict?: string;
  readonly critical?: number;
  readonly result?: 'PASSED' | 'FAILED';
}

/** Signs the kinds of evidence and attaches them where they belong. */
export async function prove(
  world: World,
  image: Descriptor,
  kinds: readonly Kind[],
  options: Proof = {},
): Promise<void> {
  const store = world.store(options.store ?? 'build/shop');
  const { platforms } = await readImage(store, image.digest);
  const subjects = { index: [image], platforms: platforms.map(({ manifest }) => manifest.descriptor) };
  for (const kind of kinds) {
    const [type, predicate, of] = statementOf(kind, world.clock.now(), options);
    for (const subject of subjects[of]) {
      const statement = statementAbout([subject], type, predicate);
      await attachStatement(store, options.signer ?? world.signer, statement, subject);
    }
  }
}

type Stated = readonly [type: string, predicate: unknown, of: 'index' | 'platforms'];

function statementOf(
  kind: Kind,
  now: Date,
  { verdict = 'pass', critical = 0, result = 'PASSED' }: Proof,
): Stated {
  switch (kind) {
    case 'signature':
      return [SIGNATURE_TYPE, {}, 'index'];
    case 'provenance':
      return [PROVENANCE_TYPE, provenance('acme/shop'), 'index'];
    case 'sbom':
      return [CYCLONEDX_TYPE, { bomFormat: 'CycloneDX', specVersion: '1.6' }, 'platforms'];
    case 'tests':
      return [TEST_RESULT_TYPE, testResultPredicate({ suite: 'unit', result, finishedOn: now }), 'index'];
    case 'scan':
      return [VULNERABILITIES_TYPE, scan(now, critical), 'platforms'];
    case 'canary':
      return [CANARY_TYPE, { environment: 'staging', verdict, finishedAt: now.toISOString() }, 'index'];
  }
}

const provenance = (repository: string) => ({
  buildDefinition: {
    buildType: 'https://example.com/build',
    externalParameters: {},
    resolvedDependencies: [
      { uri: `git+https://github.com/${repository}@refs/tags/v1`, digest: { gitCommit: 'c'.repeat(40) } },
    ],
  },
  runDetails: { builder: { id: 'https://example.com/builder' } },
});

const scan = (now: Date, critical: number) =>
  vulnerabilitiesPredicate(
    {
      startedAt: now,
      finishedAt: now,
      version: '1',
      verdict: critical > 0 ? 'fail' : 'pass',
      counts: {
        critical: { found: critical, fixable: critical },
        high: none,
        medium: none,
        low: none,
        unknown: none,
      },
      complete: true,
      incomplete: [],
      packages: 3,
      ecosystems: ['Debian:12'],
      snapshot: { digest: digestOf('snapshot'), newest: now, records: 4 },
      policyDigest: digestOf('policy'),
      sbom: '',
      findings: [],
      findingsTotal: 0,
    },
    { uri: 'https://github.com/acme/shop/actions/runs/1', builder: 'b', run: '1' },
  );

/** A digest that went to staging, and whose canary there ended well. */
export async function readyForProduction(world: World, content = 'v1'): Promise<Descriptor> {
  const image = await world.build(content);
  await prove(world, image, EVERYTHING);
  await promoteBuilt(world, image, 'staging');
  await prove(world, image, ['canary']);
  return image;
}

/** The records of promotions to `environment` that are attached in a repository. */
export async function recordsIn(
  world: World,
  store: string,
  { digest }: Descriptor,
  environment: string,
): Promise<readonly { readonly promotion: Promotion; readonly bundle: Digest }[]> {
  const trusted = [{ ...world.signer.trust, name: 'release' }];
  const { accepted } = await loadEvidence([world.store(store)], digest, trusted);
  return accepted
    .filter(({ predicateType }) => predicateType === PROMOTION_TYPE)
    .map(({ statement, bundleDigest }) => ({
      promotion: parsePromotion(statement.predicate),
      bundle: bundleDigest,
    }))
    .filter(({ promotion }) => promotion.environment === environment);
}

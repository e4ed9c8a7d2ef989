import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type Promotion, parsePromotion } from '../../../../shared/evidence/predicates/promotion.ts';
import { digestOf } from '../../../../shared/oci/digest.ts';
import { type Problem, UserError } from '../../../../shared/text/error.ts';

const WHOLE: Promotion = {
  environment: 'production',
  from: ['canary'],
  image: 'shop',
  source: 'ghcr.io/acme/shop',
  repository: 'ghcr.io/acme/shop-production',
  digest: digestOf('new'),
  previousDigest: digestOf('old'),
  policy: { uri: 'https://github.com/acme/shop@c0ffee/.github/fixity.yml', digest: digestOf('policy') },
  evidence: [{ type: 'https://slsa.dev/provenance/v1', digest: digestOf('bundle') }],
  warnings: ['sbom'],
  plan: digestOf('plan'),
  approvedBy: ['alice'],
  requestedBy: 'octocat',
  run: 'https://github.com/acme/shop/actions/runs/4711',
  commit: 'c0ffee',
  deployment: 7,
  time: '2026-11-24T12:00:00.000Z',
};

const schema = JSON.parse(
  readFileSync(
    path.join(import.meta.dirname, '../../../../docs/predicates/promotion-v1.schema.json'),
    'utf8',
  ),
) as object;
const validate = new Ajv2020({ strict: true, formats: { 'date-time': true } }).compile(schema);

const problemsOf = (value: unknown): readonly Problem[] => {
  try {
    parsePromotion(value);
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
};

describe('the record of a promotion', () => {
  it('is read as it was written, and follows its published schema', () => {
    expect(parsePromotion(JSON.parse(JSON.stringify(WHOLE)))).toEqual(WHOLE);
    expect(validate(WHOLE)).toBe(true);
  });

  it('may hold more than we know', () => {
    expect(parsePromotion({ ...WHOLE, approvals: [] })).toEqual(WHOLE);
    expect(validate({ ...WHOLE, approvals: [] })).toBe(true);
  });

  it.each([
    ['environment', ''],
    ['image', undefined],
    ['repository', 7],
    ['digest', 'sha256:abc'],
    ['previousDigest', 'v1'],
    ['policy', { uri: 'u' }],
    ['evidence', [{ type: 't', digest: 'd' }]],
  ])('with a wrong %s is none', (field, value) => {
    const wrong = { ...WHOLE, [field]: value };
    expect(problemsOf(wrong)).not.toEqual([]);
    expect(validate(JSON.parse(JSON.stringify(wrong)))).toBe(false);
  });

  it('with a time that is none is none', () => {
    expect(problemsOf({ ...WHOLE, time: 'yesterday' })).toMatchObject([
      { what: 'promotion: time is not a time' },
    ]);
  });
});

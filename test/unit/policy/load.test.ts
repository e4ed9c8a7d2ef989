import { readFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { digestOf } from '../../../shared/oci/digest.ts';
import { policyJsonSchema } from '../../../shared/policy/json-schema.ts';
import { type RepositoryFiles, loadPolicy, parsePolicy } from '../../../shared/policy/load.ts';
import { type Problem, UserError, describeProblem } from '../../../shared/text/error.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PUBLIC = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const PRIVATE = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const files = (contents: Readonly<Record<string, string>>): RepositoryFiles => ({
  uri: 'https://github.com/acme/shop@c0ffee',
  read: (path) => {
    const text = contents[path];
    return Promise.resolve(text === undefined ? undefined : Buffer.from(text));
  },
});

const WHOLE = `version: 1
trust:
  release: {key: keys/release.pub, valid-until: 2027-06-30}
  old: {key: keys/release.pub, revoked: true}
images:
  shop: {repository: ghcr.io/acme/shop}
environments:
  staging:
    require:
      signed-by: [release]
      provenance: {source: github.com/acme/shop, by: [release]}
      sbom: {format: cyclonedx}
      tests: [{suite: unit, within: 7d}]
      vulnerabilities: {critical: 0, high: 0, fixable-only: true, scanned-within: 24h}
    targets: [{kustomize: deploy/staging/kustomization.yaml, image: shop}]
  production:
    from: [staging]
    mode: enforce
    promoted-by: [release]
    require:
      sbom: true
      canary: {verdict: pass, in: staging, within: 2d}
      soak: {in: staging, at-least: 30m}
    destinations: [ghcr.io/acme/prod, {image: shop, repository: eu.example.com/prod}]
    targets: [{kubernetes: deploy/app.yaml, image: shop, container: web}]
`;

const problemsOf = (text: string): readonly Problem[] => {
  try {
    parsePolicy(text);
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
  return [];
};

const told = (problem: Problem): string =>
  `${problem.at?.line ?? 0}:${problem.at?.column ?? 0} ${describeProblem(problem)}`;

describe('a policy', () => {
  it('is read with its keys and its digest', async () => {
    const policy = await loadPolicy(files({ '.github/fixity.yml': WHOLE, 'keys/release.pub': PUBLIC }));
    expect(policy.digest).toBe(digestOf(WHOLE));
    expect(policy.uri).toBe('https://github.com/acme/shop@c0ffee/.github/fixity.yml');
    expect(policy.signers.map(({ name, revoked }) => [name, revoked])).toEqual([
      ['release', undefined],
      ['old', true],
    ]);
    expect(policy.signers[0]?.validUntil).toEqual(new Date('2027-06-30T23:59:59.999Z'));
    expect(policy.environments?.get('production')).toMatchObject({
      from: ['staging'],
      promotedBy: ['release'],
      require: { soak: { in: 'staging', atLeast: 1_800_000 } },
      destinations: ['ghcr.io/acme/prod', { image: 'shop', repository: 'eu.example.com/prod' }],
    });
  });

  it('is refused when there is none', async () => {
    await expect(loadPolicy(files({}))).rejects.toThrow(/there is no policy in .*c0ffee/);
  });

  it.each([
    ['is not there', {}, /no file keys\/release.pub/],
    ['is a private one', { 'keys/release.pub': PRIVATE }, /not a public key/],
    ['is something else', { 'keys/release.pub': 'hello' }, /not a public key/],
  ])('is refused when a key %s, with its line', async (_, contents, reason) => {
    const loading = loadPolicy(files({ '.github/fixity.yml': WHOLE, ...contents }));
    await expect(loading).rejects.toThrow(reason);
    await expect(loading).rejects.toMatchObject({
      problems: [{ at: { line: 3, column: 18 } }, { at: { line: 4 } }],
    });
  });
});

const MINIMAL = `version: 1
trust: {release: {key: a.pub}}
images: {shop: {repository: ghcr.io/acme/shop}}
environments:
`;

describe('a mistake in a policy', () => {
  const cases: readonly (readonly [string, string, string | RegExp])[] = [
    [
      'an unknown key, with the nearest known one',
      'version: 1\nenviroments: {}\n',
      /^2:1 unknown key "enviroments" – known are version, .* – did you mean 'environments'\?$/,
    ],
    ['no version', 'images: {}\n', /^1:1 version is missing/],
    ['a version of the future', 'version: 2\n', '1:10 version is not right – 1 – saw 2'],
    ['no mapping', '- a\n', '1:1 the file is not right – a mapping – saw a list'],
    ['not YAML', 'version: 1\nimages: {a\n', /^3:1 not valid YAML/],
    ['a key twice', 'version: 1\nversion: 1\n', /^2:1 not valid YAML: Map keys must be unique/],
    ['an alias', 'version: 1\nimages: &a {}\ntrust: *a\n', /^3:8 an alias, \*a/],
    [
      'a number as text',
      `${MINIMAL}  a: {require: {vulnerabilities: {critical: "0"}}}\n`,
      /critical is not right – a whole number from 0 – saw "0"/,
    ],
    ['a negative number', `${MINIMAL}  a: {require: {vulnerabilities: {critical: -1}}}\n`, /saw -1/],
    [
      'a duration without a unit',
      `${MINIMAL}  a: {require: {tests: [{suite: u, within: 7}]}}\n`,
      /tests\[0\]\.within is not right – a duration/,
    ],
    [
      'a day that is none',
      'version: 1\ntrust: {r: {key: k, valid-until: 2027-02-30}}\n',
      /^2:34 trust\.r\.valid-until is not right/,
    ],
    ['a path that leads out', 'version: 1\ntrust: {r: {key: ../k}}\n', /trust\.r\.key is not right – a path/],
    ['an absolute path', 'version: 1\ntrust: {r: {key: /k}}\n', /trust\.r\.key is not right/],
    [
      'a repository with a tag',
      'version: 1\nimages: {a: {repository: "ghcr.io/a:1"}}\n',
      /repository is not right – a repository such as/,
    ],
    [
      'a name of other letters',
      'version: 1\nimages: {"a b": {repository: ghcr.io/a}}\n',
      /^2:10 "a b" does not name an image/,
    ],
    ['an empty list', `${MINIMAL}  a: {from: []}\n`, /from is not right – a list with at least one item/],
    [
      'an unknown environment',
      `${MINIMAL}  staging: {}\n  prod: {from: [stagin]}\n`,
      /^6:17 .*from\[0\] names no environment – known are staging, prod – saw "stagin" – did you mean 'staging'\?/,
    ],
    [
      'an unknown trust entry',
      `${MINIMAL}  a: {require: {signed-by: [relase]}}\n`,
      /signed-by\[0\] names no trust entry.*did you mean 'release'/,
    ],
    [
      'an unknown signer of one requirement',
      `${MINIMAL}  a: {require: {tests: [{suite: u, by: [x]}]}}\n`,
      /tests\[0\]\.by\[0\] names no trust entry/,
    ],
    [
      'an unknown image',
      `${MINIMAL}  a: {targets: [{kustomize: k.yaml, image: shp}]}\n`,
      /targets\[0\]\.image names no image.*did you mean 'shop'/,
    ],
    [
      'a target of no kind',
      `${MINIMAL}  a: {targets: [{image: shop}]}\n`,
      /is not one target – exactly one of .* – saw none of them/,
    ],
    [
      'a target of two kinds',
      `${MINIMAL}  a: {targets: [{image: shop, kustomize: a, kubernetes: b}]}\n`,
      /saw kustomize and kubernetes/,
    ],
    [
      'an option of another kind',
      `${MINIMAL}  a: {targets: [{image: shop, kustomize: a, container: b}]}\n`,
      /container does not belong/,
    ],
    [
      'an environment that comes from itself',
      `${MINIMAL}  a: {from: [c]}\n  b: {from: [a]}\n  c: {from: [b]}\n`,
      /^5:13 environment 'a' comes from itself.*a ← c ← b ← a/,
    ],
  ];
  it.each(cases)('%s is told with its place', (_, text, expected) => {
    const [problem, ...others] = problemsOf(text).map(told);
    expect(problem).toMatch(expected);
    expect(others).toEqual([]);
  });

  it('does not hide another one: all are told, in the order of the file', () => {
    const text = 'version: 3\ntrust: {r: {kay: a}}\nimages: {a: {repository: "A:1"}}\nscan: []\n';
    expect(problemsOf(text).map(({ at }) => at?.line)).toEqual([1, 2, 3, 4]);
  });

  it('about a destination asks which image it is for, when there are several', () => {
    const text = `version: 1\nimages: {a: {repository: x.io/a}, b: {repository: x.io/b}}\nenvironments: {p: {destinations: [x.io/p]}}\n`;
    expect(problemsOf(text).map(told)).toEqual([
      expect.stringMatching(/^3:35 environments\.p\.destinations\[0\] does not say for which image it is/),
    ]);
  });
});

describe('the JSON Schema for editors', () => {
  const schema = policyJsonSchema();
  const validate = new Ajv2020({ strict: false }).compile(schema);

  it('is published as it is', () => {
    const published = readFileSync(`${import.meta.dirname}/../../../docs/schemas/policy.schema.json`, 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  it.each([
    ['a whole policy', WHOLE, true],
    ['an unknown key', 'version: 1\nenviroments: {}\n', false],
    ['a wrong duration', `${MINIMAL}  a: {require: {tests: [{suite: u, within: soon}]}}\n`, false],
    ['sbom: false', `${MINIMAL}  a: {require: {sbom: false}}\n`, true],
    ['a path that leads out', 'version: 1\ntrust: {r: {key: ../k}}\n', false],
  ])('agrees about %s', (_, text, valid) => {
    expect(validate(parse(text))).toBe(valid);
    expect(problemsOf(text).length === 0).toBe(valid);
  });
});

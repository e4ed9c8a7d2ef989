import { describe, expect, it } from '@jest/globals';
import { contract } from '../../../../actions/build-image/contract.ts';
import { unconfirmed } from '../../../../actions/build-image/dockerfile-recipe.ts';
import { parseRecipe } from '../../../../actions/build-image/recipe.ts';
import { parseInputs } from '../../../../shared/action/contract.ts';

const DIGEST = `sha256:${'ab'.repeat(32)}`;

/** What `build-image` writes for a Dockerfile, with other parameters. */
const predicate = (external: object = {}, internal: object = {}) => ({
  buildDefinition: {
    buildType: 'https://fixity-actions.github.io/build-types/buildkit/v1',
    externalParameters: {
      file: { path: 'build/Dockerfile', digest: {} },
      context: 'build',
      platforms: ['linux/amd64'],
      buildArgs: { NAME: 'world' },
      buildContexts: { base: 'oci-layout:///runner/base:v1', tools: `docker-image://tools:1@${DIGEST}` },
      secretIds: ['npm'],
      ...external,
    },
    internalParameters: {
      sourceDateEpoch: 1,
      builder: { name: 'buildkit', version: '0.34.2' },
      pins: { images: { 'node:24': DIGEST }, contexts: { base: DIGEST }, frontend: `f:1@${DIGEST}` },
      ...internal,
    },
    resolvedDependencies: [{ name: 'source', digest: { gitCommit: 'c'.repeat(40) } }],
  },
  runDetails: { builder: { id: 'x' } },
});

const inputsOf = (inputs: Readonly<Record<string, string>>) =>
  parseInputs<(typeof contract)['inputs']>(
    contract,
    (name) => ({ file: 'build/Dockerfile', image: 'a/b', ...inputs })[name] ?? '',
  );

const CONFIRMED = {
  'build-args': 'NAME=world',
  'build-contexts': 'base=oci-layout://elsewhere:v1\ntools=docker-image://tools:1',
  secrets: 'npm=hunter2',
};

describe('the recipe of a Dockerfile', () => {
  it('is followed in what part of the checkout is built, and in what names meant', () => {
    const { inputs, dockerfile } = parseRecipe(predicate());
    expect(inputs).toMatchObject({
      file: 'build/Dockerfile',
      context: 'build',
      builder: 'buildkit',
      platforms: [{ os: 'linux', architecture: 'amd64' }],
    });
    expect(inputs).not.toHaveProperty('buildArgs');
    expect(inputs).not.toHaveProperty('buildContexts');
    expect(dockerfile).toMatchObject({
      pins: { images: { 'node:24': DIGEST }, contexts: { base: DIGEST }, frontend: `f:1@${DIGEST}` },
      builderVersion: '0.34.2',
    });
  });

  it.each([
    [{ context: '../..' }, /directory of the checkout/],
    [{ context: '/etc' }, /directory of the checkout/],
    [{ file: { path: '../Dockerfile' } }, /file of the checkout/],
  ])('does not lead out of the checkout: %j', (external, message) => {
    expect(() => parseRecipe(predicate(external))).toThrow(message);
  });
});

describe('unconfirmed', () => {
  const problems = (inputs: Readonly<Record<string, string>>, external: object = {}) => {
    const { dockerfile } = parseRecipe(predicate(external));
    if (dockerfile === undefined) throw new Error('it is of a Dockerfile');
    return unconfirmed(dockerfile, inputsOf(inputs));
  };

  it('is nothing when the step says the same, wherever its layouts lie', () => {
    expect(problems(CONFIRMED)).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, string>>, object, RegExp]>([
    ['no arguments', { ...CONFIRMED, 'build-args': '' }, {}, /build-args: NAME=world/],
    ['another argument', { ...CONFIRMED, 'build-args': 'NAME=me' }, {}, /build-args: NAME=world/],
    ['an argument too many', CONFIRMED, { buildArgs: {} }, /leave build-args out/],
    [
      'another context',
      { ...CONFIRMED, 'build-contexts': 'base=oci-layout://x:v1\ntools=docker-image://evil:1' },
      {},
      /tools=docker-image:\/\/tools:1/,
    ],
    ['no secret', { ...CONFIRMED, secrets: '' }, {}, /give it in secrets/],
    ['no hidden argument', CONFIRMED, { hiddenBuildArgs: ['API_TOKEN'] }, /give it in build-args/],
  ])('says what to write for %s', (_, inputs, external, next) => {
    const found = problems(inputs, external);
    expect(found).toHaveLength(1);
    expect(found[0]?.next).toMatch(next);
  });
});

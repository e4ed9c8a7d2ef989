import { describe, expect, it } from '@jest/globals';
import { parseProvenance } from '../../../../shared/evidence/predicates/provenance.ts';

const COMMIT = 'ab'.repeat(20);
const LIBRARY = {
  name: 'git',
  uri: 'git+https://x.example/lib@main',
  digest: { gitCommit: 'cd'.repeat(20) },
};

const provenance = (buildType: string, resolvedDependencies: readonly object[]) => ({
  buildDefinition: { buildType, externalParameters: {}, resolvedDependencies },
  runDetails: { builder: { id: 'https://x.example/builder' } },
});
const OURS = 'https://fixity-actions.github.io/build-types/buildkit/v1';

describe('parseProvenance', () => {
  it('takes for the source what our builds name so, wherever it stands', () => {
    const source = {
      name: 'source',
      uri: 'git+https://github.com/acme/shop@refs/tags/v1',
      digest: { gitCommit: COMMIT },
    };
    expect(parseProvenance(provenance(OURS, [LIBRARY, source]))).toMatchObject({
      source: 'github.com/acme/shop',
      commit: COMMIT,
      ref: 'refs/tags/v1',
    });
  });

  it('takes no repository that a step fetched for the source', () => {
    const { source, commit, ref } = parseProvenance(provenance(OURS, [LIBRARY]));
    expect([source, commit, ref]).toEqual([undefined, undefined, undefined]);
  });

  it("takes the first commit of others' builds", () => {
    const { source } = parseProvenance(
      provenance('https://x.example/make', [{ ...LIBRARY, name: undefined }]),
    );
    expect(source).toBe('x.example/lib');
  });

  it.each([null, {}, { buildDefinition: { buildType: 'x' } }])('refuses %j', (value) => {
    expect(() => parseProvenance(value)).toThrow(/buildDefinition.buildType/);
  });
});

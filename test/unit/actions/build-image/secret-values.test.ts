import { afterEach, describe, expect, it } from '@jest/globals';
import { dockerfileFindings } from '../../../../actions/build-image/dockerfile-plan.ts';
import { secretsOf, refuseSecrets } from '../../../../actions/build-image/secret-values.ts';
import { buildRequest } from '../../../kit/building.ts';
import { directory, removeDirectories, write } from './repository.ts';

afterEach(removeDirectories);

describe('refuseSecrets', () => {
  const secrets = [
    { name: 'npm', value: 'hunter2"hunter2\n' },
    { name: 'key', value: 'pass-word' },
    { name: 'short', value: 'x' },
  ];

  it('lets pass what holds no secret, and words that are too short to be one', () => {
    expect(() => {
      refuseSecrets({ a: 'hunter2', b: ['x'] }, secrets);
    }).not.toThrow();
  });

  it.each([
    [{ deep: [{ args: { A: 'x hunter2"hunter2\n' } }] }, /secret 'npm'/],
    [{ 'hunter2"hunter2\n': 1 }, /secret 'npm'/],
    [{ label: 'a pass-word' }, /secret 'key'/],
  ])('refuses %j by the name of the secret alone', (document, message) => {
    const attempt = (): void => {
      refuseSecrets(document, secrets);
    };
    expect(attempt).toThrow(message);
    expect(attempt).not.toThrow(/hunter2|pass-word/);
  });
});

describe('secretsOf', () => {
  it('has values, contents of files without what surrounds them, and what the action itself was given', () => {
    const workspace = directory();
    write(workspace, { key: 'from a file\n', large: 'x'.repeat(100_000) });
    const secretFiles = ['key', 'large', 'absent'].map((name) => ({ name, value: name }));
    const own = { registryPassword: 'p', token: 't', cacheSecret: 'c' };
    const given = { secrets: [{ name: 'npm', value: 'v' }], secretFiles, ...own };
    expect(secretsOf(given, workspace)).toEqual([
      { name: 'npm', value: 'v' },
      { name: 'key', value: 'from a file' },
      { name: 'large', value: '' },
      { name: 'absent', value: '' },
      { name: 'registry-password', value: 'p' },
      { name: 'token', value: 't' },
      { name: 'cache-secret', value: 'c' },
    ]);
  });
});

describe('build arguments', () => {
  const findings = (buildArgs: Readonly<Record<string, string>>) =>
    dockerfileFindings(buildRequest(directory(), 'x', ['FROM scratch'], { buildArgs }), []);

  it.each([
    [{ API_TOKEN: 'x' }, 'what its name says'],
    [{ CONFIG: `ghp_${'a'.repeat(36)}` }, 'a GitHub token'],
  ])('that hold a credential are found, and never shown: %j', (buildArgs, seen) => {
    const found = findings(buildArgs);
    expect(found).toMatchObject([{ check: 'secret-values', seen }]);
    expect(JSON.stringify(found)).not.toContain('ghp_');
  });

  it.each([[{}], [{ VERSION: '1.2' }], [{ API_TOKEN: '' }]])('%j hold none', (buildArgs) => {
    expect(findings(buildArgs)).toEqual([]);
  });
});

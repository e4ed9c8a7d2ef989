import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cacheRepository } from '../../../../../actions/build-image/builders/cache.ts';
import { namedContexts } from '../../../../../actions/build-image/builders/context.ts';
import {
  buildahEnvironment,
  builderEnvironment,
} from '../../../../../actions/build-image/builders/environment.ts';
import { csv, csvFields } from '../../../../../actions/build-image/builders/option.ts';

const DIGEST = `sha256:${'ab'.repeat(32)}`;

describe('namedContexts', () => {
  it.each([
    'https://example.com/repo.git',
    'git@github.com:acme/shop.git',
    'github.com/acme/shop.git#main',
    'ssh://host/x',
    'http://example.com/x.tar',
  ])('refuses %s: its content is not checked out', (value) => {
    expect(() => namedContexts({ buildContexts: { other: value }, workspace: '/srv' })).toThrow(
      /'other' is not here.*check it out/,
    );
  });

  it.each<[string, object]>([
    ['docs', { kind: 'directory', path: '/srv/docs' }],
    ['/srv/x', { kind: 'directory', path: '/srv/x' }],
    ['docker-image://a:1', { kind: 'image', reference: 'a:1' }],
    ['container-image://a:1', { kind: 'image', reference: 'a:1' }],
    ['oci-layout://a/b', { kind: 'layout', path: '/srv/a/b' }],
    ['oci-layout:///a:v1', { kind: 'layout', path: '/a', tag: 'v1' }],
    [`oci-layout:///a@${DIGEST}`, { kind: 'layout', path: '/a', digest: DIGEST }],
  ])('reads %s', (value, expected) => {
    expect(namedContexts({ buildContexts: { x: value }, workspace: '/srv' })).toEqual([
      { name: 'x', ...expected },
    ]);
  });
});

describe('options', () => {
  it.each<[string[], string]>([
    [['a=b', 'c'], 'a=b,c'],
    [['a=x,y'], '"a=x,y"'],
    [['a="q"'], '"a=""q"""'],
  ])('quotes the fields %j as %s, and reads them back', (fields, text) => {
    expect(csv(fields)).toBe(text);
    expect(csvFields(text)).toEqual(fields);
  });

  it.each<[string, string | undefined]>([
    ['ghcr.io/acme/cache', 'ghcr.io/acme/cache'],
    ['type=registry,ref=a/b:c,mode=max', 'a/b:c'],
    ['type=gha', undefined],
    ['type=local,dest=/x', undefined],
  ])('the repository of the cache %s is %p', (text, expected) => {
    expect(cacheRepository(text)).toBe(expected);
  });
});

describe('builderEnvironment', () => {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'environment-'));
    mkdirSync(path.join(directory, 'full'));
    writeFileSync(path.join(directory, 'full', 'config.json'), '{}');
  });
  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it('passes on what builders read, and nothing else', () => {
    const variables: Record<string, string> = {
      PATH: '/bin',
      HOME: '',
      GITHUB_TOKEN: 'x',
      INPUT_KEY: 'y',
      ACTIONS_RUNTIME_TOKEN: 'z',
    };
    expect(builderEnvironment((name) => variables[name], '/docker')).toEqual({
      PATH: '/bin',
      ACTIONS_RUNTIME_TOKEN: 'z',
      DOCKER_CONFIG: '/docker',
    });
  });

  it('names no directory of credentials to buildah that has none', () => {
    const full = path.join(directory, 'full');
    expect(buildahEnvironment({ PATH: '/bin', DOCKER_CONFIG: full })).toEqual({
      PATH: '/bin',
      REGISTRY_AUTH_FILE: path.join(full, 'config.json'),
    });
    expect(buildahEnvironment({ PATH: '/bin', DOCKER_CONFIG: directory })).toEqual({ PATH: '/bin' });
    expect(buildahEnvironment({ DOCKER_CONFIG: full, REGISTRY_AUTH_FILE: '/own' })).toEqual({
      REGISTRY_AUTH_FILE: '/own',
    });
  });
});

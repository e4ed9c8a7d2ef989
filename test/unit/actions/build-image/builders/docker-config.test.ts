import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  withBuildahLogins,
  withDockerLogins,
} from '../../../../../actions/build-image/builders/docker-config.ts';
import type { BuilderPorts } from '../../../../../actions/build-image/builders/request.ts';
import type { Credential } from '../../../../../shared/oci/credential.ts';
import { parseJson } from '../../../../../shared/text/json.ts';
import { buildRequest, builderPorts } from '../../../../kit/building.ts';

let directory = '';
let own = '';
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'docker-config-'));
  own = path.join(directory, 'docker');
  mkdirSync(own);
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const GIVEN = { username: 'u', password: 'p' };
const AUTH = { auth: Buffer.from('u:p').toString('base64') };

function portsWith(
  credential: Credential | undefined,
  env: Readonly<Record<string, string>> = {},
): BuilderPorts {
  const ports = builderPorts(directory, { HOME: directory, DOCKER_CONFIG: own, ...env });
  return { ...ports, stores: { ...ports.stores, credentials: { for: () => Promise.resolve(credential) } } };
}

const request = () => buildRequest(directory, 'x', ['FROM registry.example/base']);
const config = (value: object): void => {
  writeFileSync(path.join(own, 'config.json'), JSON.stringify(value));
};
const contentOf = (file: string): unknown => parseJson(readFileSync(file));
const mode = (file: string): string => (statSync(file).mode & 0o777).toString(8);

describe('withDockerLogins', () => {
  it('shows docker a directory that is its user’s, but for the login, and takes it away', async () => {
    config({ auths: { other: {} }, credHelpers: { 'registry.example': 'x' } });
    for (const name of ['cli-plugins', 'contexts', 'buildx']) mkdirSync(path.join(own, name));
    writeFileSync(path.join(own, 'cli-plugins', 'docker-buildx'), '#!');
    const ports = portsWith(GIVEN);
    const seen = await withDockerLogins(request(), ports, (env) => {
      const place = env['DOCKER_CONFIG'] ?? '';
      const file = path.join(place, 'config.json');
      expect([mode(place), mode(file)]).toEqual(['700', '600']);
      expect(env['BUILDX_CONFIG']).toBe(path.join(own, 'buildx'));
      expect(readdirSync(place).sort()).toEqual(['buildx', 'cli-plugins', 'config.json', 'contexts']);
      expect(readFileSync(path.join(place, 'cli-plugins', 'docker-buildx'), 'utf8')).toBe('#!');
      return Promise.resolve(contentOf(file));
    });
    expect(seen).toEqual({ auths: { other: {}, 'registry.example': AUTH }, credHelpers: {} });
    expect(readdirSync(ports.temp)).toEqual([]);
    expect(readdirSync(path.join(own, 'cli-plugins'))).toEqual(['docker-buildx']);
    expect(contentOf(path.join(own, 'config.json'))).toMatchObject({
      credHelpers: { 'registry.example': 'x' },
    });
  });

  it.each<[string, Credential | undefined]>([
    ['nothing was given', undefined],
    ['docker has it already', { ...GIVEN, source: 'config.json' }],
  ])('changes nothing when %s', async (_, credential) => {
    const ports = portsWith(credential);
    expect(await withDockerLogins(request(), ports, (env) => Promise.resolve(env))).toBe(ports.env);
  });

  it('leaves a directory for the builders of buildx that its user chose', async () => {
    const ports = portsWith(GIVEN, { BUILDX_CONFIG: '/elsewhere' });
    const env = await withDockerLogins(request(), ports, (each) => Promise.resolve(each));
    expect(env['BUILDX_CONFIG']).toBe('/elsewhere');
  });

  it('takes the login away when the work fails', async () => {
    const ports = portsWith(GIVEN);
    await expect(
      withDockerLogins(request(), ports, () => Promise.reject(new Error('broken'))),
    ).rejects.toThrow('broken');
    expect(readdirSync(ports.temp)).toEqual([]);
  });

  it.each(['{"auths": {"x": "s3cret"', '"text"'])('refuses %p, and does not repeat it', async (text) => {
    writeFileSync(path.join(own, 'config.json'), text);
    const ports = portsWith(GIVEN);
    const attempt = withDockerLogins(request(), ports, () => Promise.resolve());
    await expect(attempt).rejects.toThrow(/config\.json cannot be read – a JSON object – log in again/);
    await expect(attempt).rejects.not.toThrow('s3cret');
    expect(readdirSync(ports.temp)).toEqual([]);
  });
});

describe('withBuildahLogins', () => {
  const authFile = (ports: BuilderPorts): Promise<unknown> =>
    withBuildahLogins(request(), ports, (env) => {
      expect(env).not.toHaveProperty('DOCKER_CONFIG');
      const file = env['REGISTRY_AUTH_FILE'];
      return Promise.resolve(file === undefined ? undefined : contentOf(file));
    });

  it('joins what docker and buildah have, docker first, and the login before both', async () => {
    config({ auths: { one: { auth: 'docker' } } });
    const runtime = path.join(directory, 'runtime');
    mkdirSync(path.join(runtime, 'containers'), { recursive: true });
    const auths = { one: { auth: 'buildah' }, two: { auth: 'buildah' }, 'registry.example/base': {} };
    writeFileSync(path.join(runtime, 'containers', 'auth.json'), JSON.stringify({ auths }));
    const ports = portsWith(GIVEN, { XDG_RUNTIME_DIR: runtime });
    expect(await authFile(ports)).toEqual({
      auths: { one: { auth: 'docker' }, two: { auth: 'buildah' }, 'registry.example': AUTH },
      credHelpers: {},
    });
    expect(readdirSync(ports.temp)).toEqual([]);
  });

  it('gives what a store of docker’s holds, which buildah cannot ask', async () => {
    config({ credsStore: 'desktop' });
    const ports = portsWith({ ...GIVEN, source: 'the credential helper' });
    expect(await authFile(ports)).toEqual({ auths: { 'registry.example': AUTH }, credHelpers: {} });
  });

  it('names docker’s own file when nothing is to be added, and none when there is none', async () => {
    const ports = portsWith({ ...GIVEN, source: 'config.json' });
    expect(await authFile(ports)).toBeUndefined();
    config({ auths: {} });
    expect(await authFile(ports)).toEqual({ auths: {} });
  });

  it('adds to the file that its user named, and to nothing else', async () => {
    config({ auths: { one: {} } });
    const named = path.join(directory, 'named.json');
    writeFileSync(named, JSON.stringify({ auths: { two: {} } }));
    expect(await authFile(portsWith(GIVEN, { REGISTRY_AUTH_FILE: named }))).toEqual({
      auths: { two: {}, 'registry.example': AUTH },
      credHelpers: {},
    });
    expect(contentOf(named)).toEqual({ auths: { two: {} } });
  });
});

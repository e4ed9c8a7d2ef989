import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  withInsecure,
  withPlainRegistries,
} from '../../../../../actions/build-image/builders/buildah-registries.ts';
import { buildRequest, builderPorts } from '../../../../kit/building.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'registries-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const entry = (host: string): string => `[[registry]]\nlocation = "${host}"\ninsecure = true\n`;

describe('withInsecure', () => {
  it.each<[string, string, readonly string[], string]>([
    ['adds entries, sorted', '', ['b:1', 'a:1'], `\n${entry('a:1')}\n${entry('b:1')}`],
    ['keeps what is there', 'short-name-mode = "x"', ['a:1'], `short-name-mode = "x"\n${entry('a:1')}`],
    ['leaves a registry that is there', entry('a:1'), ['a:1'], entry('a:1')],
    [
      'leaves the old format',
      '[registries.search]\nregistries = []',
      ['a:1'],
      '[registries.search]\nregistries = []',
    ],
    ['leaves a list in one line', 'registry = [{}]', ['a:1'], 'registry = [{}]'],
  ])('%s', (_, configuration, hosts, expected) => {
    expect(withInsecure(configuration, hosts)).toBe(expected);
  });
});

describe('withPlainRegistries', () => {
  const read = (reference: string, insecureRegistries?: readonly string[]): Promise<string> => {
    const own = path.join(directory, 'own.conf');
    writeFileSync(own, 'own = true\n');
    const ports = builderPorts(directory, { CONTAINERS_REGISTRIES_CONF: own });
    const stores = { ...ports.stores, ...(insecureRegistries === undefined ? {} : { insecureRegistries }) };
    const request = buildRequest(directory, 'x', [`FROM ${reference}`]);
    return withPlainRegistries(request, { ...ports, stores }, (env) =>
      Promise.resolve(readFileSync(env['CONTAINERS_REGISTRIES_CONF'] ?? '', 'utf8')),
    );
  };

  it.each<[string, readonly string[] | undefined, string]>([
    ['127.0.0.1:5000/acme/base:1', undefined, `own = true\n\n${entry('127.0.0.1:5000')}`],
    ['localhost:5000/acme/base', undefined, `own = true\n\n${entry('localhost:5000')}`],
    ['registry.example/base', ['registry.example'], `own = true\n\n${entry('registry.example')}`],
    ['registry.example/base', undefined, 'own = true\n'],
    ['node:24', undefined, 'own = true\n'],
  ])('reads of %p, with %p listed, as it should', async (reference, insecure, expected) => {
    expect(await read(reference, insecure)).toBe(expected);
    expect(readdirSync(path.join(directory, 'temp'))).toEqual([]);
  });
});

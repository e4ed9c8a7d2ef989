import { afterEach, describe, expect, it } from '@jest/globals';
import { parsePins, withPins } from '../../../../actions/build-image/pins.ts';
import { parseDigest } from '../../../../shared/oci/digest.ts';
import { buildRequest } from '../../../kit/building.ts';
import { directory, removeDirectories } from './repository.ts';

afterEach(removeDirectories);

const DIGEST = parseDigest(`sha256:${'ab'.repeat(32)}`);
const LINES = ['# syntax=acme/frontend:1', 'FROM node:24 AS build', 'FROM base', 'COPY --from=build /x /x'];

describe('parsePins', () => {
  it('reads what build-image writes, and nothing where nothing was pinned', () => {
    const pins = {
      images: { 'node:24': DIGEST },
      contexts: { base: DIGEST },
      frontend: `acme/frontend:1@${DIGEST}`,
    };
    expect(parsePins({ pins })).toEqual(pins);
    expect(parsePins({})).toEqual({ images: {}, contexts: {} });
  });

  it.each([
    [{ images: { 'node:24': 'latest' } }],
    [{ images: { 'base=/etc': DIGEST } }],
    [{ images: { 'oci-layout:/etc': DIGEST } }],
    [{ contexts: { base: `${DIGEST},dest=/etc` } }],
    [{ frontend: 'acme/frontend:2' }],
  ])('refuses what would become something else on a command line: %j', (pins) => {
    expect(() => parsePins({ pins })).toThrow();
  });
});

describe('withPins', () => {
  const pinned = (
    pins: Parameters<typeof withPins>[1],
    buildContexts: Readonly<Record<string, string>> = {},
  ) => withPins(buildRequest(directory(), 'x', LINES, { buildContexts }), pins);

  it('names the digests of then', () => {
    const pins = {
      images: { 'node:24': DIGEST },
      contexts: { base: DIGEST },
      frontend: `acme/frontend:1@${DIGEST}`,
    };
    const { buildContexts, buildArgs } = pinned(pins, { base: 'oci-layout://base:v1' });
    expect(buildContexts).toEqual({
      'node:24': `docker-image://node:24@${DIGEST}`,
      base: `oci-layout://base:v1@${DIGEST}`,
    });
    expect(buildArgs).toEqual({ BUILDKIT_SYNTAX: `acme/frontend:1@${DIGEST}` });
  });

  it('replaces no stage, no context and no frontend by another', () => {
    const images = { build: DIGEST, Build: DIGEST, scratch: DIGEST };
    const pins = { images, contexts: { other: DIGEST }, frontend: `evil/frontend:1@${DIGEST}` };
    const given = { base: `docker-image://base:1@${DIGEST}` };
    expect(pinned(pins, given)).toMatchObject({ buildContexts: given, buildArgs: {} });
    expect(Object.keys(pinned(pins, given).buildContexts)).toEqual(['base']);
  });
});

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UserError } from '../../../../shared/text/error.ts';
import { AMD64 } from '../../../kit/registry/image.ts';
import { type World, HARMLESS, OPENSSL, SHOP, createWorld } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await createWorld();
  world.advisories(...HARMLESS);
});

afterEach(async () => {
  await world.close();
});

describe('an SBOM instead of an image', () => {
  const sbom = (file: string, value: unknown): string => {
    writeFileSync(
      path.join(world.workspace, file),
      typeof value === 'string' ? value : JSON.stringify(value),
    );
    return file;
  };

  it.each(['sbomPaths', 'spdxPaths'] as const)(
    'gives the same findings as the image that it was made of (%s), and is attached nowhere',
    async (format) => {
      world.advisories(OPENSSL, ...HARMLESS);
      const { digest } = await world.push([[AMD64, [SHOP]]]);
      const image = `${world.registry.host}/acme/shop@${digest}`;
      const { outputs, headline } = await world.scan({ image, signing: 'none', key: '' });
      const [file = ''] = String(outputs[format]).split('\n');
      const fromSbom = await world.scan({ sbom: file });
      expect(fromSbom).toMatchObject({
        result: 'refused',
        headline,
        outputs: { critical: 1, sbomPaths: '' },
      });
      expect(fromSbom.summary).toContain('no image to attach the result to');
    },
  );

  it.each([
    ['is not there', () => 'nowhere.json'],
    ['is no JSON', () => sbom('a.json', '{')],
    ['is no SBOM', () => sbom('a.json', {})],
  ])('is refused when the file %s', async (_, make) => {
    await expect(world.scan({ sbom: make() })).rejects.toThrow(UserError);
  });

  it('is incomplete when it lists nothing', async () => {
    const { headline } = await world.scan({
      sbom: sbom('a.json', { bomFormat: 'CycloneDX', specVersion: '1.6' }),
    });
    expect(headline).toBe('scan: refused, incomplete');
  });
});

describe('the inputs', () => {
  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['neither image nor SBOM', {}, /exactly one of the two – saw neither/],
    ['both', { image: `ghcr.io/a/b@sha256:${'0'.repeat(64)}`, sbom: 'a.json' }, /saw both/],
    ['a tag in place of a digest', { image: 'ghcr.io/a/b:1.0' }, /input 'image'/],
    ['a limit that is no number', { sbom: 'a.json', 'max-critical': 'none' }, /input 'max-critical'/],
    ['an age without a unit', { sbom: 'a.json', 'max-snapshot-age': '48' }, /input 'max-snapshot-age'/],
    ['no advisories', { sbom: 'a.json', advisories: '' }, /input 'advisories' is missing/],
  ])('are refused with %s', async (_, inputs, why) => {
    await expect(world.scan(inputs)).rejects.toThrow(why);
  });
});

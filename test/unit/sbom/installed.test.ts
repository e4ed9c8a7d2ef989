import { describe, expect, it } from '@jest/globals';
import { catalogueImage } from '../../../shared/sbom/inventory.ts';
import { type RawEntry, imageOf, tarOf } from './archive.ts';

type Layer = readonly (RawEntry | readonly [string, string])[];

const link = (at: string, target: string): RawEntry => ({ path: at, type: '2', target });
const lodash = JSON.stringify({ name: 'lodash', version: '4.17.0' });
const django = 'Name: Django\nVersion: 1.0\n';

describe('what is installed', () => {
  it.each<[string, Layer[], string]>([
    [
      'a link in the same layer',
      [[link('app/node_modules', '/deps'), ['deps/lodash/package.json', lodash]]],
      'installed',
    ],
    [
      'a link in a layer above',
      [[['deps/lodash/package.json', lodash]], [link('app/node_modules', '../deps')]],
      'installed',
    ],
    [
      'a link of links',
      [[['deps/lodash/package.json', lodash], link('app/node_modules', '/x'), link('x', 'deps')]],
      'installed',
    ],
    [
      'a link of one package',
      [[['src/lodash/package.json', lodash], link('app/node_modules/lodash', '/src/lodash')]],
      'installed',
    ],
    [
      'a link of a scope',
      [[['src/lodash/package.json', lodash], link('app/node_modules/@acme', '/src')]],
      'installed',
    ],
    [
      'scopes below a link',
      [[['deps/@acme/x/package.json', lodash], link('app/node_modules', '/deps')]],
      'installed',
    ],
    [
      'site-packages that is a link',
      [[['deps/Django-1.0.dist-info/METADATA', django], link('usr/lib/python3/site-packages', '/deps')]],
      'installed',
    ],
    [
      'a link of one distribution',
      [
        [
          ['deps/d.dist-info/METADATA', django],
          link('usr/lib/python3/site-packages/d.dist-info', '/deps/d.dist-info'),
        ],
      ],
      'installed',
    ],
    ['no link', [[['deps/lodash/package.json', lodash]]], 'vendored'],
    [
      'a link of another directory',
      [[['deps/lodash/package.json', lodash], link('app/node_modules', '/other')]],
      'vendored',
    ],
    [
      'a link that a layer above removes',
      [
        [['deps/lodash/package.json', lodash], link('app/node_modules', '/deps')],
        [['app/.wh.node_modules', '']],
      ],
      'vendored',
    ],
    [
      'a copy deeper inside of a package',
      [[['deps/a/test/lodash/package.json', lodash], link('app/node_modules', '/deps')]],
      'vendored',
    ],
    ['a link to the root', [[['lodash/package.json', lodash], link('app/node_modules', '/')]], 'installed'],
  ])('counts a package as what it is through %s', async (_, layers, confidence) => {
    const { store, manifest } = imageOf(layers.map((layer) => tarOf(layer)));
    const { components } = await catalogueImage(store, manifest);
    expect(components.map((component) => component.confidence)).toEqual([confidence]);
  });
});

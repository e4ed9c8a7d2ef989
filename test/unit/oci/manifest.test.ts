import { describe, expect, it } from '@jest/globals';
import { digestOf } from '../../../shared/oci/digest.ts';
import {
  isImageIndex,
  MAX_MANIFEST_BYTES,
  parseManifest,
  referrerDescriptor,
} from '../../../shared/oci/manifest.ts';
import { MEDIA_TYPE } from '../../../shared/oci/media-types.ts';

const blob = (mediaType: string) => ({ mediaType, digest: digestOf(mediaType), size: 7 });
const MANIFEST = {
  schemaVersion: 2,
  mediaType: MEDIA_TYPE.manifest,
  config: blob(MEDIA_TYPE.config),
  layers: [blob(MEDIA_TYPE.layerZstd)],
};
const INDEX = { schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests: [blob(MEDIA_TYPE.manifest)] };
const bytesOf = (value: unknown): Buffer =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const without = (value: Record<string, unknown>, key: string) =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));

describe('a manifest', () => {
  it.each([
    ['an OCI manifest', MANIFEST, MEDIA_TYPE.manifest],
    ['an OCI index', INDEX, MEDIA_TYPE.index],
    ['a Docker manifest', { ...MANIFEST, mediaType: MEDIA_TYPE.dockerManifest }, MEDIA_TYPE.dockerManifest],
    [
      'a Docker manifest list',
      { ...INDEX, mediaType: MEDIA_TYPE.dockerManifestList },
      MEDIA_TYPE.dockerManifestList,
    ],
  ])('is read: %s', (_, value, mediaType) => {
    const bytes = bytesOf(value);
    const manifest = parseManifest(bytes, `${mediaType}; charset=utf-8`, 'here');
    expect(manifest.descriptor).toEqual({ mediaType, digest: digestOf(bytes), size: bytes.length });
    expect(manifest.bytes).toBe(bytes);
  });

  it.each([
    ['undefined', undefined],
    ['a general type', 'application/json'],
    ['what a file server says', 'application/octet-stream'],
  ])('is told apart by its content when its sender says %s', (_, sent) => {
    expect(parseManifest(bytesOf(without(MANIFEST, 'mediaType')), sent, 'here').content.mediaType).toBe(
      MEDIA_TYPE.manifest,
    );
    expect(parseManifest(bytesOf(without(INDEX, 'mediaType')), sent, 'here').content.mediaType).toBe(
      MEDIA_TYPE.index,
    );
  });

  it.each([
    ['layers', MEDIA_TYPE.manifest, { ...MANIFEST, layers: null }],
    ['layers, and of manifests', MEDIA_TYPE.manifest, { ...MANIFEST, layers: null, manifests: null }],
    ['manifests', MEDIA_TYPE.index, { ...INDEX, manifests: null }],
  ])('with null for its %s has none, and keeps its bytes', (_, mediaType, value) => {
    const { bytes, content } = parseManifest(bytesOf(value), mediaType, 'here');
    expect(isImageIndex(content) ? content.manifests : content.layers).toEqual([]);
    expect(JSON.parse(Buffer.from(bytes).toString())).toEqual(value);
  });

  it('keeps bytes that another writer would write differently', () => {
    const text = `{ "layers":[], "schemaVersion":2,\n "config":${JSON.stringify(blob('x/y'))} , "other": 1.0 }`;
    const manifest = parseManifest(Buffer.from(text), MEDIA_TYPE.manifest, 'here');
    expect(Buffer.from(manifest.bytes).toString()).toBe(text);
    expect(manifest.descriptor.digest).toBe(digestOf(text));
  });

  it.each([
    ['schema 1', { ...MANIFEST, schemaVersion: 1 }, undefined, 'schema 1'],
    ['signed schema 1', MANIFEST, 'application/vnd.docker.distribution.manifest.v1+prettyjws', 'schema 1'],
    ['another version', { ...MANIFEST, schemaVersion: 3 }, undefined, 'schemaVersion 2'],
    ['a type that contradicts its sender', INDEX, MEDIA_TYPE.manifest, 'its sender calls it'],
    [
      'a type that we do not know',
      { ...MANIFEST, mediaType: 'text/html' },
      undefined,
      'an OCI or Docker manifest',
    ],
    [
      'an index and a manifest at once',
      { ...INDEX, layers: [] },
      MEDIA_TYPE.index,
      'manifests without layers',
    ],
    [
      'a manifest and an index at once',
      { ...MANIFEST, manifests: [] },
      undefined,
      'layers without manifests',
    ],
    ['no config', without(MANIFEST, 'config'), undefined, 'config'],
    [
      'a layer without a size',
      { ...MANIFEST, layers: [without(blob('x/y'), 'size')] },
      undefined,
      'layers[0]',
    ],
    ['a negative size', { ...MANIFEST, layers: [{ ...blob('x/y'), size: -1 }] }, undefined, 'layers[0]'],
    [
      'another digest algorithm',
      { ...INDEX, manifests: [{ ...blob('x/y'), digest: 'md5:00' }] },
      undefined,
      'manifests[0]',
    ],
    [
      'annotations that are no texts',
      { ...MANIFEST, layers: [{ ...blob('x/y'), annotations: { a: {} } }] },
      undefined,
      'layers[0]',
    ],
    [
      'a platform without an os',
      { ...INDEX, manifests: [{ ...blob('x/y'), platform: { architecture: 'a' } }] },
      undefined,
      'manifests[0]',
    ],
    [
      'a variant that is no text',
      { ...INDEX, manifests: [{ ...blob('x/y'), platform: { os: 'a', architecture: 'b', variant: 1 } }] },
      undefined,
      'manifests[0]',
    ],
    [
      'an artifact type that is no text',
      { ...INDEX, manifests: [{ ...blob('x/y'), artifactType: [] }] },
      undefined,
      'manifests[0]',
    ],
    ['no layers', without(MANIFEST, 'layers'), MEDIA_TYPE.manifest, 'a list of layers'],
    ['layers that are no list', { ...MANIFEST, layers: {} }, undefined, 'a list of layers'],
    ['a subject that is no descriptor', { ...MANIFEST, subject: 'x' }, undefined, 'subject'],
    ['a list', [], undefined, 'a JSON object'],
    ['null', 'null', undefined, 'a JSON object'],
    ['no JSON', '{"schemaVersion":', undefined, 'is JSON'],
    [
      'a config that nests deeply',
      `{"schemaVersion":2,"mediaType":"${MEDIA_TYPE.manifest}","config":${'['.repeat(1e6)}${']'.repeat(1e6)},"layers":[]}`,
      undefined,
      'is JSON – saw nested deeper than',
    ],
    ['nothing', '', undefined, 'is JSON'],
  ])('is refused with %s', (_, value, sent, why) => {
    expect(() => parseManifest(bytesOf(value), sent, 'here')).toThrow(why);
  });

  it('is refused when it is not UTF-8 or too large', () => {
    expect(() => parseManifest(Buffer.from([0x7b, 0xff, 0x7d]), undefined, 'here')).toThrow('is JSON');
    expect(() => parseManifest(Buffer.alloc(MAX_MANIFEST_BYTES + 1, ' '), undefined, 'here')).toThrow(
      'at most',
    );
  });

  it('is listed as a referrer by its artifact type, else by that of its config', () => {
    const annotations = { note: 'x' };
    const artifact = parseManifest(
      bytesOf({ ...MANIFEST, artifactType: 'a/b', annotations }),
      undefined,
      'here',
    );
    expect(referrerDescriptor(artifact)).toMatchObject({ artifactType: 'a/b', annotations });
    expect(referrerDescriptor(parseManifest(bytesOf(MANIFEST), undefined, 'here')).artifactType).toBe(
      MEDIA_TYPE.config,
    );
    expect(referrerDescriptor(parseManifest(bytesOf(INDEX), undefined, 'here')).artifactType).toBeUndefined();
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';
import { imageConfig, parseImageConfig } from '../../../shared/image/config.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import { AMD64, buildOn, cleanUp, layoutStore } from './base-image.ts';

afterEach(cleanUp);

describe('the config of an image', () => {
  it('is the base’s with what is set on top', async () => {
    const { image } = await buildOn(layoutStore());
    const config = parseImageConfig(image.platforms[1]?.configBytes ?? Buffer.alloc(0), 'x');
    expect(config).toMatchObject({
      created: '2023-11-14T22:13:20Z',
      architecture: 'arm64',
      os: 'linux',
      config: {
        User: '65532',
        Env: ['PATH=/usr/bin', 'A=ours', 'B=new'],
        Entrypoint: ['/bin/tool'],
        Labels: { kept: 'yes' },
      },
      'x-unknown': 1,
    });
    expect(config.config).not.toHaveProperty('Cmd');
    expect(config.history?.map((each) => each.created_by)).toEqual([
      'base 1',
      'ENV',
      'base 2',
      'fixity build-image: tool',
      'fixity build-image: application',
    ]);
    expect(config.rootfs.diff_ids).toHaveLength(4);
  });

  const wanted = { platform: AMD64, labels: {}, layers: [], created: '2026-01-01T00:00:00Z' };
  const run = { env: {}, ports: [], volumes: [], labels: {} };
  const base = {
    os: 'linux',
    architecture: 'amd64',
    rootfs: { type: 'layers' as const, diff_ids: [digestOf('a')] },
  };

  it.each([
    [
      'an entrypoint drops the base’s command',
      { config: { Cmd: ['x'] } },
      { entrypoint: ['/e'] },
      { Entrypoint: ['/e'] },
    ],
    [
      'a command keeps the base’s entrypoint',
      { config: { Entrypoint: ['/e'], Cmd: ['x'] } },
      { cmd: ['y'] },
      { Entrypoint: ['/e'], Cmd: ['y'] },
    ],
    [
      'nothing set changes nothing',
      { config: { User: '1', Volumes: { '/v': {} } } },
      {},
      { User: '1', Volumes: { '/v': {} } },
    ],
    [
      'ports and volumes are added',
      { config: { ExposedPorts: { '1/tcp': {} } } },
      { ports: ['2/tcp'], volumes: ['/d'] },
      { ExposedPorts: { '1/tcp': {}, '2/tcp': {} }, Volumes: { '/d': {} } },
    ],
    ['null is as good as absent', { config: { Cmd: null, Labels: null, Volumes: null } }, {}, {}],
  ])('%s', (_, below, change, expected) => {
    expect(
      imageConfig({ ...wanted, base: { ...base, ...below }, run: { ...run, ...change } }).config,
    ).toEqual(expected);
  });

  it('runs as nobody in an image from nothing', () => {
    expect(imageConfig({ ...wanted, base: undefined, run }).config).toEqual({ User: '65532:65532' });
  });

  it('has no history where the base’s does not tell its layers', () => {
    expect(imageConfig({ ...wanted, base, run })).not.toHaveProperty('history');
  });

  it.each(['[]', '{', '{"os":"linux"}', '{"os":"linux","architecture":"x","rootfs":{"diff_ids":["md5:x"]}}'])(
    'refuses %s',
    (text) => {
      expect(() => parseImageConfig(Buffer.from(text), 'the base')).toThrow(/the config of the base is not/);
    },
  );

  it('refuses fields of another type than theirs, all at once, and takes null for what is absent', () => {
    const sound = { os: 'linux', architecture: 'x', rootfs: { diff_ids: [] } };
    const parse = (config: object) =>
      parseImageConfig(Buffer.from(JSON.stringify({ ...sound, ...config })), 'x');
    const wrong = {
      created: 5,
      config: { Env: 'A=b', Cmd: [1], Labels: { a: 1 }, User: null, Volumes: null, other: 1 },
      history: [{ created_by: 'COPY' }, { empty_layer: 'yes' }, 'RUN'],
    };
    expect(() => parse(wrong)).toThrow(
      'another type in created, config.Env, config.Cmd, config.Labels, history[1].empty_layer, history[2]',
    );
    expect(() => parse({ config: [], history: {} })).toThrow('another type in config, history');
    expect(parse({ config: null, history: null, 'x-unknown': [1] })).toHaveProperty('x-unknown');
  });
});

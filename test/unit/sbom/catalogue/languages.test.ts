import { describe, expect, it } from '@jest/globals';
import { parseApkDatabase } from '../../../../shared/sbom/catalogue/apk.ts';
import type { Finding } from '../../../../shared/sbom/catalogue/catalogue.ts';
import { parseGemSpecification } from '../../../../shared/sbom/catalogue/gem.ts';
import { goCatalogue, parseModules } from '../../../../shared/sbom/catalogue/go.ts';
import { parsePythonMetadata } from '../../../../shared/sbom/catalogue/python.ts';

const packages = (finding: Finding | undefined) =>
  finding?.kind === 'packages' ? finding.packages : finding;
const names = (finding: Finding | undefined): unknown =>
  finding?.kind === 'packages'
    ? finding.packages.map(({ name, version }) => `${name}@${version}`)
    : finding?.kind;

const METADATA = 'usr/lib/python3.12/site-packages/requests-2.32.3.dist-info';

describe('apk', () => {
  const database = [
    'C:Q1abc=\nP:musl\nV:1.2.5-r0\nA:x86_64\no:musl\nL:MIT\nF:lib\nR:ld-musl-x86_64.so.1\na:0:0:755\n',
    'P:py3-requests-pyc\nV:2.32.3-r0\nA:noarch\no:py3-requests\nF:usr/lib/python3.12/site-packages/requests-2.32.3.dist-info\nR:METADATA\nR:RECORD\n',
  ].join('\n');

  it('lists packages with their origin, and the files of theirs that others read', () => {
    const finding = parseApkDatabase('lib/apk/db/installed', database, (path) => path.endsWith('METADATA'));
    expect(finding).toEqual({
      kind: 'packages',
      packages: [
        {
          type: 'apk',
          name: 'musl',
          version: '1.2.5-r0',
          architecture: 'x86_64',
          source: { name: 'musl', version: '1.2.5-r0' },
          licence: 'MIT',
          confidence: 'installed',
        },
        {
          type: 'apk',
          name: 'py3-requests-pyc',
          version: '2.32.3-r0',
          architecture: 'noarch',
          source: { name: 'py3-requests', version: '2.32.3-r0' },
          confidence: 'installed',
        },
      ],
      owned: [
        { owner: 'musl', paths: [], list: Buffer.from('\nlib/ld-musl-x86_64.so.1\n') },
        {
          owner: 'py3-requests-pyc',
          paths: [`${METADATA}/METADATA`],
          list: Buffer.from(`\n${METADATA}/METADATA\n${METADATA}/RECORD\n`),
        },
      ],
    });
  });

  it.each(['V:1.0\n', 'P:a\n', 'P:<script>\nV:1\n'])('does not pass over a package like %j', (text) => {
    expect(parseApkDatabase('lib/apk/db/installed', text, () => false).kind).toBe('unreadable');
  });
});

describe('python', () => {
  it.each([
    ['usr/lib/python3/dist-packages/zope.interface-5.5.2.egg-info/PKG-INFO', 'installed'],
    ['opt/venv/lib/python3.12/site-packages/zope.interface-5.5.2.dist-info/METADATA', 'installed'],
    ['opt/venv/lib/python3.12/site-packages/pip/_vendor/zope.interface-5.5.2.dist-info/METADATA', 'vendored'],
    ['build/zope.egg-info', 'vendored'],
  ])('%s is %s', (path, confidence) => {
    const text =
      'Metadata-Version: 2.1\nName: Zope.Interface\nVersion: 5.5.2\nLicense: ZPL 2.1\n\nName: not-this\n';
    expect(packages(parsePythonMetadata(path, text))).toEqual([
      { type: 'pypi', name: 'zope-interface', version: '5.5.2', licence: 'ZPL 2.1', confidence },
    ]);
  });

  it.each(['', 'Name: a\n', 'Version: 1\n', 'Name: ../a\nVersion: 1\n', '\n\nName: a\nVersion: 1\n'])(
    'finds nothing in %j',
    (text) => {
      expect(parsePythonMetadata('site-packages/a.dist-info/METADATA', text)).toBeUndefined();
    },
  );
});

describe('gems', () => {
  it.each([
    [
      'as RubyGems writes it',
      's.name = "rails".freeze\n  s.version = "7.1.3.4"\n  s.licenses = ["MIT".freeze]',
      'rails@7.1.3.4',
    ],
    [
      'of older writers',
      "  spec.name    = 'rake'\n  spec.version = Gem::Version.new('13.0.6')\n",
      'rake@13.0.6',
    ],
  ])('are read from a specification %s', (_, text, expected) => {
    expect(names(parseGemSpecification(`Gem::Specification.new do |s|\n  ${text}\nend\n`))).toEqual([
      expected,
    ]);
  });

  it('are not guessed where the version is computed', () => {
    expect(parseGemSpecification('s.name = "a"\ns.version = A::VERSION\n')).toBeUndefined();
  });
});

describe('go', () => {
  const START = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
  const END = Buffer.from('f932433186182072008242104116d8f2', 'hex');
  const MODULES =
    'path\texample.com/shop\nmod\texample.com/shop\t(devel)\t\ndep\tgithub.com/Masterminds/semver\tv1.5.0\th1:x=\ndep\tgolang.org/x/net\tv0.1.0\n=>\texample.com/fork/net\tv0.2.0\th1:y=\nbuild\t-compiler=gc\n';

  /** What a linker would write, in the places that matter. */
  function program(toolchain: string, modules: string): Buffer {
    const header = Buffer.alloc(32);
    header.write('\xff Go buildinf:', 'latin1');
    header[14] = 8;
    header[15] = 2;
    return Buffer.concat([
      Buffer.from('7f454c46', 'hex'),
      Buffer.alloc(100_003, 'x'),
      header,
      Buffer.from([toolchain.length]),
      Buffer.from(toolchain),
      Buffer.alloc(50_000),
      START,
      Buffer.from(modules),
      END,
      Buffer.alloc(200_000, 'y'),
    ]);
  }

  const read = (bytes: Buffer, chunk: number): Finding | undefined => {
    const reader = goCatalogue.open('usr/bin/shop', bytes.length);
    for (let at = 0; at < bytes.length; at += chunk) reader?.write(bytes.subarray(at, at + chunk));
    return reader?.end();
  };

  it.each([1_000, 4_096, 65_536, 10_000_000])(
    'finds modules in a program that passes in chunks of %i bytes',
    (chunk) => {
      expect(names(read(program('go1.22.5', MODULES), chunk))).toEqual([
        'github.com/Masterminds/semver@1.5.0',
        'example.com/fork/net@0.2.0',
        'stdlib@1.22.5',
      ]);
    },
  );

  it('finds marks that fall on the edge of two chunks', () => {
    const bytes = program('go1.22.5', MODULES);
    const at = bytes.indexOf(START);
    for (const offset of [1, 8, 15]) {
      const reader = goCatalogue.open('usr/bin/shop', bytes.length);
      reader?.write(bytes.subarray(0, at + offset));
      reader?.write(bytes.subarray(at + offset));
      expect(names(reader?.end())).toHaveLength(3);
    }
  });

  it.each<[string, Buffer]>([
    ['a file that is no program', Buffer.concat([Buffer.from('#!/bin/sh'), program('go1.22.5', MODULES)])],
    ['a program without modules', Buffer.concat([Buffer.from('7f454c46', 'hex'), Buffer.alloc(300_000)])],
    [
      'a mark without an end',
      Buffer.concat([Buffer.from('7f454c46', 'hex'), START, Buffer.alloc(300_000, 'x')]),
    ],
    ['a small file', Buffer.from('7f454c46', 'hex')],
  ])('finds nothing in %s', (_, bytes) => {
    expect(read(bytes, 4_096)).toBeUndefined();
  });

  it('takes no line for a module that is none', () => {
    expect(
      parseModules('dep\t\tv1.0.0\ndep\ta b\tv1.0.0\ndep\tx\nother\ty\tv1.0.0\n', undefined),
    ).toBeUndefined();
  });
});

import { describe, expect, it } from '@jest/globals';
import type { ManifestTarget } from '../../../shared/manifests/image.ts';
import { editImage } from '../../../shared/manifests/image.ts';
import { parseNamedImage, sameRepository } from '../../../shared/manifests/edit.ts';
import { UserError } from '../../../shared/text/error.ts';

const OLD = `sha256:${'1'.repeat(64)}`;
const NEW = `sha256:${'2'.repeat(64)}`;
const image = { repository: 'ghcr.io/acme/shop', digest: NEW };
const kustomize: ManifestTarget = { kind: 'kustomize', file: 'k.yaml', names: ['shop', 'ghcr.io/acme/shop'] };
const kubernetes: ManifestTarget = {
  kind: 'kubernetes',
  file: 'd.yaml',
  repositories: ['ghcr.io/acme/shop'],
};

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

interface Case {
  readonly behaviour: string;
  readonly before: string;
  readonly after: string;
}

const kustomizeCases: readonly Case[] = [
  {
    behaviour: 'replaces a digest and leaves comments, order and odd indentation alone',
    before: lines(
      '# who: platform',
      'resources:',
      '- ../base   # two levels',
      '',
      'images:',
      '    -   name: ghcr.io/acme/other',
      '        newTag: "1.20"',
      '    -   name: ghcr.io/acme/shop # ours',
      `        digest: ${OLD} # set by promote`,
    ),
    after: lines(
      '# who: platform',
      'resources:',
      '- ../base   # two levels',
      '',
      'images:',
      '    -   name: ghcr.io/acme/other',
      '        newTag: "1.20"',
      '    -   name: ghcr.io/acme/shop # ours',
      `        digest: ${NEW} # set by promote`,
    ),
  },
  {
    behaviour: 'keeps double quotes',
    before: lines('images:', '- name: ghcr.io/acme/shop', `  digest: "${OLD}"`),
    after: lines('images:', '- name: ghcr.io/acme/shop', `  digest: "${NEW}"`),
  },
  {
    behaviour: 'adds a digest after the name, with its quotes, and takes the tag out',
    before: lines('images:', "- name: 'ghcr.io/acme/shop'", "  newTag: '1.4.1'", 'namespace: shop'),
    after: lines('images:', "- name: 'ghcr.io/acme/shop'", `  digest: '${NEW}'`, 'namespace: shop'),
  },
  {
    behaviour: 'takes a tag out that stands first, behind the dash',
    before: lines('images:', '- newTag: 1.4.1', '  name: ghcr.io/acme/shop', `  digest: ${OLD}`),
    after: lines('images:', '- name: ghcr.io/acme/shop', `  digest: ${NEW}`),
  },
  {
    behaviour: 'adds newName when the entry leads to another repository',
    before: lines('images:', '- name: shop', '  newTag: 1.4.1'),
    after: lines('images:', '- name: shop', '  newName: ghcr.io/acme/shop', `  digest: ${NEW}`),
  },
  {
    behaviour: 'changes newName when it leads elsewhere',
    before: lines('images:', '- name: shop', '  newName: ghcr.io/acme/build', `  digest: ${OLD}`),
    after: lines('images:', '- name: shop', '  newName: ghcr.io/acme/shop', `  digest: ${NEW}`),
  },
  {
    behaviour: 'fills an empty digest',
    before: lines('images:', '- name: ghcr.io/acme/shop', '  digest:'),
    after: lines('images:', '- name: ghcr.io/acme/shop', `  digest: ${NEW}`),
  },
  {
    behaviour: 'fills an empty digest in front of a comment',
    before: lines('images:', '- name: ghcr.io/acme/shop', '  digest: # not yet', 'namespace: a'),
    after: lines('images:', '- name: ghcr.io/acme/shop', `  digest: ${NEW} # not yet`, 'namespace: a'),
  },
  {
    behaviour: 'keeps carriage returns, also in a line that it adds',
    before: 'images:\r\n- name: ghcr.io/acme/shop\r\n  newTag: "1"\r\nnamespace: a\r\n',
    after: `images:\r\n- name: ghcr.io/acme/shop\r\n  digest: ${NEW}\r\nnamespace: a\r\n`,
  },
  {
    behaviour: 'edits a file without a last line end',
    before: 'images:\n- name: ghcr.io/acme/shop\n  newTag: "1"',
    after: `images:\n- name: ghcr.io/acme/shop\n  digest: ${NEW}`,
  },
  {
    behaviour: 'edits a flow mapping',
    before: lines('images: [{name: ghcr.io/acme/shop, newTag: v1}, {name: b, newTag: v2}]'),
    after: lines(`images: [{name: ghcr.io/acme/shop, digest: ${NEW}}, {name: b, newTag: v2}]`),
  },
  {
    behaviour: 'edits JSON with tabs',
    before: `{\n\t"images": [\n\t\t{\n\t\t\t"name": "ghcr.io/acme/shop",\n\t\t\t"newTag": "1"\n\t\t}\n\t]\n}\n`,
    after: `{\n\t"images": [\n\t\t{\n\t\t\t"name": "ghcr.io/acme/shop",\n\t\t\t"digest": "${NEW}"\n\t\t}\n\t]\n}\n`,
  },
];

describe('editing a kustomization', () => {
  it.each(kustomizeCases)('$behaviour', ({ before, after }) => {
    const edit = editImage(before, kustomize, image);
    expect(edit.text).toBe(after);
    expect(edit.changed).toBe(true);
    expect(editImage(edit.text, kustomize, image)).toMatchObject({ text: edit.text, changed: false });
  });

  it('says what was named before, and in which line', () => {
    const text = lines(
      'images:',
      '- name: shop',
      '  newName: ghcr.io/acme/shop',
      `  digest: ${OLD}`,
      '  newTag: "1.4"',
    );
    expect(editImage(text, kustomize, image)).toMatchObject({
      line: 4,
      before: { repository: 'ghcr.io/acme/shop', tag: '1.4', digest: OLD },
    });
  });

  const refused: readonly (readonly [string, string, RegExp])[] = [
    [
      'no such entry',
      lines('images:', '- name: other'),
      /no images entry named shop or ghcr.io\/acme\/shop.*saw other/,
    ],
    ['no list', lines('resources: [a.yaml]'), /no images entry.*saw no images list/],
    ['two entries', lines('images:', '- name: shop', '- name: shop'), /2 images entries/],
    [
      'an alias for the digest',
      lines(`x: &d ${OLD}`, 'images:', '- name: shop', '  digest: *d'),
      /digest is an alias, \*d.*more than the image/,
    ],
    ['a template', lines('images:', '{{- range .Values.images }}', '- name: x'), /not plain YAML/],
    ['a block of text', lines('images:', '- name: shop', '  digest: |', `    ${OLD}`), /block of text/],
  ];
  it.each(refused)('refuses %s, with the reason', (_, text, reason) => {
    expect(() => editImage(text, kustomize, image)).toThrow(reason);
    expect(() => editImage(text, kustomize, image)).toThrow(UserError);
  });
});

describe('editing Kubernetes manifests', () => {
  const deployment = (...containers: readonly string[]): string =>
    lines('apiVersion: apps/v1', 'kind: Deployment', 'spec:', '  template:', '    spec:', ...containers);

  it('changes the image in every container that runs it, in every document, and nothing else', () => {
    const text = [
      lines('# config', 'kind: ConfigMap', 'data: {image: "ghcr.io/acme/shop:1.4.1"}'),
      deployment(
        '      initContainers:',
        "        - {name: migrate, image: 'ghcr.io/acme/shop:1.4.1'}",
        '      containers:',
        '        - image: ghcr.io/acme/shop:1.4.1   # the shop',
        '          name: shop',
        '        - name: proxy',
        '          image: ghcr.io/acme/shop-proxy:2',
      ),
      lines(
        'kind: CronJob',
        'spec: {jobTemplate: {spec: {template: {spec: {containers: [{image: other}]}}}}}',
      ),
    ].join('---\n');
    const edit = editImage(text, kubernetes, image);
    const pinned = `ghcr.io/acme/shop@${NEW}`;
    expect(edit.text).toBe(
      text
        .replace("image: 'ghcr.io/acme/shop:1.4.1'", `image: '${pinned}'`)
        .replace('- image: ghcr.io/acme/shop:1.4.1', `- image: ${pinned}`),
    );
    expect(edit).toMatchObject({
      changed: true,
      line: 11,
      before: { repository: 'ghcr.io/acme/shop', tag: '1.4.1' },
    });
    expect(editImage(edit.text, kubernetes, image).changed).toBe(false);
  });

  it('keeps an anchor in front of the image', () => {
    const text = deployment(
      '      containers:',
      '        - image: &img ghcr.io/acme/shop:1',
      '          name: a',
    );
    expect(editImage(text, kubernetes, image).text).toContain(`image: &img ghcr.io/acme/shop@${NEW}\n`);
  });

  it('finds a container by name, whatever it runs now', () => {
    const text = deployment(
      '      containers:',
      '        - name: web',
      '          image: localhost:5000/old',
    );
    const edit = editImage(text, { ...kubernetes, container: 'web' }, image);
    expect(edit.before).toEqual({ repository: 'localhost:5000/old' });
    expect(edit.text).toContain(`image: ghcr.io/acme/shop@${NEW}\n`);
  });

  it.each([
    [
      'no such container',
      deployment('      containers: [{name: a, image: b}]'),
      /no container whose image is/,
    ],
    [
      'two versions',
      deployment(
        '      containers:',
        '        - image: ghcr.io/acme/shop:1',
        '        - image: ghcr.io/acme/shop:2',
      ),
      /two versions of one image/,
    ],
  ])('refuses %s', (_, text, reason) => {
    expect(() => editImage(text, kubernetes, image)).toThrow(reason);
  });

  it('refuses an alias in the container that is named', () => {
    const text = deployment(
      '      x: &i ghcr.io/acme/shop:1',
      '      containers:',
      '        - {name: web, image: *i }',
    );
    expect(() => editImage(text, { ...kubernetes, container: 'web' }, image)).toThrow(/image is an alias/);
  });
});

describe('an image in a manifest', () => {
  it.each([
    ['shop', { repository: 'shop' }],
    ['localhost:5000/app', { repository: 'localhost:5000/app' }],
    ['localhost:5000/app:1', { repository: 'localhost:5000/app', tag: '1' }],
    [`r/a:1@${OLD}`, { repository: 'r/a', tag: '1', digest: OLD }],
  ])('%s is read into its parts', (text, parts) => {
    expect(parseNamedImage(text)).toEqual(parts);
  });

  it.each([
    ['nginx', 'docker.io/library/nginx', true],
    ['acme/shop', 'index.docker.io/acme/shop', true],
    ['localhost/shop', 'docker.io/localhost/shop', false],
    ['ghcr.io/acme/shop', 'ghcr.io/acme/shop2', false],
  ])('%s and %s: the same is %s', (a, b, same) => {
    expect(sameRepository(a, b)).toBe(same);
  });
});

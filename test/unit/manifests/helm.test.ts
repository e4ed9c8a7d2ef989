import { describe, expect, it } from '@jest/globals';
import { type ManifestTarget, editImage } from '../../../shared/manifests/image.ts';

const OLD = `sha256:${'1'.repeat(64)}`;
const NEW = `sha256:${'2'.repeat(64)}`;
const image = { repository: 'ghcr.io/acme/shop', digest: NEW };
const values = (path = 'image'): ManifestTarget => ({ kind: 'helm', file: 'values.yaml', path });

describe("editing a chart's values", () => {
  it.each([
    [
      'keys of its own, with the tag left alone',
      `replicas: 2\nimage:\n  repository: ghcr.io/acme/shop # ours\n  tag: "1.4"\n  digest: "${OLD}"\n`,
      `replicas: 2\nimage:\n  repository: ghcr.io/acme/shop # ours\n  tag: "1.4"\n  digest: "${NEW}"\n`,
    ],
    [
      'an empty digest',
      `image:\n  digest: ""\n  repository: a/b\n`,
      `image:\n  digest: "${NEW}"\n  repository: ghcr.io/acme/shop\n`,
    ],
    ['a digest without a value', `image:\n  digest:\n`, `image:\n  digest: ${NEW}\n`],
    [
      'a registry apart',
      `image: {registry: docker.io, repository: acme/shop, digest: ''}\n`,
      `image: {registry: ghcr.io, repository: acme/shop, digest: '${NEW}'}\n`,
    ],
    ['one text', `image: 'ghcr.io/acme/shop:1.4'\n`, `image: 'ghcr.io/acme/shop@${NEW}'\n`],
  ])('changes %s', (_, before, after) => {
    const edit = editImage(before, values(), image);
    expect(edit.text).toBe(after);
    expect(editImage(after, values(), image).changed).toBe(false);
  });

  it('finds a deeper place, and says what was there', () => {
    const text = `web:\n  main:\n    image: {repository: x/y, tag: v1, digest: ${OLD}}\n`;
    const edit = editImage(text, values('web.main.image'), image);
    expect(edit).toMatchObject({ line: 3, before: { repository: 'x/y', tag: 'v1', digest: OLD } });
    expect(edit.text).toContain(`{repository: ghcr.io/acme/shop, tag: v1, digest: ${NEW}}`);
  });

  it.each([
    ['there is no such place', 'other: 1\n', /no image at image/],
    [
      'the chart has no key for a digest',
      'image: {repository: a, tag: b}\n',
      /no digest at image.*add 'digest: ""'/,
    ],
    ['the place is an alias', 'x: &i {digest: a}\nimage: *i\n', /image is an alias/],
  ])('is refused when %s', (_, text, reason) => {
    expect(() => editImage(text, values(), image)).toThrow(reason);
  });
});

describe('editing a Compose file', () => {
  const compose: ManifestTarget = {
    kind: 'compose',
    file: 'compose.yaml',
    repositories: ['ghcr.io/acme/shop'],
  };
  const text =
    'services:\n  web:\n    image: ghcr.io/acme/shop:1 # here\n  db: {image: "postgres:17"}\n  x: {image: "${REPO}:1"}\n';

  it('changes the services that run the image', () => {
    const edit = editImage(text, compose, image);
    expect(edit.text).toBe(text.replace('ghcr.io/acme/shop:1', `ghcr.io/acme/shop@${NEW}`));
  });

  it('changes a service by its name', () => {
    const edit = editImage(text, { ...compose, container: 'db' }, image);
    expect(edit.text).toContain(`db: {image: "ghcr.io/acme/shop@${NEW}"}`);
  });

  it('refuses an image that is made of variables', () => {
    expect(() => editImage(text, { ...compose, container: 'x' }, image)).toThrow(/made of variables/);
  });
});

describe('editing an ECS task definition', () => {
  it('changes the container that runs the image, and no byte beside', () => {
    const text = `{\n\t"family": "shop",\n\t"containerDefinitions": [\n\t\t{"name": "web", "image": "ghcr.io/acme/shop:1", "cpu": 10},\n\t\t{"name": "log", "image": "fluent:2"}\n\t]\n}\n`;
    const target: ManifestTarget = { kind: 'ecs', file: 'task.json', repositories: ['ghcr.io/acme/shop'] };
    const edit = editImage(text, target, image);
    expect(edit.text).toBe(text.replace('ghcr.io/acme/shop:1', `ghcr.io/acme/shop@${NEW}`));
    expect(JSON.parse(edit.text)).toMatchObject({
      containerDefinitions: [{ cpu: 10 }, { image: 'fluent:2' }],
    });
  });
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect } from '@jest/globals';
import { parse } from 'yaml';
import { editImage } from '../../shared/manifests/image.ts';
import { interop } from '../kit/parts.ts';

const DIGEST = `sha256:${'2'.repeat(64)}`;
const image = { repository: 'ghcr.io/acme/shop', digest: DIGEST };
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
        - name: shop
          image: shop
`;

/** The image that kubectl's kustomize renders. */
function render(kustomization: string): unknown {
  const directory = mkdtempSync(path.join(tmpdir(), 'fixity-kustomize-'));
  try {
    writeFileSync(path.join(directory, 'deployment.yaml'), DEPLOYMENT);
    writeFileSync(path.join(directory, 'kustomization.yaml'), kustomization);
    const text = execFileSync('kubectl', ['kustomize', directory], { encoding: 'utf8' });
    const rendered = parse(text) as { spec: { template: { spec: { containers: { image: string }[] } } } };
    return rendered.spec.template.spec.containers[0]?.image;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('what kustomize makes of an edited kustomization', () => {
  const head = 'resources: [deployment.yaml]\nimages:\n';
  const cases = {
    'an entry with a tag': `${head}- name: shop\n  newTag: 1.4.1\n`,
    'an entry with another name and a tag': `${head}- name: shop\n  newName: example.com/old\n  newTag: "1.4"\n`,
    'an entry with an old digest': `${head}- name: shop\n  newName: ghcr.io/acme/shop\n  digest: sha256:${'1'.repeat(64)}\n`,
    'an entry with nothing': `${head}- name: shop\n`,
    'an entry in one line': 'resources: [deployment.yaml]\nimages: [{name: shop, newTag: v1}]\n',
  };
  for (const [name, text] of Object.entries(cases)) {
    interop(`${name} names the digest, and nothing else`, ['kubectl'], () => {
      expect(render(text)).not.toBe(`ghcr.io/acme/shop@${DIGEST}`);
      const edit = editImage(text, { kind: 'kustomize', file: 'k.yaml', names: ['shop'] }, image);
      expect(render(edit.text)).toBe(`ghcr.io/acme/shop@${DIGEST}`);
      return Promise.resolve();
    });
  }
});

import { describe, expect, it } from '@jest/globals';
import { runAction } from '../kit/action-process.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;

/** Inputs that are wrong in several ways at once, and what must be said of each. */
const CASES: readonly {
  readonly action: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly said: readonly RegExp[];
}[] = [
  {
    action: 'build-image',
    inputs: {
      image: 'ghcr.io/acme//shop',
      push: 'perhaps',
      'source-date-epoch': 'yesterday',
      'clean-tree': 'never',
    },
    said: [
      /input 'image'/,
      /input 'push': not a boolean/,
      /input 'source-date-epoch': not a time/,
      /input 'clean-tree'/,
    ],
  },
  {
    action: 'build-image',
    inputs: { image: 'ghcr.io/acme/shop:1.4.2' },
    said: [/input 'image': a tag or digest stands in the name of the repository.*tags: 1\.4\.2/],
  },
  {
    action: 'sign',
    inputs: { signing: 'maybe', tests: 'reports/unit.xml', recursive: 'TRUE ' + 'x' },
    said: [/input 'image' is missing/, /input 'signing'/, /input 'tests'/, /input 'recursive'/],
  },
  {
    action: 'sign',
    inputs: {
      image: `ghcr.io/acme/a@${DIGEST}\nghcr.io/acme/b@${DIGEST}`,
      attestations: 'https://example.com/x=predicate.json',
    },
    said: [/predicate\.json could be about any of 2 images/],
  },
  {
    action: 'scan',
    inputs: { image: 'not a reference', 'max-critical': '-1', 'max-high': '1e3' },
    said: [
      /input 'image': not a repository/,
      /input 'advisories' is missing/,
      /input 'max-critical'/,
      /input 'max-high'/,
    ],
  },
  {
    action: 'promote',
    inputs: { mode: 'apply-all', write: 'maybe', images: 'shop=ghcr.io/acme/shop:1' },
    said: [/input 'mode'/, /input 'write'/, /input 'images'.*digest/, /input 'environment' is missing/],
  },
  {
    action: 'promote',
    inputs: {
      images: `shop=ghcr.io/acme/shop@${DIGEST}\nshop=ghcr.io/acme/shop@${DIGEST}`,
      environment: 'test',
      write: 'none',
      branch: 'main',
    },
    said: [/shop is there twice/, /'branch' has no meaning with write: none/],
  },
  {
    action: 'canary-verify',
    inputs: { image: 'ghcr.io/acme/shop:1', rate: '0', canary: 'ftp://x', 'min-duration': '1 minute' },
    said: [
      /input 'image': the image is not named by digest/,
      /input 'environment' is missing/,
      /input 'rate'/,
      /input 'canary': not the address of a service/,
      /input 'baseline' is missing/,
      /input 'min-duration'/,
    ],
  },
  {
    action: 'canary-verify',
    inputs: {
      image: `ghcr.io/acme/shop@${DIGEST}`,
      environment: 'canary',
      provider: 'json',
      canary: 'http://127.0.0.1:1',
      'min-duration': '10m',
      'max-duration': '5m',
    },
    said: [/samples/, /min-duration/],
  },
];

describe('an action whose inputs are wrong', () => {
  it.each(CASES)(
    '$action says everything that is wrong at once, and does nothing (%#)',
    async ({ action, inputs, said }) => {
      const ran = await runAction(action, { inputs });
      const errors = ran.annotations.map(({ message }) => message);
      expect([ran.exitCode, ran.outputs['result']]).toEqual([1, 'invalid']);
      for (const pattern of said) expect(errors).toContainEqual(expect.stringMatching(pattern));
      expect(errors).toHaveLength(said.length);
      expect(ran.summary).toMatch(new RegExp(`^### ⛔ ${action}: the inputs are not valid`));
    },
  );

  it.each([
    ['sign', 'image', 'ghcr.io/acme/shop:1.4.2'],
    ['scan', 'image', 'ghcr.io/acme/shop:1.4.2'],
    ['promote', 'images', 'shop=ghcr.io/acme/shop:1.4.2'],
    ['canary-verify', 'image', 'ghcr.io/acme/shop:1.4.2'],
  ])('%s takes no tag where a digest is wanted, and says what to write', async (action, input, value) => {
    const ran = await runAction(action, { inputs: { [input]: value, environment: 'test' } });
    expect(ran.outputs['result']).toBe('invalid');
    expect(ran.annotations.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/digest.*sha256/),
    );
  });
});

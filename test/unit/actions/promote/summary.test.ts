import { describe, expect, it } from '@jest/globals';
import type { PromoteReport } from '../../../../actions/promote/report.ts';
import { headline, summarise } from '../../../../actions/promote/summary.ts';
import { digestOf } from '../../../../shared/oci/digest.ts';
import type { Finding, Verdict } from '../../../../shared/policy/verdict.ts';

const DIGEST = digestOf('image');

const finding = (change: Partial<Finding> = {}): Finding => ({
  requirement: 'signed-by',
  environment: 'staging',
  result: 'pass',
  wanted: 'a signature by release',
  seen: 'signed by release',
  evidence: [digestOf('bundle')],
  ...change,
});

const MISSING = finding({
  requirement: 'canary in staging',
  result: 'missing',
  seen: 'no canary verdict',
  evidence: [],
  next: 'run canary-verify',
});

const report = (
  result: Verdict['result'],
  findings: readonly Finding[],
  change: Partial<PromoteReport> = {},
): PromoteReport => ({
  environment: 'production',
  mode: 'promote',
  verdict: result,
  gates: [],
  planPath: undefined,
  dryRun: false,
  policy: { uri: 'https://github.com/acme/shop@c0ffee/.github/fixity.yml', digest: digestOf('policy') },
  images: [
    {
      verdict: {
        environment: 'production',
        image: 'shop',
        digest: DIGEST,
        policy: { uri: '', digest: DIGEST },
        result,
        findings,
      },
      source: 'ghcr.io/acme/build',
      destinations: [`ghcr.io/acme/shop@${DIGEST}`, `eu.example.com/shop@${DIGEST}`],
      platforms: ['linux/amd64'],
      ignored: [],
    },
  ],
  targets: [],
  files: [],
  planDigest: digestOf('plan'),
  applied: undefined,
  preview: undefined,
  ...change,
});

const APPLIED = {
  unchanged: false,
  copied: [
    {
      image: 'shop',
      repository: 'ghcr.io/acme/shop',
      bytes: 2_048,
      mounted: 1,
      manifests: 3,
      referrers: 5,
      unreadable: 0,
    },
  ],
  commit: 'c0ffee0123456789',
  deployment: 7,
  records: [
    {
      image: 'shop',
      repository: 'ghcr.io/acme/shop',
      status: 'written' as const,
      digest: digestOf('record'),
    },
  ],
  signed: true,
};

/** Entities read as a browser shows them. */
const shown = (markdown: string): string =>
  markdown.replace(/&#(\d+);/g, (_, number: string) => String.fromCodePoint(Number(number)));

const linesOf = (value: PromoteReport): readonly string[] =>
  shown(summarise(value))
    .split('\n')
    .filter((line) => line !== '');

describe("promote's summary", () => {
  it('of a refusal says what, why and what to do, in the first three lines', () => {
    const lines = linesOf(report('fail', [finding(), MISSING]));
    expect(lines.slice(0, 4)).toEqual([
      '### ⛔ promote: refused, shop may not go to production: 1 requirement not met',
      'canary in staging: no canary verdict; wanted a signature by release (required by staging).',
      '**To do:** run canary-verify',
      `<code>ghcr.io/acme/shop@${DIGEST}</code> · linux/amd64 · also in <code>eu.example.com/shop@${DIGEST}</code>  `,
    ]);
  });

  it('shows what failed first, then what is missing, then what passed', () => {
    const lines = linesOf(
      report('fail', [finding(), MISSING, finding({ result: 'fail', requirement: 'sbom' })]),
    );
    const marks = lines.filter((line) => /^\| [✅⛔]/u.test(line)).map((line) => line.slice(2, 10));
    expect(marks).toEqual(['⛔ fail |', '⛔ missin', '✅ pass |']);
  });

  it.each([
    [
      'done',
      report('pass', [finding()], { applied: APPLIED }),
      '### ✅ promote: shop promoted to production',
    ],
    [
      'done already',
      report('pass', [finding()], { applied: { ...APPLIED, unchanged: true } }),
      '### ✅ promote: unchanged, shop is in production already',
    ],
    [
      'allowed',
      report('pass', [finding()], { mode: 'check' }),
      '### ✅ promote: shop may go to production, nothing was written',
    ],
    [
      'warned about',
      report('warn', [MISSING], { applied: APPLIED }),
      '### ⚠️ promote: shop promoted to production',
    ],
  ])('heads what was %s', (_, value, heading) => {
    expect(linesOf(value)[0]).toBe(heading);
    expect(`### ${heading.split(' ')[1] ?? ''} ${headline(value)}`).toBe(heading);
  });

  it('shows the change as a diff, and what was written', () => {
    const files = [{ path: 'k.yaml', before: 'digest: a\n', after: 'digest: b\n' }];
    const text = shown(summarise(report('pass', [finding()], { files, applied: APPLIED })));
    expect(text).toContain(
      '```diff\n--- a/k.yaml\n+++ b/k.yaml\n@@ -1,1 +1,1 @@\n-digest: a\n+digest: b\n```',
    );
    expect(text).toContain(
      '2.0 KiB sent, 1 blob mounted, 3 manifests written, 5 statements copied · commit <code>c0ffee012345</code> · deployment 7 · record <code>sha256:',
    );
  });

  const copied = (change: Partial<(typeof APPLIED.copied)[number]>) =>
    APPLIED.copied.map((each) => ({
      ...each,
      ...{ bytes: 0, mounted: 0, manifests: 0, referrers: 0, unreadable: 0 },
      ...change,
    }));
  const there = APPLIED.records.map((each) => ({ ...each, status: 'unchanged' as const }));

  it.each([
    ['only evidence was copied', {}, 'promote: shop is in production already, 3 new statements copied'],
    ['a file was changed', { commit: 'c0ffee' }, 'promote: shop promoted to production'],
    ['a record was written', { records: APPLIED.records }, 'promote: shop promoted to production'],
    ['nothing is recorded', { records: [], signed: false }, 'promote: shop promoted to production'],
    [
      'the image was copied too',
      { copied: copied({ manifests: 1, referrers: 3 }) },
      'promote: shop promoted to production',
    ],
  ])('heads it by what was done when %s', (_, change, heading) => {
    const applied = {
      ...APPLIED,
      commit: undefined,
      records: there,
      copied: copied({ bytes: 900, referrers: 3 }),
      ...change,
    };
    expect(headline(report('pass', [finding()], { applied }))).toBe(heading);
  });

  it.each([
    [{}, 'nothing had to be copied · commit'],
    [{ mounted: 2, manifests: 1 }, '2 blobs mounted, 1 manifest written · commit'],
    [{ bytes: 900, referrers: 1 }, '900 B sent, 1 statement copied · commit'],
    [{ unreadable: 2 }, 'nothing had to be copied · 2 unreadable referrers left behind · commit'],
  ])('names what was copied, and what was left behind (%#)', (change, line) => {
    const applied = { ...APPLIED, copied: copied(change) };
    expect(linesOf(report('pass', [finding()], { applied })).some((each) => each.startsWith(line))).toBe(
      true,
    );
  });

  it('says that nothing was required, and that nothing was recorded', () => {
    const text = summarise(report('pass', [], { applied: { ...APPLIED, records: [], signed: false } }));
    expect(text).toContain('**production requires nothing**, so nothing was proven.');
    expect(text).toContain('**not recorded**');
  });

  it('lets nothing from outside be Markdown, HTML or another row', () => {
    const evil = '</td>|x|\n### ✅ <img src=x onerror=y> `a` [link](http://evil) @team';
    const ignored = [
      {
        reason: 'other signer' as const,
        detail: evil,
        claimedType: evil,
        manifestDigest: DIGEST,
        store: evil,
      },
    ];
    const base = report('fail', [finding({ result: 'fail', seen: evil, wanted: evil, next: evil })]);
    const files = [{ path: 'a.yaml', before: 'x\n', after: '```\n### ✅ forged\n' }];
    const text = summarise({ ...base, images: base.images.map((image) => ({ ...image, ignored })), files });
    const outside = text.replace(/^(`{3,})diff\n[^]*?\n\1$/m, '');
    expect(outside).not.toMatch(/<img|\]\(http|@team|^### ✅/m);
    expect(outside.split('\n').filter((line) => line.startsWith('### '))).toHaveLength(1);
  });
});

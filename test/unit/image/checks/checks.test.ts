import { describe, expect, it } from '@jest/globals';
import { DEFAULT_LEVELS, type Finding, judge } from '../../../../shared/image/checks/check.ts';
import { checkConfig } from '../../../../shared/image/checks/config-checks.ts';
import { checkFiles } from '../../../../shared/image/checks/file-checks.ts';
import { secretName, secretScan } from '../../../../shared/image/checks/secret-files.ts';
import { findSecret } from '../../../../shared/image/checks/secret-patterns.ts';
import { historySecrets, secretValues } from '../../../../shared/image/checks/secret-values.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const FAKE = {
  github: ['ghp', 'A1b2'.repeat(9)].join('_'),
  aws: ['AKIA', 'ABCD1234'.repeat(2)].join(''),
  key: ['-----BEGIN', 'PRIVATE', 'KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ\n'].join(' '),
  npm: ['//registry.example/', '_authToken=0123456789abcdef'].join(':'),
};

describe('a name that gives a credential away', () => {
  it.each([
    ['app/.env', true],
    ['app/.env.production', true],
    ['app/.env.example', false],
    ['app/environment', false],
    ['root/.ssh/id_ed25519', true],
    ['root/.ssh/id_ed25519.pub', false],
    ['app/.git', true],
    ['app/.github', false],
    ['app/.gitignore', false],
    ['root/.docker/config.json', true],
    ['app/config.json', false],
    ['.netrc', true],
  ])('%s: %s', (path, expected) => {
    expect(secretName(path) !== undefined).toBe(expected);
  });
});

describe('a text that holds a credential', () => {
  it.each([
    [FAKE.github, 'a GitHub token'],
    [`key=${FAKE.aws};`, 'an AWS access key'],
    [FAKE.key, 'a private key'],
    [FAKE.npm, 'an npm token'],
    ['extraheader = AUTHORIZATION: basic eA==', 'an authorization header of a checkout'],
  ])('%#', (text, kind) => {
    expect(findSecret(`before\n${text}\nafter`)?.kind).toBe(kind);
  });

  it.each([
    '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBa\n',
    'const header = "-----BEGIN PRIVATE KEY-----";',
    ['//registry.example/', '_authToken=${NPM_TOKEN}'].join(':'),
    'AKIAIOSFODNN7',
    'the words ghp_ and token',
  ])('is not %j', (text) => {
    expect(findSecret(text)).toBeUndefined();
  });
});

function scan(content: string | Buffer, cut = 1 << 20): readonly Finding[] {
  const secrets = secretScan();
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += cut) {
    secrets.inspect({ path: 'app/x', name: 'src/x' }, bytes.subarray(at, at + cut));
  }
  return secrets.findings();
}

describe('scanning files as they pass', () => {
  it.each([1 << 20, 1000, 128])('names file and line, with chunks of %d, and never the credential', (cut) => {
    const [finding, ...more] = scan(`${'x\n'.repeat(999)}token: ${FAKE.github}\n`, cut);
    expect(finding).toMatchObject({ check: 'secret-files', at: { file: 'src/x', line: 1000 } });
    expect(more).toEqual([]);
    expect(JSON.stringify(finding)).not.toContain(FAKE.github);
  });

  it('passes over binary files', () => {
    expect(scan(Buffer.concat([Buffer.from([1, 0, 2]), Buffer.from(FAKE.github)]))).toEqual([]);
  });

  it('gives one finding a file, whether by name or by content', () => {
    const secrets = secretScan();
    for (const path of ['app/.env', 'app/other']) {
      secrets.see({ path, name: path });
      secrets.inspect({ path, name: path }, Buffer.from(`${FAKE.aws} ${FAKE.github}`));
    }
    expect(secrets.findings().map(({ at }) => at?.file)).toEqual(['app/.env', 'app/other']);
  });
});

describe('values that look like credentials', () => {
  it.each([
    ['DB_PASSWORD=hunter22', true],
    ['API_KEY=abcdef123', true],
    ['GITHUB_TOKEN=x1y2z3w4', true],
    [`HARMLESS=${FAKE.aws}`, true],
    ['DB_PASSWORD_FILE=/run/secrets/db', false],
    ['DB_PASSWORD=/run/secrets/db', false],
    ['TOKEN_TTL=3600', false],
    ['TOKEN=', false],
    ['MONKEY=banana', false],
    ['SECRET=true', false],
    ['PATH=/usr/bin', false],
  ])('%s: %s', (line, expected) => {
    const findings = secretValues({ Env: [line] });
    expect(findings.length === 1).toBe(expected);
    expect(JSON.stringify(findings)).not.toMatch(/hunter22|abcdef123|x1y2z3w4/);
  });

  it('looks at labels too', () => {
    expect(secretValues({ Labels: { 'build.token': 'abcdefgh', revision: 'abc' } })).toHaveLength(1);
  });
});

describe('how a finished image runs', () => {
  it.each([
    [undefined, true],
    ['', true],
    ['0', true],
    ['root:staff', true],
    ['0:0', true],
    ['65532:0', false],
    ['app', false],
  ])('user %s is root: %s', (User, expected) => {
    const checks = checkConfig(User === undefined ? {} : { User }).map(({ check }) => check);
    expect(checks.includes('root-user')).toBe(expected);
  });

  it('notes setuid files and leftovers by path', () => {
    const files = [
      { path: 'usr/bin/su', type: 'file', mode: 0o4755 },
      { path: 'tmp', type: 'directory', mode: 0o1777 },
      { path: 'srv', type: 'directory', mode: 0o2755 },
      { path: 'app/node_modules/.cache', type: 'directory', mode: 0o755 },
      { path: 'usr/bin/gcc-12', type: 'file', mode: 0o755 },
      { path: 'app/gcc.md', type: 'file', mode: 0o644 },
    ];
    expect(checkFiles(files).map(({ check, what }) => [check, what.split("'")[1]])).toEqual([
      ['setuid', '/usr/bin/su'],
      ['leftovers', '/app/node_modules/.cache'],
      ['leftovers', '/usr/bin/gcc-12'],
    ]);
  });
});

describe('leftovers', () => {
  it.each([
    ['app/.svn', 'a version-control folder'],
    ['root/.npm/_cacache', "a package manager's cache"],
    ['go/pkg/mod', "a package manager's cache"],
    ['usr/local/.cargo/registry', "a package manager's cache"],
    ['var/cache/apt/archives/bash_5_amd64.deb', 'a download of the package manager'],
    ['var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_InRelease', 'a download of the package manager'],
    ['var/cache/apk/APKINDEX.1.tar.gz', 'a download of the package manager'],
    ['var/cache/dnf/fedora/repodata/primary.xml.gz', 'a download of the package manager'],
    ['usr/bin/make', 'a compiler'],
    ['var/lib/apt/lists/lock', undefined],
    ['app/cargo/registry', undefined],
    ['usr/bin/makeinfo', undefined],
  ])('%s: %s', (path, what) => {
    const [found] = checkFiles([{ path, type: 'file', mode: 0o644 }]);
    expect(found?.what).toBe(what && `'/${path}' is ${what}`);
  });

  it('of one kind are one finding, which counts them', () => {
    const files = Array.from({ length: 300 }, (_, at) => `var/cache/apt/archives/${at % 200}.deb`);
    expect(checkFiles(files.map((path) => ({ path, type: 'file', mode: 0o644 })))).toMatchObject([
      { what: "'/var/cache/apt/archives/0.deb' is a download of the package manager", seen: '199 more' },
    ]);
  });
});

describe('judging findings', () => {
  const findings: readonly Finding[] = [
    { check: 'root-user', what: 'root' },
    { check: 'secret-files', what: 'key' },
    { check: 'healthcheck', what: 'none' },
  ];

  it('puts errors first and leaves out what is off', () => {
    expect(judge(findings, {}).map(({ check, level }) => [check, level])).toEqual([
      ['secret-files', 'error'],
      ['root-user', 'warn'],
    ]);
  });

  it('takes the levels it is given', () => {
    expect(
      judge(findings, { 'root-user': 'error', 'secret-files': 'off', healthcheck: 'warn' }).map(
        ({ what }) => what,
      ),
    ).toEqual(['root', 'none']);
  });

  it('refuses credentials and unpinned bases unless told otherwise', () => {
    expect(
      Object.entries(DEFAULT_LEVELS)
        .filter(([, level]) => level === 'error')
        .map(([check]) => check),
    ).toEqual(['base-images', 'clean-tree', 'secret-files', 'secret-values']);
  });
});

describe('what the history of an image tells', () => {
  const told = (...steps: readonly string[]): readonly string[] =>
    historySecrets(steps.map((each) => ({ created_by: each }))).map(({ what }) => what);

  it.each([
    [
      'RUN |2 NPM_TOKEN=abc123 VERSION=1 /bin/sh -c npm ci',
      ["'NPM_TOKEN', which is named like a credential,"],
    ],
    ['|1 DB_PASS=abc123 /bin/sh -c make', ["'DB_PASS', which is named like a credential,"]],
    ['ENV PGPASSWORD=abc123', ["'PGPASSWORD', which is named like a credential,"]],
    ['/bin/sh -c #(nop)  ARG API_KEY=abc123', ["'API_KEY', which is named like a credential,"]],
    [`RUN /bin/sh -c curl -H "x: ${FAKE.github}" x`, ['a GitHub token']],
    [`ARG X=${FAKE.aws}`, ["'X', which holds an AWS access key,"]],
    ['RUN |1 VERSION=1 /bin/sh -c SECRET=made-here make', []],
    ['ENV TOKEN_FILE=/run/secrets/x PASSWORD=', []],
    ['ARG NPM_TOKEN', []],
    ['fixity build-image: application', []],
  ])('%j: %j', (step, expected) => {
    expect(told(step)).toEqual(expected.map((what) => `${what} stands in the history of the image`));
  });

  it('is said once, with its step, and never with the value', () => {
    const findings = historySecrets([
      { created_by: 'X' },
      ...Array.from({ length: 3 }, () => ({ created_by: 'ENV TOKEN=abc123' })),
    ]);
    expect(findings).toMatchObject([{ check: 'secret-values', seen: 'step 2 of 4' }]);
    expect(JSON.stringify(findings)).not.toContain('abc123');
  });

  it('is read in the time of its length', () => {
    const long = `|999 ${'A='.repeat(200_000)}`;
    expect(told(long)).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { DEFAULT_LEVELS } from '../../../shared/image/checks/check.ts';
import { readImageFile } from '../../../shared/image/file/read-image-file.ts';
import { layersFor } from '../../../shared/image/image-file.ts';
import { type Problem, UserError } from '../../../shared/text/error.ts';

const schema = JSON.parse(readFileSync('docs/schemas/image.schema.json', 'utf8')) as object;
const matchesSchema = new Ajv2020({ allowUnionTypes: true, strictTypes: false }).compile(schema);

const FULL = `
from: ghcr.io/acme/base:1@sha256:${'1'.repeat(64)}
platforms: [linux/amd64, linux/arm/v7]
layers:
  - name: dependencies
    copy: {node_modules/: /app/node_modules/}
    ignore: ['*.md']
    owner: '1000:1000'
    mode: preserve
    modified: commit
  - copy:
      'bin/{os}-{arch}{variant}/tool': /usr/local/bin/tool
    platforms: [linux/arm/v7]
  - remove: [/bin/sh, /etc/shadow]
config:
  entrypoint: [/app/server, --port, 8080]
  cmd: [start]
  env: {VERSION: 1.10, DEBUG: false, OCTAL: 0755, EMPTY: ''}
  user: 65532
  workdir: /app/
  ports: [8080, 53/udp]
  volumes: [/data]
  labels: {a.b: c}
  stop-signal: SIGTERM
  healthcheck: {test: [/app/health], interval: 30s, timeout: 1m30s, start-period: 2s, retries: 3}
annotations: {org.opencontainers.image.licenses: Apache-2.0}
checks: {root-user: error, leftovers: 'off'}
`;

function problemsOf(text: string): readonly Problem[] {
  try {
    readImageFile('image.yml', text);
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
}

describe('image.yml', () => {
  it('is read in full', () => {
    expect(readImageFile('image.yml', FULL)).toMatchObject({
      from: {
        text: `ghcr.io/acme/base:1@sha256:${'1'.repeat(64)}`,
        at: { file: 'image.yml', line: 2, column: 7 },
      },
      platforms: [
        { os: 'linux', architecture: 'amd64' },
        { os: 'linux', architecture: 'arm', variant: 'v7' },
      ],
      layers: [
        {
          name: 'dependencies',
          copies: [{ from: 'node_modules/', to: 'app/node_modules', intoDirectory: true }],
          ignore: ['*.md'],
          uid: 1000,
          gid: 1000,
          mode: 'preserve',
          modified: 'commit',
        },
        {
          copies: [{ from: 'bin/{os}-{arch}{variant}/tool', to: 'usr/local/bin/tool', intoDirectory: false }],
        },
        { name: 'layer 3', remove: [{ path: 'bin/sh' }, { path: 'etc/shadow' }] },
      ],
      config: {
        entrypoint: ['/app/server', '--port', '8080'],
        cmd: ['start'],
        env: { VERSION: '1.10', DEBUG: 'false', OCTAL: '0755', EMPTY: '' },
        user: '65532',
        workdir: '/app',
        ports: ['8080/tcp', '53/udp'],
        volumes: ['/data'],
        labels: { 'a.b': 'c' },
        stopSignal: 'SIGTERM',
        healthcheck: {
          Test: ['CMD', '/app/health'],
          Interval: 30e9,
          Timeout: 90e9,
          StartPeriod: 2e9,
          Retries: 3,
        },
      },
      checks: { 'root-user': 'error', leftovers: 'off' },
    });
  });

  it('fills in the platform, and leaves out the layers of others', () => {
    const file = readImageFile('image.yml', FULL);
    const [amd64, arm] = file.platforms.map((platform) => layersFor(file, platform));
    expect(amd64?.map(({ name }) => name)).toEqual(['dependencies', 'layer 3']);
    expect(arm?.[1]?.copies[0]?.from).toBe('bin/linux-armv7/tool');
  });

  it('needs nothing but a base', () => {
    expect(readImageFile('image.yml', 'from: scratch')).toMatchObject({
      platforms: [{ os: 'linux', architecture: 'amd64' }],
      layers: [],
    });
  });

  it('reports every problem at once, with its place and what was probably meant', () => {
    const text = [
      'frm: scratch',
      'layers:',
      '  - copy: {a: app}',
      '    ignor: [x]',
      'config: {cmd: run it, ports: [0]}',
    ].join('\n');
    const problems = problemsOf(text).map(({ what, next, at }) => [at?.line, at?.column, what, next]);
    expect(problems).toEqual([
      [1, 1, "unknown key 'frm'", "did you mean 'from'?"],
      [1, 1, "'from' is missing", expect.stringContaining('scratch')],
      [3, 15, "'layers[0].copy.a': not a place in the image", undefined],
      [4, 5, "unknown key 'ignor' in 'layers[0]'", "did you mean 'ignore'?"],
      [5, 15, "'config.cmd' is a text", expect.stringContaining('[/bin/sh, -c')],
      [5, 31, "'config.ports[0]': not a port", undefined],
    ]);
  });

  it.each([
    ['', /the file is not right/],
    ['[]', /the file is not right/],
    ['from: [a', /not valid YAML/],
    ['from: scratch\nfrom: scratch', /not valid YAML.*unique/],
    ['from: a b', /'from' is not right/],
    ['from: scratch\nplatforms: []', /'platforms' is empty/],
    ['from: scratch\nplatforms: [amd64]', /platforms\[0\]': not a platform/],
    ['from: scratch\nplatforms: [linux/arm64, linux/arm64/v8]', /repeats linux\/arm64/],
    ['from: scratch\nlayers: [{}]', /does nothing/],
    ['from: scratch\nlayers: [{copy: {}}]', /is empty/],
    ['from: scratch\nlayers: [{copy: {../x: /x}}]', /'..\/x' is not in the workspace/],
    ['from: scratch\nlayers: [{copy: {/etc: /x}}]', /'\/etc' is not in the workspace/],
    ['from: scratch\nlayers: [{copy: {a: /x/../../y}}]', /not a place in the image/],
    ['from: scratch\nlayers: [{copy: {a: /x\\y}}]', /not a place in the image/],
    ['from: scratch\nlayers: [{copy: {"a/{cpu}": /x}}]', /unknown placeholder \{cpu\}/],
    ['from: scratch\nlayers: [{copy: {a: /x}, owner: root}]', /UID:GID/],
    ['from: scratch\nlayers: [{copy: {a: /x}, mode: 755}]', /normalize or preserve/],
    ['from: scratch\nlayers: [{remove: [/]}]', /remove the whole root/],
    ['from: scratch\nconfig: {env: {"A B": c}}', /the name 'A B'/],
    ['from: scratch\nconfig: {user: "a b"}', /'config.user' is not right/],
    ['from: scratch\nconfig: {workdir: app}', /'config.workdir': not a place/],
    ['from: scratch\nconfig: {healthcheck: {interval: 5s}}', /has no test/],
    ['from: scratch\nconfig: {stop-signal: TERM}', /a signal such as SIGTERM/],
    ['from: scratch\nchecks: {root-user: yes}', /off or warn or error/],
    ['from: scratch\nconfig: {env: *x}', /an alias, \*x/],
    [
      'from: scratch\nannotations: &a {k: v}\nconfig: {labels: *a}',
      /an alias, \*a – every value stands where/,
    ],
    ['from: scratch\nfrom: scratch', /not valid YAML/],
  ])('refuses %j', (text, message) => {
    expect(
      problemsOf(text)
        .map(({ what, rule }) => `${what} – ${rule ?? ''}`)
        .join('\n'),
    ).toMatch(message);
  });

  it('says where a pattern of ignore means nothing', () => {
    const text = "from: scratch\nlayers:\n  - copy: {a: /a}\n    ignore: ['*.md', '[z-a]']\n";
    expect(problemsOf(text)).toEqual([
      {
        what: "'layers[0].ignore[1]': the set [z-a] has a range that goes backwards",
        rule: 'the lower character comes first, as in [a-z]',
        seen: 'z-a',
        at: { file: 'image.yml', line: 4, column: 22 },
      },
    ]);
  });
});

describe('the JSON Schema of image.yml', () => {
  it.each([
    [FULL, true],
    ['from: scratch', true],
    ['layers: []', false],
    ['from: scratch\nlayers: [{copy: {a: app}}]', false],
    ['from: scratch\nlayers: [{copy: {a: /x}, ignor: [x]}]', false],
    ['from: scratch\nlayers: [{}]', false],
    ['from: scratch\nlayers: [{copy: {../x: /x}}]', false],
    ['from: scratch\nconfig: {cmd: run it}', false],
    ['from: scratch\nconfig: {ports: [99999]}', false],
    ['from: scratch\nchecks: {root-user: maybe}', false],
    ['from: scratch\nchecks: {root: error}', false],
  ])('agrees with the reader on %j', (text, valid) => {
    expect(matchesSchema(parse(text))).toBe(valid);
    expect(problemsOf(text).length === 0).toBe(valid);
  });

  it('names every key that the reader knows', () => {
    const rule = problemsOf('from: scratch\nlayers: [{x: 1}]\nconfig: {x: 1}\nchecks: {x: off}\nx: 1')
      .map((problem) => problem.rule ?? '')
      .filter((text) => text.startsWith('known are '))
      .map((text) => text.slice('known are '.length).split(', ').sort());
    const { properties, $defs } = schema as {
      properties: Record<string, { properties?: object }>;
      $defs: Record<string, { properties?: object }>;
    };
    const keys = (value: object | undefined): string[] => Object.keys(value ?? {}).sort();
    expect(rule).toEqual([
      keys($defs['layer']?.properties),
      keys($defs['config']?.properties),
      keys(properties['checks']?.properties),
      keys(properties),
    ]);
  });
});

describe('the defaults that the schema shows', () => {
  it('are those of the checks', () => {
    const { properties } = schema as {
      properties: { checks: { properties: Record<string, { default: string }> } };
    };
    const shown = Object.entries(properties.checks.properties).map(([name, check]) => [name, check.default]);
    expect(Object.fromEntries(shown)).toEqual(DEFAULT_LEVELS);
  });
});

describe('docs/building.md', () => {
  it('explains every key and check', () => {
    const text = readFileSync('docs/building.md', 'utf8');
    const { properties, $defs } = schema as {
      properties: Record<string, { properties?: object }>;
      $defs: Record<string, { properties?: object }>;
    };
    const keys = [
      properties,
      $defs['layer']?.properties,
      $defs['config']?.properties,
      properties['checks']?.properties,
    ];
    const missing = keys
      .flatMap((each) => Object.keys(each ?? {}))
      .filter((key) => !text.includes(`\`${key}\``));
    expect(missing).toEqual([]);
  });
});

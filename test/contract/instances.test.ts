import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../shared/action/system-clock.ts';
import { EMBEDDED_ROOT_DATE, embeddedRoot } from '../../shared/evidence/embedded-root.ts';
import { anonymous } from '../../shared/oci/credentials.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { runAction } from '../kit/action-process.ts';
import { type GitHubFake, startGitHub } from '../kit/github/server.ts';
import { writeTestImage } from '../kit/registry/image.ts';
import { type TestRegistry, startRegistry } from '../kit/registry/registry.ts';
import { ISSUER } from '../kit/sigstore/sigstore.ts';

const WORKFLOW = 'acme/shop/.github/workflows/deliver.yml@refs/tags/v1.4.2';

/** A proxy that lets nobody through, and remembers where they wanted to go. */
let proxy: http.Server;
let wanted: string[];
let registry: TestRegistry;
let github: GitHubFake;
let workspace: string;
let reference: string;

beforeAll(async () => {
  proxy = http.createServer();
  proxy.on('connect', ({ url = '' }, socket) => {
    wanted.push(url);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  [registry, github] = await Promise.all([
    startRegistry(),
    startGitHub({ repositories: { 'acme/shop': {} }, issuer: ISSUER }),
    new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve)),
  ]);
  workspace = mkdtempSync(path.join(tmpdir(), 'fixity-instances-'));
  const ports = { credentials: anonymous, clock: systemClock };
  const { digest } = await writeTestImage(openStore(parseReference(`${registry.host}/shop`), ports));
  reference = `${registry.host}/shop@${digest}`;
});
beforeEach(() => {
  wanted = [];
});
afterAll(async () => {
  proxy.close();
  await Promise.all([registry.close(), github.stop()]);
  rmSync(workspace, { recursive: true });
});

const behind = (more: Readonly<Record<string, string>> = {}) => {
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return { HTTPS_PROXY: address, NO_PROXY: '127.0.0.1', ...more };
};

describe('behind a proxy that lets nobody through', () => {
  it('verify believes the public instance by the root that comes with it, and warns of its date', async () => {
    const ran = await runAction('verify', {
      inputs: { image: reference, identities: `release=${ISSUER} https://github.com/${WORKFLOW}` },
      env: behind(),
      workspace,
    });
    expect([ran.exitCode, ran.outputs['result'], ran.outputs['verdict']]).toEqual([1, 'refused', 'fail']);
    expect(new Set(wanted)).toEqual(new Set(['tuf-repo-cdn.sigstore.dev:443']));
    expect(ran.annotations.map(({ level, message }) => `${level}: ${message}`)).toContainEqual(
      expect.stringMatching(new RegExp(`^warning: .*could not be refreshed.*${EMBEDDED_ROOT_DATE}`)),
    );
  });

  it.each([
    ['public', 'auto', ['tuf-repo-cdn.sigstore.dev:443', 'fulcio.sigstore.dev:443']],
    ['private', 'public-good', ['tuf-repo-cdn.sigstore.dev:443', 'fulcio.sigstore.dev:443']],
    ['private', 'auto', ['fulcio.githubapp.com:443']],
    ['public', 'github', ['fulcio.githubapp.com:443']],
  ])(
    'sign in a %s repository with sigstore: %s asks %j, and attaches nothing',
    async (visibility, sigstore, hosts) => {
      const eventPath = path.join(workspace, 'event.json');
      writeFileSync(eventPath, JSON.stringify({ repository: { visibility } }));
      const before = registry.requests.filter(({ method }) => method === 'PUT').length;
      writeFileSync(path.join(workspace, 'root.jsonl'), await embeddedRoot());
      const token = github.mint(
        { 'id-token': 'write' },
        { sub: 'repo:acme/shop', job_workflow_ref: WORKFLOW },
      );
      const ran = await runAction('sign', {
        inputs: {
          image: reference,
          sigstore,
          // GitHub's own instance is believed by a file alone.
          ...(hosts.length === 1 ? { 'trust-root': 'root.jsonl' } : {}),
        },
        env: behind({
          ACTIONS_ID_TOKEN_REQUEST_URL: github.idTokenUrl,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: token,
        }),
        eventPath,
        workspace,
        // It would go on asking for minutes.
        timeoutMs: 2_500,
        patience: { interruptMs: 0, terminateMs: 0 },
      });
      expect(ran.ok).toBe(false);
      expect([...new Set(wanted)]).toEqual(hosts);
      expect(registry.requests.filter(({ method }) => method === 'PUT')).toHaveLength(before);
    },
  );
});

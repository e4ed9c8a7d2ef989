import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect } from '@jest/globals';
import { compareDpkg } from '../../shared/advisories/version/dpkg.ts';
import { goCatalogue } from '../../shared/sbom/catalogue/go.ts';
import { interop } from '../kit/parts.ts';
import { AMD64, ARM64 } from '../kit/registry/image.ts';
import { HARMLESS, OPENSSL, PEM, SHOP, createWorld } from '../unit/actions/scan/world.ts';

const run = promisify(execFile);

/** Mulberry32: the same numbers in every run, so that a difference can be looked at again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Versions of few different parts, so that many pairs differ only in a detail. */
function versions(count: number): readonly string[] {
  const next = random(42);
  const pick = (choices: readonly string[]): string => choices[Math.floor(next() * choices.length)] ?? '';
  return Array.from({ length: count }, () => {
    const epoch = pick(['', '', '', '0:', '1:']);
    const upstream = Array.from({ length: 1 + Math.floor(next() * 4) }, () =>
      pick(['1', '2', '10', '01', 'a', 'Z', '~', '~~', '.', '+', '~rc1', '.0', '-', 'dfsg']),
    ).join('');
    return `${epoch}${pick(['0', '1', '3'])}${upstream}${pick(['', '', '-1', '-1~deb12u1', '-1+b1', '-0', '-2.1'])}`;
  });
}

/** What dpkg itself says; undefined where it takes one of the two for no version. */
function oracle(a: string, b: string): number | undefined {
  const holds = (relation: string): boolean | undefined => {
    const { status, stderr } = spawnSync('dpkg', ['--compare-versions', a, relation, b], {
      encoding: 'utf8',
    });
    return stderr === '' ? status === 0 : undefined;
  };
  const less = holds('lt');
  if (less === undefined) return undefined;
  return less ? -1 : holds('eq') === true ? 0 : 1;
}

describe('scan with real programs', () => {
  interop('orders 500 pairs of Debian versions as dpkg does', ['dpkg'], async () => {
    await Promise.resolve();
    const list = versions(501);
    const differing = list.slice(1).flatMap((b, index) => {
      const a = list[index] ?? '';
      const expected = oracle(a, b);
      const seen = compareDpkg(a, b);
      return expected === undefined || Math.sign(seen ?? Number.NaN) === expected
        ? []
        : [`${a} ${b}: ${seen}, not ${expected}`];
    });
    expect(differing).toEqual([]);
  });

  interop(
    'gives cosign a vulnerability record that it verifies, for every platform, of a pass and of a refusal',
    ['cosign'],
    async () => {
      const world = await createWorld();
      try {
        const index = await world.push([
          [AMD64, [SHOP]],
          [ARM64, [SHOP, [['extra', '']]]],
        ]);
        const image = `${world.registry.host}/acme/shop`;
        const key = path.join(world.workspace, 'release.pub');
        writeFileSync(key, createPublicKey(PEM).export({ type: 'spki', format: 'pem' }));
        for (const records of [HARMLESS, [OPENSSL, ...HARMLESS]]) {
          world.advisories(...records);
          await world.scan({ image: `${image}@${index.digest}` });
          world.clock.advance(1_000);
        }
        const { content } = await world.store.readManifest(index.digest);
        const children = 'manifests' in content ? content.manifests : [];
        expect(children).toHaveLength(2);
        const offline = ['--key', key, '--insecure-ignore-tlog=true', '--allow-http-registry'];
        for (const { digest } of children) {
          const { stdout } = await run('cosign', [
            'verify-attestation',
            '--type',
            'vuln',
            ...offline,
            `${image}@${digest}`,
          ]);
          const verdicts = stdout
            .trim()
            .split('\n')
            .map((line) => {
              const { payload } = JSON.parse(line) as { payload: string };
              const statement = JSON.parse(Buffer.from(payload, 'base64').toString()) as {
                predicate: { scanner: { result: { verdict: string } } };
              };
              return statement.predicate.scanner.result.verdict;
            });
          expect(verdicts.sort()).toEqual(['fail', 'pass']);
        }
        const summary = [
          'verify-attestation',
          '--type',
          'https://slsa.dev/verification_summary/v1',
          ...offline,
        ];
        const { stdout } = await run('cosign', [...summary, `${image}@${index.digest}`]);
        expect(stdout).toContain('payloadType');
      } finally {
        await world.close();
      }
    },
    120_000,
  );

  interop(
    'reads from a program what `go version -m` reads',
    ['go'],
    async () => {
      await Promise.resolve();
      const directory = mkdtempSync(path.join(tmpdir(), 'fixity-go-'));
      try {
        writeFileSync(path.join(directory, 'go.mod'), 'module example.com/shop\n\ngo 1.18\n');
        writeFileSync(path.join(directory, 'main.go'), 'package main\n\nfunc main() { println("shop") }\n');
        const env = {
          PATH: process.env['PATH'],
          HOME: directory,
          GOFLAGS: '-mod=mod -buildvcs=false',
          GOTOOLCHAIN: 'local',
        };
        execFileSync('go', ['build', '-o', 'shop', '.'], { cwd: directory, env });
        const told = execFileSync('go', ['version', '-m', 'shop'], { cwd: directory, env, encoding: 'utf8' });
        const version = /: go([\d.]+)/.exec(told)?.[1];
        const program = readFileSync(path.join(directory, 'shop'));
        const reader = goCatalogue.open('shop', program.length);
        for (let at = 0; at < program.length; at += 65_536) reader?.write(program.subarray(at, at + 65_536));
        expect(reader?.end()).toEqual({
          kind: 'packages',
          packages: [{ type: 'golang', name: 'stdlib', version, confidence: 'installed' }],
        });
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    },
    120_000,
  );
});

import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { attachStatement } from '../../../shared/evidence/attach.ts';
import { commandSigner } from '../../../shared/evidence/command-signer.ts';
import { preAuthEncoding } from '../../../shared/evidence/dsse.ts';
import { loadSigner } from '../../../shared/evidence/signer.ts';
import { encodeStatement } from '../../../shared/evidence/statement.ts';
import { loadEvidence } from '../../../shared/evidence/verify.ts';
import { IMAGE, signature } from './fixtures.ts';
import { memoryStore } from './memory-store.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const MESSAGE = preAuthEncoding('application/vnd.in-toto+json', encodeStatement(signature()));
const der = (): Buffer => sign('sha256', MESSAGE, privateKey);
const pair = (): Buffer => sign('sha256', MESSAGE, { key: privateKey, dsaEncoding: 'ieee-p1363' });

describe('signing by a command', () => {
  it.each<[string, () => Buffer]>([
    ['DER as bytes', der],
    [
      'DER as base64 with a line end, as AWS and openssl base64 do',
      () => Buffer.from(`${der().toString('base64')}\n`),
    ],
    ['r and s as base64url, as Azure does', () => Buffer.from(pair().toString('base64url'))],
    ['r and s as bytes', pair],
    [
      'DER with the version of the key, as Vault does',
      () => Buffer.from(`vault:v3:${der().toString('base64')}`),
    ],
  ])('takes a signature that is %s', async (_, answer) => {
    const store = memoryStore();
    await attachStatement(
      store,
      commandSigner(publicKey, () => Promise.resolve(answer())),
      signature(),
      IMAGE,
    );
    const { accepted } = await loadEvidence([store], IMAGE.digest, [{ name: 'kms', publicKey }]);
    expect(accepted.map(({ signedBy }) => signedBy)).toEqual(['kms']);
  });

  it('takes r and s of every length: signatures with zeros in front come up now and then', async () => {
    for (let number = 0; number < 300; number += 1) {
      await expect(
        commandSigner(publicKey, () => Promise.resolve(pair())).sign(signature()),
      ).resolves.toBeDefined();
    }
  });

  it('gives the command the SHA-256 digest of what DSSE signs', async () => {
    const seen: Buffer[] = [];
    const signer = commandSigner(publicKey, (digest) => {
      seen.push(digest);
      return Promise.resolve(der());
    });
    await signer.sign(signature());
    expect(seen).toEqual([createHash('sha256').update(MESSAGE).digest()]);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['an error for people', Buffer.from('AccessDenied: no')],
    [
      'a signature by another key',
      sign('sha256', MESSAGE, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
    ],
    ['a signature over something else', sign('sha256', Buffer.from('x'), privateKey)],
  ])('refuses %s', async (_, answer) => {
    await expect(commandSigner(publicKey, () => Promise.resolve(answer)).sign(signature())).rejects.toThrow(
      /no signature by the public key/,
    );
  });

  it('is chosen by key: command, and needs the public key', async () => {
    const ports = {
      variable: () => undefined,
      readFile: () => '',
      readText: () => publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      runCommand: (command: string) => Promise.resolve(command === 'sign it' ? der() : Buffer.alloc(0)),
      pullRequest: false,
    };
    const signer = await loadSigner(
      { signing: 'auto', key: 'command:sign it', publicKey: 'release.pub' },
      ports,
    );
    await expect(signer?.sign(signature())).resolves.toMatchObject({ statement: signature() });
    await expect(loadSigner({ signing: 'key', key: 'command:sign it' }, ports)).rejects.toThrow(
      /needs its public key/,
    );
    await expect(loadSigner({ signing: 'key', key: 'command:', publicKey: 'x' }, ports)).rejects.toThrow(
      /needs its public key/,
    );
  });
});

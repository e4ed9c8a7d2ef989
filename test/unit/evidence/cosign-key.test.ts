import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readCosignKey } from '../../../shared/evidence/cosign-key.ts';
import { keyHint, parsePublicKey, publicPart } from '../../../shared/evidence/key.ts';
import { openSecretbox } from '../../../shared/evidence/secretbox.ts';
import { loadSigner } from '../../../shared/evidence/signer.ts';

const fixture = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, 'fixtures', name), 'utf8');
const KEY = fixture('cosign.key');
const HINT = keyHint(parsePublicKey(fixture('cosign.pub')));
const PASSWORD = 'correct horse';

describe("cosign's encrypted key", () => {
  it.each([
    ['its present label', KEY],
    ['its former label', KEY.replaceAll('SIGSTORE', 'COSIGN')],
    ['spaces around it', ` \n${KEY}\n `],
    ['Windows line ends', KEY.replaceAll('\n', '\r\n')],
  ])('opens with its password, with %s', async (_, pem) => {
    expect(keyHint(publicPart(await readCosignKey(pem, PASSWORD)))).toBe(HINT);
  });

  it('signs when it is given to an action with its password', async () => {
    const ports = { variable: () => undefined, readFile: () => '', pullRequest: false };
    const signer = await loadSigner({ signing: 'auto', key: KEY, keyPassword: PASSWORD }, ports);
    expect(signer?.description).toMatch(/^key sha256:/);
    await expect(loadSigner({ signing: 'auto', key: KEY }, ports)).rejects.toThrow(
      /does not open .* an empty password/,
    );
  });

  it.each([['Correct horse'], ['']])('does not open with the password %j', async (password) => {
    await expect(readCosignKey(KEY, password)).rejects.toThrow(/does not open/);
  });

  const altered = (change: (json: Record<string, Record<string, unknown>>) => void): string => {
    const body = KEY.replaceAll(/-----.*-----|\s/g, '');
    const json = JSON.parse(Buffer.from(body, 'base64').toString()) as Record<
      string,
      Record<string, unknown>
    >;
    change(json);
    const label = 'ENCRYPTED SIGSTORE PRIVATE KEY';
    return `-----BEGIN ${label}-----\n${Buffer.from(JSON.stringify(json)).toString('base64')}\n-----END ${label}-----`;
  };

  it.each<[string, string, RegExp]>([
    [
      'another cipher',
      altered((json) => Object.assign(json['cipher'] ?? {}, { name: 'aes' })),
      /cipher.name is nacl/,
    ],
    [
      'another way to derive',
      altered((json) => Object.assign(json['kdf'] ?? {}, { name: 'argon2' })),
      /kdf.name is scrypt/,
    ],
    [
      'no parameters',
      altered((json) => Object.assign(json['kdf'] ?? {}, { params: {} })),
      /kdf.params.N is a whole number/,
    ],
    [
      'parameters that would eat the machine',
      altered((json) => Object.assign(json['kdf'] ?? {}, { params: { N: 2 ** 30, r: 8, p: 1 } })),
      /at most 256 MiB/,
    ],
    [
      'a short nonce',
      altered((json) => Object.assign(json['cipher'] ?? {}, { nonce: 'AAAA' })),
      /does not open/,
    ],
    ['no JSON', KEY.replace(/\neyJ/, '\nAAA'), /holds JSON/],
  ])('with %s is refused', async (_, pem, why) => {
    await expect(readCosignKey(pem, PASSWORD)).rejects.toThrow(why);
  });
});

describe('a secretbox', () => {
  const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
  // "Cryptography in NaCl" (2009), sections 8 to 10: key, nonce, message and box.
  const key = hex('1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389');
  const nonce = hex('69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37');
  const message = hex(`
    be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb31
    0e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f93776384864
    5e0705`);
  const box = hex(`
    f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c972
    71d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b3
    7973f622a43d14a6599b1f654cb45a74e355a5`);

  it("opens to the message of NaCl's authors", () => {
    expect(openSecretbox(box, nonce, key)).toEqual(message);
  });

  it('does not open when any bit of box, nonce or key is another', () => {
    for (const [part, at] of [
      [0, 0],
      [0, 15],
      [0, 16],
      [0, 146],
      [1, 0],
      [1, 23],
      [2, 31],
    ] as const) {
      const parts = [box, nonce, key].map((each) => Buffer.from(each)) as [Buffer, Buffer, Buffer];
      parts[part][at] = (parts[part][at] ?? 0) ^ 1;
      expect(openSecretbox(...parts)).toBeUndefined();
    }
  });
});

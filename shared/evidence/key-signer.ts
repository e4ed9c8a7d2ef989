import type { KeyObject } from 'node:crypto';
import { keyBundle } from './bundle.ts';
import { IN_TOTO_PAYLOAD_TYPE, signPayload } from './dsse.ts';
import { describeKey, keyHint, publicPart } from './key.ts';
import type { Signer } from './signed-bundle.ts';
import { encodeStatement } from './statement.ts';

/** Signs with a private key that `parsePrivateKey` has accepted. */
export function keySigner(key: KeyObject): Signer {
  const publicKey = publicPart(key);
  const hint = keyHint(publicKey);
  const description = describeKey(publicKey);
  return {
    description,
    trust: { name: description, publicKey },
    sign: (statement) => {
      const payload = encodeStatement(statement);
      const signature = signPayload(IN_TOTO_PAYLOAD_TYPE, payload, key);
      const bundle = keyBundle({ payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signature, hint });
      return Promise.resolve({ ...bundle, statement });
    },
  };
}

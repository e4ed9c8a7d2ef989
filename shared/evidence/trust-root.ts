import { TrustedRoot } from '@sigstore/protobuf-specs';
import { type TrustMaterial, toTrustMaterial } from '@sigstore/verify';
import { UserError, messageOf } from '../text/error.ts';
import { parseJson, tryJson } from '../text/json.ts';

/** A Sigstore instance whose certificates, logs and timestamps are believed, and how many of each a signature needs. */
export interface TrustRoot {
  readonly material: TrustMaterial;
  /** An instance that has logs must have logged the signature; one that has none proves the time alone. */
  readonly thresholds: {
    readonly tlogThreshold: number;
    readonly ctlogThreshold: number;
    readonly timestampThreshold: number;
  };
}

/**
 * Reads trusted roots of Sigstore instances: one as JSON, or several as JSON lines, as `gh attestation trusted-root` writes them.
 * @throws UserError that names the line.
 */
export function parseTrustRoots(text: string): readonly TrustRoot[] {
  const whole = tryJson(text);
  const documents = whole === undefined ? text.split('\n').filter((line) => line.trim() !== '') : [text];
  if (documents.length === 0)
    throw new UserError({ what: 'the trust root is empty', rule: 'JSON or JSON lines' });
  return documents.map((document, index) => parseTrustRoot(document, index + 1));
}

function parseTrustRoot(document: string, line: number): TrustRoot {
  try {
    const root = TrustedRoot.fromJSON(parseJson(document));
    const material = toTrustMaterial(root);
    if (material.certificateAuthorities.length === 0) throw new Error('it has no certificate authority');
    const thresholds = {
      tlogThreshold: Math.min(1, material.tlogs.length),
      ctlogThreshold: Math.min(1, material.ctlogs.length),
      // Never less: without a time nobody can say that the certificate was valid when it signed.
      timestampThreshold: 1,
    };
    return { material, thresholds };
  } catch (error) {
    throw new UserError(
      {
        what: `the trust root cannot be read (line ${line})`,
        rule: 'a Sigstore trusted root (application/vnd.dev.sigstore.trustedroot+json) with a certificate authority',
        seen: messageOf(error),
      },
      { cause: error },
    );
  }
}

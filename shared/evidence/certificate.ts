import { type Bundle, bundleFromJSON } from '@sigstore/bundle';
import { type SignedEntity, type Signer, Verifier, toSignedEntity } from '@sigstore/verify';
import { messageOf } from '../text/error.ts';
import type { CertificateIdentity } from './identity.ts';
import type { TrustRoot } from './trust-root.ts';
import { parseJson } from '../text/json.ts';

/** What a bundle with a certificate proves: who signed, and when at the latest, by a third party's word. */
export interface CertifiedSignature {
  readonly identity: CertificateIdentity;
  readonly time: Date;
  readonly timeSource: 'timestamp' | 'log';
}

export type CertificateJudge = (bundle: Uint8Array) => CertifiedSignature | { readonly problem: string };

/**
 * A judge of certificate signatures by any of `roots`. It never throws: the library throws errors of many kinds, and texts, for what an
 * attacker may have made. Identity is left to the caller, for the library would take a text as a pattern that may match anywhere.
 */
export const certificateJudge =
  (roots: readonly TrustRoot[]): CertificateJudge =>
  (bytes) => {
    const problems = new Set<string>();
    for (const root of roots) {
      try {
        return judge(bytes, root);
      } catch (error) {
        problems.add(messageOf(error));
      }
    }
    return { problem: [...problems].join('; ') || 'no trust root' };
  };

function judge(bytes: Uint8Array, { material, thresholds }: TrustRoot): CertifiedSignature {
  const bundle: Bundle = bundleFromJSON(parseJson(bytes));
  if (bundle.verificationMaterial.content.$case !== 'certificate')
    throw new Error('not signed with a certificate');
  const entity = toSignedEntity(bundle);
  const signer = new Verifier(material, thresholds).verify(entity);
  return { identity: identityOf(signer), ...timeOf(entity) };
}

/** The earliest of the verified times, so that nothing looks younger than it is. */
function timeOf({ timestamps }: SignedEntity): Pick<CertifiedSignature, 'time' | 'timeSource'> {
  const times = timestamps.flatMap((each): Pick<CertifiedSignature, 'time' | 'timeSource'>[] => {
    if (each.$case === 'timestamp-authority')
      return [{ time: each.timestamp.signingTime, timeSource: 'timestamp' }];
    // A log's time is signed in its promise alone.
    if (each.tlogEntry.inclusionPromise === undefined) return [];
    return [{ time: new Date(Number(each.tlogEntry.integratedTime) * 1_000), timeSource: 'log' }];
  });
  const [earliest] = times.sort((one, other) => one.time.getTime() - other.time.getTime());
  if (earliest === undefined) throw new Error('no trusted time');
  return earliest;
}

/** Fulcio's certificate extensions (fulcio, docs/oid-info.md): DER UTF-8 strings under this prefix. */
const FULCIO = '1.3.6.1.4.1.57264.1.';
const [REPOSITORY, REPOSITORY_ID, OWNER_ID] = [`${FULCIO}12`, `${FULCIO}15`, `${FULCIO}17`];

function identityOf({ identity }: Signer): CertificateIdentity {
  const { subjectAlternativeName: subject, extensions, oids = [] } = identity ?? {};
  const issuer = extensions?.issuer;
  if (subject === undefined || issuer === undefined) throw new Error('the certificate names nobody');
  const extension = (wanted: string): string | undefined => {
    const found = oids.find(({ oid }) => oid?.id.join('.') === wanted);
    return found && utf8String(Buffer.from(found.value));
  };
  return {
    issuer,
    subject,
    repository: extension(REPOSITORY),
    repositoryId: extension(REPOSITORY_ID),
    ownerId: extension(OWNER_ID),
  };
}

const UTF8_STRING = 0x0c;
const LONG_FORM = 0x80;

/** The text of a DER UTF8String (ITU-T X.690, 8.1.3): a length over 127 is written as the number of its bytes, then these. */
export function utf8String(der: Buffer): string | undefined {
  const [tag, first = 0] = der;
  const lengthBytes = first < LONG_FORM ? 0 : first - LONG_FORM;
  if (tag !== UTF8_STRING || lengthBytes > 3 || der.length < 2 + lengthBytes) return undefined;
  const length = lengthBytes === 0 ? first : der.readUIntBE(2, lengthBytes);
  const text = der.subarray(2 + lengthBytes);
  return text.length === length ? text.toString('utf8') : undefined;
}

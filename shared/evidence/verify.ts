import type { Digest } from '../oci/digest.ts';
import type { ImageStore } from '../oci/store.ts';
import { UserError, messageOf } from '../text/error.ts';
import { type Bundle, parseBundle } from './bundle.ts';
import type { CertificateJudge, CertifiedSignature } from './certificate.ts';
import { type CollectOptions, type Referrer, collectBundles } from './collect.ts';
import { IN_TOTO_PAYLOAD_TYPE, verifyPayload } from './dsse.ts';
import type { Evidence, IgnoreReason, IgnoredEvidence } from './evidence.ts';
import { isSameIdentity } from './identity.ts';
import { knownPredicate } from './predicates/known.ts';
import { type Statement, isAbout, parseStatement } from './statement.ts';
import type { TrustRoot } from './trust-root.ts';
import {
  type TrustedIdentity,
  type TrustedKey,
  type TrustedSigner,
  trustedIdentities,
  trustedKeys,
} from './trust.ts';

export interface LoadedEvidence {
  readonly accepted: readonly Evidence[];
  readonly ignored: readonly IgnoredEvidence[];
}

export interface LoadOptions {
  /**
   * The predicate types that matter. Referrers that claim to be of another type are then read only when one of these types is not
   * found among the rest. The claim is signed by nobody, and could hide a newer statement of a type that an older one was found of:
   * a gate, for which a newer "no" counts, names no types and reads everything.
   */
  readonly types?: ReadonlySet<string>;
  /** The moment at which expiry is judged; default the present. */
  readonly now?: Date;
  /** The Sigstore instances whose certificates are believed; needed when an identity is trusted. */
  readonly trustRoots?: readonly TrustRoot[];
}

/**
 * Everything that trusted signers have said about `subject`, found in any of `stores`, and what was left aside with its reasons. A
 * bundle that several stores hold counts once, for the first of them. That something is absent proves nothing: it may be hidden.
 * @throws UserError when a trusted key cannot be read or a store lists too much; UnavailableError when a store does not answer.
 */
export async function loadEvidence(
  stores: readonly ImageStore[],
  subject: Digest,
  trusted: readonly TrustedSigner[],
  options: LoadOptions = {},
): Promise<LoadedEvidence> {
  const { types, now = new Date(), trustRoots = [] } = options;
  const rules = await rulesFor(subject, trusted, trustRoots, now);
  const collect = async (collectOptions: CollectOptions): Promise<LoadedEvidence> => {
    const judge = (referrer: Referrer): Evidence | IgnoredEvidence => judgeReferrer(referrer, rules);
    const found = await Promise.all(
      stores.map((store) => collectBundles(store, subject, collectOptions, judge)),
    );
    return sort(found.flat());
  };
  if (types === undefined) return collect({});
  const found = await collect({ claiming: types });
  const all = [...types].every((type) => found.accepted.some(({ predicateType }) => predicateType === type));
  return all ? found : merge(found, await collect({ notClaiming: types }));
}

const merge = (one: LoadedEvidence, other: LoadedEvidence): LoadedEvidence =>
  sort([...one.accepted, ...other.accepted, ...one.ignored, ...other.ignored]);

/** A bundle that is found twice counts where it was found first. */
function sort(judged: readonly (Evidence | IgnoredEvidence)[]): LoadedEvidence {
  const accepted = new Map<Digest, Evidence>();
  const ignored: IgnoredEvidence[] = [];
  for (const each of judged) {
    if ('reason' in each) ignored.push(each);
    else if (!accepted.has(each.bundleDigest)) accepted.set(each.bundleDigest, each);
  }
  return { accepted: [...accepted.values()], ignored };
}

/** What a bundle is judged by. */
export interface Rules {
  readonly subject: Digest;
  readonly keys: readonly TrustedKey[];
  readonly identities: readonly TrustedIdentity[];
  /** Absent when nobody is trusted by certificate: then none is even looked at. */
  readonly judgeCertificate?: CertificateJudge;
  readonly now: Date;
}

/** Loads what certificates are judged with only where an identity is trusted. @throws UserError when that has no trust root. */
export async function rulesFor(
  subject: Digest,
  trusted: readonly TrustedSigner[],
  trustRoots: readonly TrustRoot[],
  now: Date,
): Promise<Rules> {
  const [keys, identities] = [trustedKeys(trusted), trustedIdentities(trusted)];
  const [identity] = identities;
  if (identity === undefined) return { subject, keys, identities, now };
  if (trustRoots.length === 0) {
    throw new UserError({
      what: `'${identity.name}' is trusted by certificate, and no certificate authority is`,
      rule: 'identities need a trust root',
      next: 'give trust-root the trusted_root.json of your Sigstore instance',
    });
  }
  const { certificateJudge } = await import('./certificate.ts');
  return { subject, keys, identities, judgeCertificate: certificateJudge(trustRoots), now };
}

/** Evidence, or the reason why it is none. Never throws: whatever is attached to an image may have been made to make us fail. */
export function judgeReferrer(referrer: Referrer, rules: Rules): Evidence | IgnoredEvidence {
  const { store, manifestDigest, claimedType, bundle } = referrer;
  const judged = judgeBundle(referrer.bytes, rules);
  if ('reason' in judged) {
    const claim = claimedType === undefined ? {} : { claimedType };
    return { ...judged, store, manifestDigest, ...claim };
  }
  const { statement, signer } = judged;
  const { predicateType, predicate } = statement;
  const evidence = {
    statement,
    predicateType,
    subject: rules.subject,
    signedBy: signer.name,
    bundleDigest: bundle.digest,
    store,
  };
  if (signer.trusted !== undefined) return { ...evidence, ...signer.trusted };
  return { ...evidence, time: knownPredicate(predicateType)?.time(predicate), timeSource: 'predicate' };
}

export interface Refusal {
  readonly reason: IgnoreReason;
  readonly detail: string;
}

/** Who signed. */
export interface Found {
  /** The name in the policy. */
  readonly name: string;
  /** The time by a third party's word, where there is one. */
  readonly trusted?: Pick<CertifiedSignature, 'time' | 'timeSource'>;
}

export interface Verified {
  readonly statement: Statement;
  readonly signer: Found;
}

/** What a bundle proves by itself, wherever it is kept. Never throws. */
export function judgeBundle(bytes: Uint8Array, rules: Rules): Verified | Refusal {
  try {
    const bundle = parseBundle(bytes);
    if (bundle.payloadType !== IN_TOTO_PAYLOAD_TYPE) {
      return { reason: 'malformed', detail: `payload type ${bundle.payloadType} is not in-toto` };
    }
    const signer = bundle.material.kind === 'key' ? findKey(bundle, rules) : findIdentity(bytes, rules);
    if ('reason' in signer) return signer;
    const statement = parseStatement(bundle.payload);
    if (!isAbout(statement, rules.subject)) {
      const subjects = statement.subject.map((each) => Object.values(each.digest).join('+')).join(', ');
      return { reason: 'other subject', detail: `it is about ${subjects || 'nothing'}` };
    }
    return { statement, signer };
  } catch (error) {
    return { reason: 'malformed', detail: messageOf(error) };
  }
}

/** The key that made the signature; the hint only says which one to try first. */
function findKey(bundle: Bundle, { keys, now }: Rules): Found | Refusal {
  const { material, payloadType, payload, signature } = bundle;
  const hint = material.kind === 'key' ? material.hint : '';
  const ordered = [...keys.filter((key) => key.hint === hint), ...keys.filter((key) => key.hint !== hint)];
  const signers = ordered.filter(({ key }) => verifyPayload(payloadType, payload, signature, key));
  if (signers.length === 0) {
    return { reason: 'other signer', detail: `signed with a key that is not trusted (hint ${hint})` };
  }
  return admit(signers, now);
}

/** Whoever the certificate names, if a trust root vouches for it. Without trusted identities no certificate lets anybody in. */
function findIdentity(bytes: Uint8Array, { identities, judgeCertificate }: Rules): Found | Refusal {
  if (judgeCertificate === undefined) {
    return { reason: 'other signer', detail: 'signed with a certificate, and only keys are trusted' };
  }
  const judged = judgeCertificate(bytes);
  if ('problem' in judged)
    return { reason: 'other signer', detail: `no trust root vouches for its certificate: ${judged.problem}` };
  const { identity, time, timeSource } = judged;
  const signers = identities.filter((trusted) => isSameIdentity(trusted, identity));
  if (signers.length === 0) {
    return { reason: 'other signer', detail: `signed by ${identity.subject} (${identity.issuer})` };
  }
  const admitted = admit(signers, time);
  return 'reason' in admitted ? admitted : { ...admitted, trusted: { time, timeSource } };
}

/** The first of several trusted entries for one signer that is in force at `time`; a revoked one counts against all. */
function admit(
  signers: readonly {
    readonly name: string;
    readonly validUntil?: Date | undefined;
    readonly revoked?: boolean | undefined;
  }[],
  time: Date,
): Found | Refusal {
  const revoked = signers.find((signer) => signer.revoked === true);
  if (revoked !== undefined) return { reason: 'revoked signer', detail: `'${revoked.name}' is revoked` };
  const valid = signers.find(({ validUntil }) => validUntil === undefined || time <= validUntil);
  if (valid !== undefined) return { name: valid.name };
  const names = signers.map(({ name, validUntil }) => `'${name}' until ${validUntil?.toISOString() ?? ''}`);
  return { reason: 'expired signer', detail: `trusted was ${names.join(', ')}` };
}

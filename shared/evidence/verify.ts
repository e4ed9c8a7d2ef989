import type { Digest } from '../oci/digest.ts';
import type { ImageStore } from '../oci/store.ts';
import { messageOf } from '../text/error.ts';
import { type Bundle, parseBundle } from './bundle.ts';
import { type CollectOptions, type Collection, type Referrer, collectBundles } from './collect.ts';
import { IN_TOTO_PAYLOAD_TYPE, verifyPayload } from './dsse.ts';
import type { Evidence, IgnoreReason, IgnoredEvidence } from './evidence.ts';
import { knownPredicate } from './predicates/known.ts';
import { type Statement, isAbout, parseStatement } from './statement.ts';
import { type TrustedKey, type TrustedSigner, trustedKeys } from './trust.ts';

export interface LoadedEvidence {
  readonly accepted: readonly Evidence[];
  readonly ignored: readonly IgnoredEvidence[];
}

export interface LoadOptions {
  /**
   * The predicate types that matter. Referrers that claim to be of another type are then read only when one of these types is not
   * found among the rest: the claim is signed by nobody, and saves reads without deciding anything.
   */
  readonly types?: ReadonlySet<string>;
  /** The moment at which expiry is judged; default the present. */
  readonly now?: Date;
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
  const rules = { subject, keys: trustedKeys(trusted), now: options.now ?? new Date() };
  const { types } = options;
  const collect = async (collectOptions: CollectOptions): Promise<LoadedEvidence> =>
    judgeAll(await Promise.all(stores.map((store) => collectBundles(store, subject, collectOptions))), rules);
  if (types === undefined) return collect({});
  const found = await collect({ claiming: types });
  const all = [...types].every((type) => found.accepted.some(({ predicateType }) => predicateType === type));
  return all ? found : merge(found, await collect({ notClaiming: types }));
}

const merge = (one: LoadedEvidence, other: LoadedEvidence): LoadedEvidence => ({
  accepted: [
    ...new Map([...other.accepted, ...one.accepted].map((each) => [each.bundleDigest, each])).values(),
  ],
  ignored: [...one.ignored, ...other.ignored],
});

function judgeAll(collections: readonly Collection[], rules: Rules): LoadedEvidence {
  const accepted = new Map<Digest, Evidence>();
  const ignored = collections.flatMap((collection) => collection.ignored);
  for (const referrer of collections.flatMap((collection) => collection.referrers)) {
    if (accepted.has(referrer.bundle.digest)) continue;
    const judged = judgeReferrer(referrer, rules);
    if ('reason' in judged) ignored.push(judged);
    else accepted.set(judged.bundleDigest, judged);
  }
  return { accepted: [...accepted.values()], ignored };
}

/** What a bundle is judged by. */
export interface Rules {
  readonly subject: Digest;
  readonly keys: readonly TrustedKey[];
  readonly now: Date;
}

/** Evidence, or the reason why it is none. Never throws: whatever is attached to an image may have been made to make us fail. */
export function judgeReferrer(referrer: Referrer, rules: Rules): Evidence | IgnoredEvidence {
  const { store, manifestDigest, claimedType, bundle } = referrer;
  const judged = judgeBytes(referrer.bytes, rules);
  if ('reason' in judged) {
    const claim = claimedType === undefined ? {} : { claimedType };
    return { ...judged, store, manifestDigest, ...claim };
  }
  const { statement, signedBy } = judged;
  const { predicateType, predicate } = statement;
  const time = knownPredicate(predicateType)?.time(predicate);
  return {
    statement,
    predicateType,
    subject: rules.subject,
    signedBy,
    bundleDigest: bundle.digest,
    store,
    time,
    timeSource: 'predicate',
  };
}

interface Refusal {
  readonly reason: IgnoreReason;
  readonly detail: string;
}

interface Verified {
  readonly statement: Statement;
  readonly signedBy: string;
}

function judgeBytes(bytes: Uint8Array, rules: Rules): Verified | Refusal {
  try {
    const bundle = parseBundle(bytes);
    if (bundle.payloadType !== IN_TOTO_PAYLOAD_TYPE) {
      return { reason: 'malformed', detail: `payload type ${bundle.payloadType} is not in-toto` };
    }
    const signer = findSigner(bundle, rules);
    if ('reason' in signer) return signer;
    const statement = parseStatement(bundle.payload);
    if (!isAbout(statement, rules.subject)) {
      const subjects = statement.subject.map((each) => Object.values(each.digest).join('+')).join(', ');
      return { reason: 'other subject', detail: `it is about ${subjects || 'nothing'}` };
    }
    return { statement, signedBy: signer.name };
  } catch (error) {
    return { reason: 'malformed', detail: messageOf(error) };
  }
}

/** The key that made the signature. A certificate is never looked at here: in key mode, whoever got one would be let in. */
function findSigner(bundle: Bundle, { keys, now }: Rules): TrustedKey | Refusal {
  const { material, payloadType, payload, signature } = bundle;
  if (material.kind === 'certificate') {
    return { reason: 'other signer', detail: 'signed with a certificate, and only keys are trusted' };
  }
  const hinted = keys.filter((key) => key.hint === material.hint);
  const others = keys.filter((key) => key.hint !== material.hint);
  const signers = [...hinted, ...others].filter((each) =>
    verifyPayload(payloadType, payload, signature, each.key),
  );
  const [first] = signers;
  if (first === undefined) {
    return {
      reason: 'other signer',
      detail: `signed with a key that is not trusted (hint ${material.hint})`,
    };
  }
  const revoked = signers.find((signer) => signer.revoked);
  if (revoked !== undefined)
    return { reason: 'revoked signer', detail: `the key of '${revoked.name}' is revoked` };
  const valid = signers.find(({ validUntil }) => validUntil === undefined || now <= validUntil);
  if (valid !== undefined) return valid;
  return {
    reason: 'expired signer',
    detail: `the key of '${first.name}' was valid until ${first.validUntil?.toISOString() ?? ''}`,
  };
}

import { workflowServer } from '../evidence/identity.ts';
import { parsePublicKey } from '../evidence/key.ts';
import type { TrustRoot } from '../evidence/trust-root.ts';
import type { TrustedSigner } from '../evidence/trust.ts';
import { UserError, messageOf } from '../text/error.ts';
import type { Path, Reading } from './reading.ts';
import type { PolicyFile, TrustEntry } from './schema.ts';
import { note, pathText } from './shape.ts';

/** What a workflow's identity is made of, beside the ref, never has a wildcard. */
const EXACT = ['issuer', 'workflow', 'subject', 'repository', 'repositoryId', 'ownerId'] as const;
const IDENTITY = [...EXACT, 'ref'] as const;

const keyName = (field: string): string => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Notes every trust entry that is neither a key nor a whole identity, or that would let strangers in. */
export function checkTrust(policy: PolicyFile, reading: Reading): void {
  for (const [name, entry] of policy.trust ?? []) {
    const path = ['trust', name];
    const given = IDENTITY.filter((field) => entry[field] !== undefined);
    if (entry.key !== undefined) {
      for (const field of given) {
        note(reading, [...path, keyName(field)], {
          what: `${pathText([...path, keyName(field)])} does not belong to a key`,
          rule: 'an entry is a key, or an identity',
        });
      }
    } else checkIdentity(path, entry, reading);
  }
}

function checkIdentity(path: Path, entry: TrustEntry, reading: Reading): void {
  const missing = (fields: string, rule: string): void => {
    note(reading, path, { what: `${pathText(path)} is not whole: ${fields} missing`, rule });
  };
  if (entry.issuer === undefined)
    missing('key or issuer is', 'an entry is a key, or an identity that an issuer vouches for');
  if (entry.subject === undefined) {
    const whole = entry.workflow !== undefined && entry.ref !== undefined;
    if (!whole) missing('workflow and ref, or subject, are', 'a workflow is trusted on a ref');
    if (whole && entry.issuer !== undefined && workflowServer(entry.issuer) === undefined) {
      missing(
        'subject is',
        'workflow and ref are for the issuers of github.com and ghe.com; for other issuers give the whole subject',
      );
    }
  } else if (entry.workflow !== undefined || entry.ref !== undefined) {
    note(reading, [...path, 'subject'], {
      what: `${pathText(path)} has two subjects`,
      rule: 'either subject, or workflow and ref',
    });
  }
  checkWildcards(path, entry, reading);
}

function checkWildcards(path: Path, entry: TrustEntry, reading: Reading): void {
  const wrong = [
    ...EXACT.filter((field) => entry[field]?.includes('*') === true),
    ...(/^[^*]*$|^refs\/(heads|tags)\/[^*]+\*$/.test(entry.ref ?? '') ? [] : (['ref'] as const)),
  ];
  for (const field of wrong) {
    note(reading, [...path, keyName(field)], {
      what: `${pathText([...path, keyName(field)])} would trust strangers`,
      rule: "a '*' stands only at the end of ref, after the beginning of a branch's or tag's name: refs/tags/v*",
      seen: JSON.stringify(entry[field]),
    });
  }
}

/** Reads a file of the commit that the policy is from; undefined when there is none. */
type ReadFile = (path: string) => Promise<Uint8Array | undefined>;

/** Everybody who is trusted, ready to verify; a key that cannot be read is noted. */
export async function readSigners(
  policy: PolicyFile,
  read: ReadFile,
  reading: Reading,
): Promise<readonly TrustedSigner[]> {
  const signers = [...(policy.trust ?? [])].map(async ([name, entry]): Promise<readonly TrustedSigner[]> => {
    const { validUntil, revoked } = entry;
    const named = { name, validUntil, revoked };
    if (entry.key === undefined) return [{ ...named, ...identityOf(entry) }];
    const publicKey = await readWith(['trust', name, 'key'], entry.key, parsePublicKey, read, reading);
    return publicKey === undefined ? [] : [{ ...named, publicKey }];
  });
  return (await Promise.all(signers)).flat();
}

const identityOf = ({
  issuer = '',
  workflow = '',
  ref = '',
  subject,
  repository,
  repositoryId,
  ownerId,
}: TrustEntry) => ({
  issuer,
  subject: subject ?? `${serverOf(issuer)}/${workflow}@${ref}`,
  repository: repository === undefined ? undefined : `${serverOf(issuer)}/${repository}`,
  repositoryId,
  ownerId,
});

const serverOf = (issuer: string): string => workflowServer(issuer) ?? 'https://github.com';

/** The trusted roots that count where the policy names none. */
export type DefaultRoots = () => Promise<readonly TrustRoot[]>;

/** The Sigstore instances whose certificates are believed; a file that cannot be read is noted. */
export async function readTrustRoots(
  policy: PolicyFile,
  read: ReadFile,
  reading: Reading,
  defaultRoots?: DefaultRoots,
): Promise<readonly TrustRoot[]> {
  if (policy.trustRoots === undefined) {
    const identity = [...(policy.trust ?? [])].find(([, { key }]) => key === undefined);
    if (identity === undefined) return [];
    if (defaultRoots !== undefined) return defaultRoots();
    note(reading, ['trust', identity[0]], {
      what: `trust.${identity[0]} names an identity, and no certificate authority is trusted`,
      rule: 'identities need trust-roots',
      next: 'add trust-roots: with the trusted_root.json of your Sigstore instance, kept in this repository',
    });
    return [];
  }
  // It brings the whole of Sigstore's verification with it.
  const { parseTrustRoots } = await import('../evidence/trust-root.ts');
  const files = policy.trustRoots.map((file, index) =>
    readWith(['trust-roots', index], file, parseTrustRoots, read, reading),
  );
  return (await Promise.all(files)).flatMap((roots) => roots ?? []);
}

async function readWith<T>(
  path: Path,
  file: string,
  parse: (text: string) => T,
  read: ReadFile,
  reading: Reading,
): Promise<T | undefined> {
  const bytes = await read(file);
  const what = `${pathText(path)} cannot be used`;
  if (bytes === undefined) {
    note(reading, path, {
      what,
      rule: 'a file of the commit that the policy is from',
      seen: `no file ${file}`,
    });
    return undefined;
  }
  try {
    return parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    note(reading, path, { what: `${what}: ${messageOf(error)}` });
    return undefined;
  }
}

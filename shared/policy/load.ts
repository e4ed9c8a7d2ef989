import type { TrustRoot } from '../evidence/trust-root.ts';
import type { TrustedSigner } from '../evidence/trust.ts';
import { type Digest, digestOf } from '../oci/digest.ts';
import { UserError } from '../text/error.ts';
import { checkExceptions } from './exception.ts';
import { checkNames } from './names.ts';
import { type Reading, readYaml } from './reading.ts';
import { type PolicyFile, policyShape } from './schema.ts';
import { type DefaultRoots, checkTrust, readSigners, readTrustRoots } from './trust.ts';

/** Where the policy is, in every repository. */
export const POLICY_PATH = '.github/fixity.yml';

/** The files of one commit (or of a working tree, for a preview). */
export interface RepositoryFiles {
  /** How people and verifiers name it: `https://github.com/acme/shop@<commit>`. */
  readonly uri: string;
  /** The bytes of a file; undefined when there is none. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
}

/** A policy that holds together: every name names something, every key was read from the same commit. */
export interface Policy extends PolicyFile {
  /** Where it was read. */
  readonly uri: string;
  /** The digest of the file's bytes; every verdict carries it. */
  readonly digest: Digest;
  readonly signers: readonly TrustedSigner[];
  /** Whose certificates are believed, for signers that are identities. */
  readonly trustedRoots: readonly TrustRoot[];
}

/**
 * Reads the policy and the keys that it trusts.
 * @param defaultRoots whose certificates are believed where the policy trusts identities and names no trust-roots.
 * @throws UserError with every problem at once, each with line and column.
 */
export async function loadPolicy(files: RepositoryFiles, defaultRoots?: DefaultRoots): Promise<Policy> {
  const bytes = await files.read(POLICY_PATH);
  if (bytes === undefined) {
    throw new UserError({
      what: `there is no policy in ${files.uri}`,
      rule: `a decision needs ${POLICY_PATH}; without one nothing is allowed`,
      next: `add ${POLICY_PATH} to the default branch`,
    });
  }
  const { file, reading } = readPolicy(new TextDecoder().decode(bytes));
  if (file === undefined) throw new UserError(inOrder(reading));
  const [signers, trustedRoots] = await Promise.all([
    readSigners(file, files.read, reading),
    readTrustRoots(file, files.read, reading, defaultRoots),
  ]);
  if (reading.problems.length > 0) throw new UserError(inOrder(reading));
  return { ...file, uri: `${files.uri}/${POLICY_PATH}`, digest: digestOf(bytes), signers, trustedRoots };
}

/**
 * Reads a policy's text without its keys, for whoever needs only its shape.
 * @throws UserError with every problem at once.
 */
export function parsePolicy(text: string): PolicyFile {
  const { file, reading } = readPolicy(text);
  if (file === undefined || reading.problems.length > 0) throw new UserError(inOrder(reading));
  return file;
}

function readPolicy(text: string): { file: PolicyFile | undefined; reading: Reading } {
  const reading = readYaml(POLICY_PATH, text);
  if (reading.problems.length > 0) return { file: undefined, reading };
  const file = policyShape.read(reading.document.contents, [], reading);
  // A part that was not read is not known by its name; a second complaint about it would mislead.
  if (file !== undefined && reading.problems.length === 0) {
    checkTrust(file, reading);
    checkNames(file, reading);
    checkExceptions(file.exceptions, reading);
  }
  return { file, reading };
}

const inOrder = ({ problems }: Reading): typeof problems =>
  problems.toSorted(
    (a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0),
  );

import type { StoredBundle } from './bundle.ts';
import type { Statement } from './statement.ts';
import type { TrustRoot } from './trust-root.ts';
import type { TrustedSigner } from './trust.ts';

/** A statement and the bundle that proves who made it. */
export interface SignedBundle extends StoredBundle {
  readonly statement: Statement;
}

/** Whoever signs the statements of a step. */
export interface Signer {
  /** For people: `key sha256:1f0c…`. */
  readonly description: string;
  /** What this signer's own bundles are verified with when they are read back. */
  readonly trust: TrustedSigner;
  /** Needed when `trust` is an identity. */
  readonly trustRoots?: readonly TrustRoot[];
  /** @throws UserError when the statement is larger than a verifier would read. */
  sign(statement: Statement): Promise<SignedBundle>;
  /** Where people find the log's entry of a bundle; undefined when it is in no log. */
  logUrl?(bundle: Uint8Array): string | undefined;
}

import type { Descriptor } from '../oci/descriptor.ts';
import { hexOf } from '../oci/digest.ts';

/** in-toto Statement v1 (in-toto attestation framework, spec/v1/statement.md). */
export interface Statement<P = unknown> {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: P;
}

export interface Subject {
  readonly name?: string;
  readonly digest: Readonly<Record<string, string>>;
}

/** The one place of Fixity's own predicate types; each has a version in its path and a JSON Schema in docs/predicates. */
export const PREDICATE_BASE = 'https://fixity-actions.github.io/predicates/';

/** A statement about images by digest: an index, and the platform manifests that it is meant for too. */
export const statementAbout = <P>(
  subjects: readonly Pick<Descriptor, 'digest'>[],
  predicateType: string,
  predicate: P,
): Statement<P> => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: subjects.map(({ digest }) => ({ digest: { sha256: hexOf(digest) } })),
  predicateType,
  predicate,
});

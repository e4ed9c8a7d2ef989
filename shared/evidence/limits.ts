/** Bounds of what is signed and of what is read; a bound that is hit is always said. */
export const LIMIT = {
  /** Bytes of one predicate as JSON. */
  predicateBytes: 16 * 1024 * 1024,
  /** Bytes of one bundle: the largest predicate in base64, with room for certificate and log entries. */
  bundleBytes: 24 * 1024 * 1024,
  /** Subjects of one statement. */
  subjects: 1_024,
  /** Referrers of one digest in one store. */
  referrers: 2_000,
  /** Bytes of all bundles of one digest in one store. */
  totalBytes: 1024 * 1024 * 1024,
  /** Referrers read at the same moment. */
  parallel: 8,
} as const;

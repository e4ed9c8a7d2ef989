import type { Digest } from '../../shared/oci/digest.ts';
import type { Reply } from './request.ts';

/** Knows from an answer whether it came from the digest under test. */
export interface Binding {
  /** What the answer names instead; undefined when it names the digest, or when the canary did not answer at all. */
  foreign(reply: Reply): string | undefined;
}

/**
 * Answers name their version in a header. It must be `version`, or without one hold one of the digests (of the index, or of the platform
 * manifest that runs). An answer without the header is foreign, unless it is a failure: an error page of a proxy in between names nothing.
 */
export function headerBinding(
  header: string,
  version: string | undefined,
  digests: readonly Digest[],
): Binding {
  const matches = (value: string): boolean =>
    version === undefined ? digests.some((digest) => value.includes(digest)) : value === version;
  return {
    foreign: (reply) => {
      if (reply.kind !== 'status') return undefined;
      const value = reply.headers[header.toLowerCase()];
      const seen = Array.isArray(value) ? value.join(', ') : value;
      if (seen === undefined) return reply.status < 500 ? `no ${header} header` : undefined;
      return matches(seen) ? undefined : seen;
    },
  };
}

import type { Digest } from '../../shared/oci/digest.ts';
import { cut } from '../../shared/text/markdown.ts';
import type { Reply } from './request.ts';

/** Knows from an answer whether it came from the digest under test. */
export interface Binding {
  /** What the answer names instead; undefined when it names the digest, or when the canary did not answer at all. */
  foreign(reply: Reply): string | undefined;
}

/** What the digest under test calls itself: `version`, or without one any of the digests (of the index, of the platform that runs). */
export interface Identity {
  readonly version: string | undefined;
  readonly digests: readonly Digest[];
}

/**
 * Answers name their version in a header. An answer without it is foreign, unless it is a failure: an error page of a proxy in between
 * names nothing.
 */
export function headerBinding(header: string, { version, digests }: Identity): Binding {
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

/** A page of the canary names its version somewhere, whole: `1.4.2` is not found in `1.4.20`. */
export function pageBinding({ version, digests }: Identity): Binding {
  const matches = (body: string): boolean =>
    version === undefined ? digests.some((digest) => body.includes(digest)) : holds(body, version);
  return {
    foreign: (reply) => {
      if (reply.kind !== 'status' || reply.status >= 500) return undefined;
      const body = reply.body ?? '';
      return reply.status < 300 && matches(body) ? undefined : `status ${reply.status}: ${cut(body, 100)}`;
    },
  };
}

const WORD = /[\w.+-]/;

function holds(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const around = `${text.charAt(at - 1)}${text.charAt(at + word.length)}`;
    if (!WORD.test(around)) return true;
  }
  return false;
}

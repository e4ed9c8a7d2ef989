import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A registry with the referrers API that others wrote, in memory; see .ci/referrers-registry. */
export interface ReferrersRegistry {
  /** `127.0.0.1:PORT`, for references. */
  readonly host: string;
  close(): Promise<void>;
}

/** The one of CUE's library passes the conformance tests of the specification; ggcr is what crane and cosign are made of. */
export type ReferrersRegistryKind = 'ociregistry' | 'ggcr';

/** Starts it on a free port of 127.0.0.1. @throws Error when it does not come up. */
export async function startReferrersRegistry(kind: ReferrersRegistryKind): Promise<ReferrersRegistry> {
  const child = spawn('referrers-registry', [kind], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  const address = once(child.stdout, 'data').then(([text]) => String(text).trim());
  const host = await Promise.race([address, ended.then(() => '')]);
  if (host === '') throw new Error(`referrers-registry ${kind} did not start`);
  return {
    host,
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

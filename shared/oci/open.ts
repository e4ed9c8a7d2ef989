import path from 'node:path';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { CredentialSource } from './credential.ts';
import { layoutStore } from './layout.ts';
import { type ImageReference, repositoryName } from './reference.ts';
import { registryStore } from './registry.ts';
import type { RetryBudget } from './retry.ts';
import type { ImageStore } from './store.ts';

/** What a store needs from the outside. */
export interface StorePorts {
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  /** HTTP_PROXY, HTTPS_PROXY, NO_PROXY and their lower-case forms. */
  readonly proxy?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly log?: Log;
  /** Where relative paths of layouts start; the current directory unless told. */
  readonly workspace?: string;
  /** Registries (`host` or `host:port`) that may be spoken to without TLS; loopback always may. */
  readonly insecureRegistries?: readonly string[];
  /** How often and how long a request is tried. */
  readonly budget?: RetryBudget;
  /** A connection on which nothing moves for so long is given up. */
  readonly idleMilliseconds?: number;
}

/** The repository that a reference names; its tag and digest do not matter. Nothing is read or asked yet. */
export function openStore(reference: ImageReference, ports: StorePorts): ImageStore {
  switch (reference.kind) {
    case 'registry':
      return registryStore(reference, ports);
    case 'layout':
      return layoutStore(
        path.resolve(ports.workspace ?? '', reference.path),
        repositoryName(reference),
        ports.clock,
      );
  }
}

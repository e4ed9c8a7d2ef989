import { anonymous } from '../../../shared/oci/credentials.ts';
import { openStore, type StorePorts } from '../../../shared/oci/open.ts';
import { parseReference } from '../../../shared/oci/reference.ts';
import type { ImageStore } from '../../../shared/oci/store.ts';
import { testClock, type TestClock } from '../clock.ts';
import { type RegistryOptions, startRegistry, type TestRegistry } from './registry.ts';

/** A test registry, a store of one of its repositories, and the clock that the store waits by. */
export interface Fixture {
  readonly registry: TestRegistry;
  readonly store: ImageStore;
  readonly clock: TestClock;
  /** A store of another repository of the same registry. */
  readonly sibling: (repository: string) => ImageStore;
  /** The requests since the last call, as a method and the kind of path. */
  readonly requests: () => string[];
}

const running: TestRegistry[] = [];

/** Starts a registry; `stopFixtures` ends it. */
export async function startFixture(
  options: RegistryOptions = {},
  ports: Partial<StorePorts> = {},
): Promise<Fixture> {
  const registry = await startRegistry(options);
  running.push(registry);
  const clock = testClock();
  const sibling = (repository: string): ImageStore =>
    openStore(parseReference(`${registry.host}/${repository}`), { credentials: anonymous, clock, ...ports });
  let seen = 0;
  const requests = (): string[] => {
    const fresh = registry.requests.slice(seen);
    seen = registry.requests.length;
    return fresh.map(({ method, url }) => `${method} ${kindOf(url)}`);
  };
  return { registry, store: sibling('acme/shop'), clock, sibling, requests };
}

/** Ends every registry that `startFixture` started. */
export async function stopFixtures(): Promise<void> {
  await Promise.all(running.splice(0).map((registry) => registry.close()));
}

const kindOf = (url: string): string =>
  /\/(blobs\/uploads|blobs|manifests|referrers|tags|token)\b/.exec(url)?.[1] ?? url;

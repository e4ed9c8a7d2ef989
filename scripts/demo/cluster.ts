import { parse } from 'yaml';
import type { Clock } from '../../shared/ports/clock.ts';
import { type Digest, parseDigest } from '../../shared/oci/digest.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { type Ingress, startIngress } from './ingress.ts';
import { type Service, startService } from './service.ts';

/** What keeps the services as git says: per environment one process that runs the image of its kustomization, behind a fixed address. */
export interface Cluster {
  /** The address of an environment; `baseline` is production, and staging as long as production serves nothing. */
  url(environment: string): string;
  /** What runs in an environment now. */
  running(environment: string): Digest | undefined;
  /** Reads the desired state and starts what differs; returns the environments that changed. */
  reconcile(): Promise<readonly string[]>;
  close(): Promise<void>;
}

interface Kustomization {
  readonly images: readonly { readonly newName: string; readonly digest?: string }[];
}

/** `desired` returns the text of an environment's kustomization.yaml on the default branch. */
export async function startCluster(
  environments: readonly string[],
  desired: (environment: string) => string,
  clock: Clock,
): Promise<Cluster> {
  const ingresses = new Map<string, Ingress>();
  for (const environment of [...environments, 'baseline']) ingresses.set(environment, await startIngress());
  const services = new Map<string, Service>();

  const update = async (environment: string): Promise<boolean> => {
    const [image] = (parse(desired(environment)) as Kustomization).images;
    const current = services.get(environment);
    if (image?.digest === undefined || image.digest === current?.digest) return false;
    const store = openStore(parseReference(image.newName), { credentials: NOBODY, clock });
    const next = await startService(store, parseDigest(image.digest));
    ingresses.get(environment)?.point(next.port);
    services.set(environment, next);
    const baseline = services.get('production') ?? services.get('staging');
    ingresses.get('baseline')?.point(baseline?.port);
    await current?.stop();
    return true;
  };

  return {
    url: (environment) => ingresses.get(environment)?.url ?? '',
    running: (environment) => services.get(environment)?.digest,
    reconcile: async () => {
      const changed: string[] = [];
      for (const environment of environments) if (await update(environment)) changed.push(environment);
      return changed;
    },
    close: async () => {
      await Promise.all([...ingresses.values(), ...services.values()].map(stop));
    },
  };
}

const NOBODY = { for: () => Promise.resolve(undefined) };

const stop = (part: Ingress | Service): Promise<void> => ('stop' in part ? part.stop() : part.close());

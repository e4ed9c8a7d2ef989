import { PUBLIC_GOOD } from './instance.ts';

/** When the package was published whose snapshot this is; its digest is held by a test, so that an update is noticed. */
export const EMBEDDED_ROOT_DATE = '2026-11-05';

interface Seed {
  readonly 'root.json': string;
  readonly targets: Readonly<Record<string, string>>;
}

async function seedOf(mirror: string): Promise<Seed> {
  const { default: seeds } = await import('@sigstore/tuf/seeds.json', { with: { type: 'json' } });
  const seed = (seeds as Readonly<Record<string, Seed>>)[mirror];
  if (seed === undefined) throw new Error(`nothing that comes with us vouches for ${mirror}`);
  return seed;
}

/** The public-good instance's trusted root as it was at `EMBEDDED_ROOT_DATE`, as JSON. */
export async function embeddedRoot(): Promise<string> {
  const { mirror, target } = PUBLIC_GOOD.trust;
  const { targets } = await seedOf(mirror);
  return Buffer.from(targets[target] ?? '', 'base64').toString();
}

/** The root from which every update of a repository is verified, as JSON. @throws Error for a repository that we know none of. */
export const embeddedFirstRoot = async (mirror: string): Promise<string> =>
  Buffer.from((await seedOf(mirror))['root.json'], 'base64').toString();

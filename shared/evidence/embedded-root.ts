import { PUBLIC_GOOD } from './instance.ts';

/** When the package was published whose snapshot this is; its digest is held by a test, so that an update is noticed. */
export const EMBEDDED_ROOT_DATE = '2026-11-05';

interface Seed {
  readonly targets: Readonly<Record<string, string>>;
}

/** The public-good instance's trusted root as it was at `EMBEDDED_ROOT_DATE`, as JSON. */
export async function embeddedRoot(): Promise<string> {
  const { default: seeds } = await import('@sigstore/tuf/seeds.json', { with: { type: 'json' } });
  const { mirror, target } = PUBLIC_GOOD.trust;
  const seed = (seeds as Readonly<Record<string, Seed>>)[mirror]?.targets[target];
  if (seed === undefined) throw new Error(`the snapshot has no ${target} of ${mirror}`);
  return Buffer.from(seed, 'base64').toString();
}

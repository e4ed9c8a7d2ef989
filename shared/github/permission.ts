import { UserError } from '../text/error.ts';
import type { GitHub } from './client.ts';
import { statusOf } from './failure.ts';

/** The name that git gives to no object. */
export const NO_OBJECT = '0'.repeat(40);

/**
 * Finds out whether the token may do something, by asking for it with `parameters` that cannot be: reading cannot tell, but GitHub looks
 * at the permission before it looks for what is named. Nothing is done.
 * @throws UserError that names the permission.
 */
export async function requirePermission(
  github: GitHub,
  route: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<void> {
  try {
    await github.request(route, parameters);
  } catch (error) {
    if (!(error instanceof UserError) || statusOf(error.cause) !== 422) throw error;
  }
}

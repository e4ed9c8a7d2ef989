import { UserError } from '../text/error.ts';

/** The HTTP status of an error of octokit's. */
export function statusOf(error: unknown): number | undefined {
  if (error instanceof UserError || typeof error !== 'object' || error === null) return undefined;
  const status = 'status' in error ? error.status : undefined;
  return typeof status === 'number' ? status : undefined;
}

/** A header of the answer that an error of octokit's carries. */
export function headerOf(error: unknown, name: string): string | undefined {
  const response = (error as { response?: { headers?: Record<string, unknown> } } | undefined)?.response;
  const value = response?.headers?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

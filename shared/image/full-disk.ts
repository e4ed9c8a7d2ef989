import { UserError, messageOf } from '../text/error.ts';

/** What to say when a layer could not be written below `directory` for want of room; undefined for any other failure. */
export function fullDisk(error: unknown, directory: string): UserError | undefined {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  if (!['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(code))) return undefined;
  return new UserError(
    {
      what: 'there is no room for a layer on the disk',
      rule: `layers are written below ${directory} before anything is stored`,
      seen: messageOf(error),
      next: 'free space on the runner, or use a larger one; a rerun starts afresh',
    },
    { cause: error },
  );
}

import { UserError } from '../text/error.ts';

const NO_ROOM = 'make room, or use a directory on a larger disk; then run it again: what is there is kept';
const NO_RIGHT = 'let the user that runs this write there, or name another directory';
const NO_DIRECTORY = 'name a directory: something else is in its place, or on the way to it';

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: NO_ROOM,
  EDQUOT: NO_ROOM,
  EFBIG: NO_ROOM,
  EACCES: NO_RIGHT,
  EPERM: NO_RIGHT,
  EROFS: NO_RIGHT,
  ENOTDIR: NO_DIRECTORY,
  EISDIR: NO_DIRECTORY,
  EEXIST: NO_DIRECTORY,
  ELOOP: NO_DIRECTORY,
};

/** The error that a person can use for a file system that refuses to read or write the layout `name`; others as they are. */
export function explainFileError(error: unknown, name: string): unknown {
  const { code, syscall } = (error ?? {}) as { readonly code?: string; readonly syscall?: string };
  const next = code === undefined ? undefined : ADVICE[code];
  if (code === undefined || next === undefined) return error;
  const seen = syscall === undefined ? code : `${code} from ${syscall}`;
  return new UserError({ what: `${name} cannot be read or written`, seen, next }, { cause: error });
}

/** The store's work with its errors explained. */
export async function explained<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainFileError(error, name);
  }
}

import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** The file of the program `name` in the directories of `searchPath` (a PATH); undefined when none holds it. A relative directory is passed over: it would be the checkout's. */
export function findProgram(name: string, searchPath: string): string | undefined {
  return searchPath
    .split(path.delimiter)
    .filter((directory) => path.isAbsolute(directory))
    .map((directory) => path.join(directory, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

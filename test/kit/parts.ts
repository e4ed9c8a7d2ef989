import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { it } from '@jest/globals';

/** The path of a program, or undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((directory) => path.join(directory, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * A test that meets real programs. Where one is missing the test is passed over and says which; with FIXITY_REQUIRE_PARTS=1, as in
 * CI, it fails instead.
 */
export function interop(
  name: string,
  programs: readonly string[],
  test: () => Promise<void>,
  timeout = 60_000,
): void {
  const missing = programs.filter((program) => findProgram(program) === undefined);
  if (missing.length === 0) {
    it(name, test, timeout);
    return;
  }
  const reason = `${name} (missing: ${missing.join(', ')})`;
  if (process.env['FIXITY_REQUIRE_PARTS'] === '1') {
    it(reason, () => {
      throw new Error(`FIXITY_REQUIRE_PARTS=1 and these programs are not installed: ${missing.join(', ')}`);
    });
  } else {
    passOver(reason, test);
  }
}

const { skip: passOver } = it;

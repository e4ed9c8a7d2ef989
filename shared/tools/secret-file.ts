import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Puts each secret into a file that its owner alone can read, and gives `work` the paths by name: a command line is visible to every
 * process of the machine, a path in it is not the secret. The files are gone when `work` ends, however it ends.
 */
export async function withSecretFiles<T>(
  secrets: Readonly<Record<string, string>>,
  temp: string,
  work: (files: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const names = Object.keys(secrets);
  if (names.length === 0) return work({});
  const directory = await mkdtemp(path.join(temp, 'secrets-'));
  try {
    const files: Record<string, string> = {};
    for (const [index, name] of names.entries()) {
      // Named by number: a name comes from the workflow and may hold a path.
      const file = path.join(directory, String(index));
      await writeFile(file, secrets[name] ?? '', { mode: 0o600, flag: 'wx' });
      files[name] = file;
    }
    return await work(files);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

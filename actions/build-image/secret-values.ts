import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../shared/text/error.ts';
import type { BuildInputs } from './plan.ts';

/** Shorter values are words, which stand anywhere. */
const MIN_LENGTH = 6;
/** A secret is a key or a token; a larger file is not searched for. */
const MAX_FILE_BYTES = 64 * 1024;

/** A secret of a build, by the name that people gave it. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

/** The secrets of these inputs; files are relative to the directory that builders start in. */
export function secretsOf(
  { secrets = [], secretFiles = [], registryPassword, token, cacheSecret }: SecretInputs,
  directory: string,
): readonly Secret[] {
  return [
    ...secrets,
    ...secretFiles.map(({ name, value }) => ({ name, value: contentOf(path.resolve(directory, value)) })),
    ...Object.entries({ 'registry-password': registryPassword, token, 'cache-secret': cacheSecret }).flatMap(
      ([name, value]) => (value === undefined ? [] : [{ name, value }]),
    ),
  ];
}

type SecretInputs = Pick<
  BuildInputs,
  'secrets' | 'secretFiles' | 'registryPassword' | 'token' | 'cacheSecret'
>;

/** Nothing of a file that is not there: the builder says so. */
function contentOf(file: string): string {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return size === 0 || size > MAX_FILE_BYTES ? '' : readFileSync(file, 'utf8').trim();
}

/**
 * Lets a document pass in which none of these secrets stands, whatever input carried it there.
 * @throws UserError ('refused') that names the secret, and never its value.
 */
export function refuseSecrets(document: object, secrets: readonly Secret[]): void {
  const text = JSON.stringify(document);
  const found = secrets.filter(({ value }) => value.length >= MIN_LENGTH && text.includes(inJson(value)));
  if (found.length === 0) return;
  throw new UserError(
    found.map(({ name }) => ({
      what: `the value of the secret '${name}' would stand in the image or its provenance, for everybody to read`,
      rule: 'a secret is given in secrets alone',
      next: 'take it out of build-args, labels, annotations and build contexts',
    })),
    { result: 'refused' },
  );
}

const inJson = (value: string): string => JSON.stringify(value).slice(1, -1);

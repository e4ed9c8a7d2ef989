import { UserError } from '../../shared/text/error.ts';
import type { BuildInputs } from './plan.ts';

/** Shorter values are words, which stand anywhere. */
const MIN_LENGTH = 6;

/**
 * The same document, in which no secret of this build stands: not the value of one of `secrets`, whatever input carried it there.
 * @throws UserError that names the secret, and never its value.
 */
export function withoutSecrets<T extends object>(
  document: T,
  { secrets = [], registryPassword }: SecretInputs,
): T {
  const text = JSON.stringify(document);
  const all = [...secrets, { name: 'registry-password', value: registryPassword ?? '' }];
  const found = all.filter(({ value }) => value.length >= MIN_LENGTH && text.includes(inJson(value)));
  if (found.length === 0) return document;
  throw new UserError(
    found.map(({ name }) => ({
      what: `the value of the secret '${name}' would stand in the provenance, for everybody to read`,
      rule: 'a secret is given in secrets alone',
      next: 'take it out of build-args, labels, annotations and build contexts',
    })),
    { result: 'refused' },
  );
}

type SecretInputs = Pick<BuildInputs, 'secrets' | 'registryPassword'>;

const inJson = (value: string): string => JSON.stringify(value).slice(1, -1);

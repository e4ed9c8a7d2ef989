import { parseReference, repositoryName } from '../oci/reference.ts';
import { UserError } from '../text/error.ts';
import { type Shape, parsed, text } from './shape.ts';

/** What a person calls a trust entry, an image, an environment or a suite. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export const name = text('a name of letters, digits, dots, dashes and underscores', NAME);

/** A file of the repository, from its top: no absolute path, no `..`, no backslash. */
export const repositoryPath: Shape<string> = text(
  'a path from the top of the repository, with forward slashes and without . or .. steps',
  /^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))(?!.*\/\/)[^\\\u0000-\u001f]+(?<!\/)$/,
);

/** A repository of images, without tag and digest. */
export const imageRepository: Shape<string> = parsed(
  'a repository such as ghcr.io/acme/shop, without tag and digest',
  (value) => {
    const reference = parseReference(value);
    if (reference.tag !== undefined || reference.digest !== undefined) {
      throw new UserError({ what: 'a tag or a digest in the name of a repository' });
    }
    return repositoryName(reference);
  },
);

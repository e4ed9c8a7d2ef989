import { type AssembleRequest, type AssembledImage, assembleImage } from '../../shared/image/assemble.ts';
import { type ImageDifference, compareImages } from '../../shared/image/compare-images.ts';
import { readDirectory } from '../../shared/image/source-files.ts';
import { UserError } from '../../shared/text/error.ts';

/** Assembles again: in another directory, reading directories backwards, one block at a time. Undefined when both are one image. */
export async function reproduce(
  request: AssembleRequest,
  first: AssembledImage,
  spool: string,
): Promise<ImageDifference | undefined> {
  const second = await assembleImage({
    ...request,
    // The first time has looked already.
    inspect: () => undefined,
    // What is taken from elsewhere proves nothing.
    sources: [],
    spool,
    parallelism: 1,
    read: (directory) => readDirectory(directory).reverse(),
  });
  return firstDifference(first, second, request);
}

/** Where two images part; undefined when they are one. */
export async function firstDifference(
  first: AssembledImage,
  second: AssembledImage,
  { base }: Pick<AssembleRequest, 'base'> = { base: undefined },
): Promise<ImageDifference | undefined> {
  const compared = await compareImages(
    { image: first, base: base?.store },
    { image: second, base: base?.store },
  );
  return compared.verdict === 'identical' ? undefined : compared.difference;
}

/** The refusal that names where two builds part. */
export function notReproducible({ platform, what, path: file }: ImageDifference): UserError {
  return new UserError(
    {
      what: `a second build of ${platform} gave another image`,
      rule: 'verify-reproducible: equal inputs give equal bytes',
      seen: file === undefined ? `a difference in the ${what}` : `a difference in the ${what}: ${file}`,
      next: 'let everything that writes to the workspace finish before this step',
    },
    { result: 'refused' },
  );
}

import type { Digest } from '../../shared/oci/digest.ts';
import { readRunnableImage } from '../../shared/oci/image.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';
import { type ImageReference, parseReference, repositoryName } from '../../shared/oci/reference.ts';
import type { Manifest, ImageStore } from '../../shared/oci/store.ts';
import { ancestorsOf, destinationsOf } from '../../shared/policy/inheritance.ts';
import type { Policy } from '../../shared/policy/load.ts';
import type { JudgedImage } from '../../shared/policy/verdict.ts';
import { type Problem, UserError } from '../../shared/text/error.ts';
import { didYouMean } from '../../shared/text/case.ts';

/** An image as it was given. */
export interface GivenImage {
  readonly name: string;
  readonly value: ImageReference & { readonly digest: Digest };
}

/** Opens the repository that a reference names. */
export type OpenStore = (reference: ImageReference) => ImageStore;

/** A place that the image is copied to. */
export interface Destination {
  readonly repository: string;
  readonly store: ImageStore;
}

/** An image that is to be promoted, and the places it has to do with. */
export interface Subject {
  readonly judged: JudgedImage;
  /** The repository that was given. */
  readonly source: string;
  readonly top: Manifest;
  /** Where its bytes come from, first, and where else evidence is looked for: the destinations of the environments before. */
  readonly stores: readonly ImageStore[];
  /** At least one; the source itself when the environment has no destinations. */
  readonly destinations: readonly Destination[];
}

/**
 * Checks names and repositories against the policy, then reads the images.
 * @throws UserError with every image that the policy does not know, or not from there.
 */
export async function readSubjects(
  policy: Policy,
  environment: string,
  given: readonly GivenImage[],
  open: OpenStore,
): Promise<readonly Subject[]> {
  const problems = given.flatMap((image) => problemsOf(policy, environment, image));
  if (problems.length > 0) throw new UserError(problems);
  return Promise.all(given.map((image) => readSubject(policy, environment, image, open)));
}

function problemsOf(policy: Policy, environment: string, { name, value }: GivenImage): readonly Problem[] {
  const known = [...(policy.images?.keys() ?? [])];
  const image = policy.images?.get(name);
  if (image === undefined) {
    return [
      {
        what: `the policy has no image '${name}'`,
        rule: known.length === 0 ? 'it has no images' : `it has ${known.join(', ')}`,
        ...didYouMean(name, known),
      },
    ];
  }
  const allowed = [image.repository, ...placesOf(policy, environment, name)];
  const repository = repositoryName(value);
  if (allowed.includes(repository)) return [];
  return [
    {
      what: `'${name}' does not come from ${repository}`,
      rule: `for ${environment} it comes from ${[...new Set(allowed)].join(' or ')}`,
      seen: repository,
      next: 'give the image from there, or correct images or destinations in the policy',
    },
  ];
}

/** The destinations of an image in an environment and in all that it comes from. */
const placesOf = (policy: Policy, environment: string, image: string): readonly string[] =>
  [environment, ...ancestorsOf(policy, environment)].flatMap((each) => destinationsOf(policy, each, image));

async function readSubject(
  policy: Policy,
  environment: string,
  { name, value }: GivenImage,
  open: OpenStore,
): Promise<Subject> {
  const source = repositoryName(value);
  const store = open(value);
  const { top, platforms } = await readRunnableImage(store, value.digest);
  const before = ancestorsOf(policy, environment).flatMap((each) => destinationsOf(policy, each, name));
  const others = [...new Set(before)].filter((each) => each !== source);
  const wanted = destinationsOf(policy, environment, name);
  return {
    judged: {
      image: name,
      digest: value.digest,
      platforms: platforms.map(({ platform, manifest }) => ({
        name: formatPlatform(platform),
        digest: manifest.descriptor.digest,
      })),
    },
    source,
    top,
    stores: [store, ...others.map((each) => open(parseReference(each)))],
    destinations: (wanted.length === 0 ? [source] : wanted).map((repository) => ({
      repository,
      store: repository === source ? store : open(parseReference(repository)),
    })),
  };
}

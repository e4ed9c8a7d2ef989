import { SIGNATURE_TYPE, predicateName } from '../../shared/evidence/predicates/known.ts';
import { isSbomType } from '../../shared/evidence/predicates/sbom.ts';
import { TEST_RESULT_TYPE } from '../../shared/evidence/predicates/test-result.ts';
import type { SignedBundle } from '../../shared/evidence/signer.ts';
import { type Statement, contentDigest, isAbout, statementAbout } from '../../shared/evidence/statement.ts';
import type { Descriptor } from '../../shared/oci/descriptor.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import { type Problem, UserError } from '../../shared/text/error.ts';
import type { Attestation, KeptBundle, TestSuite } from './files.ts';

const PROVENANCE_TYPE = 'https://slsa.dev/provenance/v1';

/** A manifest that statements are attached to, and its name for people: `index`, `image`, or a platform. */
export interface Place {
  readonly descriptor: Descriptor;
  readonly label: string;
}

/** An image as far as signing looks at it. An image of one manifest has no platforms beside its top. */
export interface SignedImage {
  readonly top: Place;
  readonly platforms: readonly Place[];
}

/** One statement, and every place it is attached to. */
export interface Planned {
  /** Which of the images, from 0. */
  readonly image: number;
  readonly label: string;
  readonly statement: Statement;
  readonly places: readonly Place[];
  /** The bundle of before; without it the statement is signed now. */
  readonly signed?: SignedBundle;
}

export interface Wishes {
  readonly attestations: readonly Attestation[];
  readonly tests: readonly TestSuite[];
  readonly bundles: readonly KeptBundle[];
  readonly recursive: boolean;
}

/**
 * Decides what is said of which digest, and where it is attached.
 * @throws UserError for digests that are in none of the images, and for an SBOM that could be of several platforms; all at once.
 */
export function planStatements(images: readonly SignedImage[], wishes: Wishes): readonly Planned[] {
  const problems: Problem[] = [];
  const keep = (planned: Planned | Problem): readonly Planned[] => {
    if ('image' in planned) return [planned];
    problems.push(planned);
    return [];
  };
  const attested = [
    ...wishes.attestations.flatMap((each) => keep(planAttestation(images, each, wishes.recursive))),
    ...wishes.bundles.flatMap((each) => keep(planBundle(images, each))),
  ];
  if (problems.length > 0) throw new UserError(problems);
  const planned = images.flatMap((image, index) => [
    ...signatures(image, index, wishes.recursive),
    ...attested.filter((each) => each.image === index),
    ...wishes.tests.map(({ suite, predicate }) => ({
      image: index,
      label: `${predicateName(TEST_RESULT_TYPE)} ${suite}`,
      statement: statementAbout([image.top.descriptor], TEST_RESULT_TYPE, predicate),
      places: [image.top],
    })),
  ]);
  return withoutRepetition(planned);
}

/** What a bundle of before says already is not signed anew. */
function withoutRepetition(planned: readonly Planned[]): readonly Planned[] {
  const kept = planned.filter(({ signed }) => signed !== undefined);
  const said = new Set(kept.map(({ statement }) => contentDigest(statement)));
  return planned.filter(
    ({ signed, statement }) => signed !== undefined || !said.has(contentDigest(statement)),
  );
}

/** cosign's signature is a statement with an empty predicate; each place has its own, so that each verifies alone. */
const signatures = (image: SignedImage, index: number, recursive: boolean): readonly Planned[] =>
  [image.top, ...(recursive ? image.platforms : [])].map((place) => ({
    image: index,
    label: predicateName(SIGNATURE_TYPE),
    statement: statementAbout([place.descriptor], SIGNATURE_TYPE, {}),
    places: [place],
  }));

function planAttestation(
  images: readonly SignedImage[],
  attestation: Attestation,
  recursive: boolean,
): Planned | Problem {
  const { predicateType, predicate, path } = attestation;
  const found = findPlace(images, attestation);
  if ('what' in found) return found;
  const { index, image, place } = found;
  const label = predicateName(predicateType);
  const planned = (subjects: readonly Place[], places: readonly Place[]): Planned => {
    const descriptors = subjects.map(({ descriptor }) => descriptor);
    return { image: index, label, places, statement: statementAbout(descriptors, predicateType, predicate) };
  };
  if (place !== image.top) return planned([place], [place]);
  if (predicateType === PROVENANCE_TYPE) {
    const all = [image.top, ...image.platforms];
    return planned(all, recursive ? all : [image.top]);
  }
  if (!isSbomType(predicateType) || image.platforms.length === 0) return planned([place], [place]);
  const [only, ...others] = image.platforms;
  if (only !== undefined && others.length === 0) return planned([only], [only]);
  return {
    what: `${path} could be the SBOM of any of ${image.platforms.length} platforms`,
    rule: 'an SBOM is about one platform: TYPE@DIGEST=PATH',
    seen: `${predicateType} on the index`,
    next: `use one of ${image.platforms.map((each) => `${each.descriptor.digest} (${each.label})`).join(', ')}`,
  };
}

/** Back to the index when it is about the index, else to the platforms that it is about. */
function planBundle(images: readonly SignedImage[], { path, signed }: KeptBundle): Planned | Problem {
  const { statement } = signed;
  for (const [index, { top, platforms }] of images.entries()) {
    const about = [top, ...platforms].filter(({ descriptor }) => isAbout(statement, descriptor.digest));
    if (about.length === 0) continue;
    const label = predicateName(statement.predicateType);
    return { image: index, label, statement, places: about.includes(top) ? [top] : about, signed };
  }
  return {
    what: `${path} is about a digest that is not in the image`,
    rule: 'the index or one of its platform manifests',
    next: `use one that is about one of ${digestsOf(images).join(', ')}`,
  };
}

interface Found {
  readonly index: number;
  readonly image: SignedImage;
  readonly place: Place;
}

function findPlace(images: readonly SignedImage[], { digest, path }: Attestation): Found | Problem {
  for (const [index, image] of images.entries()) {
    const places = [image.top, ...image.platforms];
    const place = digest === undefined ? image.top : places.find((each) => each.descriptor.digest === digest);
    if (place !== undefined) return { index, image, place };
  }
  return {
    what: `${path} is about a digest that is not in the image`,
    rule: 'the index or one of its platform manifests',
    seen: digest ?? 'nothing',
    next: `use one of ${digestsOf(images).join(', ')}`,
  };
}

const digestsOf = (images: readonly SignedImage[]): readonly Digest[] =>
  images.flatMap(({ top, platforms }) => [top, ...platforms].map(({ descriptor }) => descriptor.digest));

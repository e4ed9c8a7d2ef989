import { exceptionShape } from './exception.ts';
import { imageRepository, name, NAME, repositoryPath } from './fields.ts';
import { type ShapeOf, boolean, count, duration, lastDay, oneOf, text } from './shape.ts';
import { windowShape } from './window.ts';
import { list, mapOr, mapping, named, needed, optional } from './structure.ts';

const by = optional(list(name), 'Trust entries whose evidence counts here; default: those of signed-by.');

const trustEntry = mapping({
  key: optional(
    repositoryPath,
    'A public key (PEM) in this repository; it is read from the same commit as this file.',
  ),
  issuer: optional(
    text(),
    'An identity instead of a key: who vouches for it, such as https://token.actions.githubusercontent.com.',
  ),
  workflow: optional(
    text('OWNER/REPO/.github/workflows/FILE', /^[^/@\s]+\/[^/@\s]+\/\.github\/workflows\/[^/@\s]+$/),
    'The workflow that signs: OWNER/REPO/.github/workflows/FILE.',
  ),
  ref: optional(
    text('a ref such as refs/tags/v*', /^refs\/\S+$/),
    'The ref that the workflow is taken from; a * may end it, after the beginning of a name: refs/tags/v*.',
  ),
  subject: optional(
    text(),
    "Instead of workflow and ref, for other issuers: the certificate's whole subject.",
  ),
  repository: optional(
    text('OWNER/REPO', /^[^/\s]+\/[^/\s]+$/),
    'The repository that called a reusable workflow: OWNER/REPO.',
  ),
  'repository-id': optional(text('digits', /^\d+$/), "The repository's id, which survives a rename."),
  'owner-id': optional(text('digits', /^\d+$/), "The owner's id."),
  'valid-until': optional(lastDay, 'Evidence that is dated later does not count.'),
  revoked: optional(boolean, 'true: nothing that it signed counts any more.'),
});

const image = mapping({
  repository: needed(imageRepository, 'Where builds of this image are pushed.'),
});

const sbomDetails = mapping({
  format: optional(oneOf(['cyclonedx', 'spdx']), 'The format that is wanted; either when it is absent.'),
  by,
});

const testSuite = mapping({
  suite: needed(name, 'The name that the suite was signed under.'),
  within: optional(duration, 'How old the result may be.'),
  by,
});

const vulnerabilities = mapping({
  critical: optional(count, 'How many findings of this severity may be there.'),
  high: optional(count, 'How many findings of this severity may be there.'),
  medium: optional(count, 'How many findings of this severity may be there.'),
  low: optional(count, 'How many findings of this severity may be there.'),
  'fixable-only': optional(boolean, 'true: findings without a fixed version are not counted.'),
  'scanned-within': optional(duration, 'How old the scan may be.'),
  by,
});

const canaryRequirement = mapping({
  verdict: needed(oneOf(['pass']), 'The verdict that is wanted.'),
  in: needed(name, 'The environment in which the canary ran.'),
  within: optional(duration, 'How old the verdict may be.'),
  by,
});

const soak = mapping({
  in: needed(name, 'The environment in which the digest has to have been.'),
  'at-least': needed(duration, 'For how long, counted from its promotion record.'),
  by,
});

const approvals = mapping({
  'at-least': needed(count, 'How many people must have approved the job that applies the plan.'),
  'not-by': optional(
    list(oneOf(['author', 'requester'])),
    'Whose approval does not count: the author of the commit, whoever started the run.',
  ),
  from: optional(
    list(text('user:LOGIN or team:ORG/TEAM', /^(user:[A-Za-z0-9-]+|team:[A-Za-z0-9-]+\/[A-Za-z0-9_.-]+)$/)),
    'Whose approval counts; absent: whoever GitHub lets approve.',
  ),
});

const environmentProtection = mapping({
  reviewers: optional(count, 'How many people or teams GitHub must ask at least.'),
  'prevent-self-review': optional(oneOf([true]), 'Whoever started the run may not approve it.'),
  'admins-may-bypass': optional(oneOf([false]), 'Administrators may not pass the rules by.'),
});

const requirements = mapping({
  'signed-by': optional(list(name), 'Trust entries, one of which must have signed the digest.'),
  provenance: optional(
    mapping({ source: needed(text(), 'The source repository, such as github.com/acme/shop.'), by }),
    'SLSA provenance that names this source.',
  ),
  sbom: optional(mapOr(sbomDetails, oneOf([true, false])), 'An SBOM of every platform.'),
  tests: optional(list(testSuite), 'Test suites that must have passed.'),
  vulnerabilities: optional(vulnerabilities, 'A scan of every platform, within these numbers.'),
  canary: optional(canaryRequirement, 'What canary-verify must have found.'),
  soak: optional(soak, 'How long the digest must have been in another environment.'),
  approvals: optional(approvals, 'People who must agree; not inherited.'),
  'environment-protection': optional(
    environmentProtection,
    'How GitHub must protect the environment of the same name; not inherited.',
  ),
});

const target = mapping({
  kustomize: optional(repositoryPath, 'A kustomization file, whose images entry is edited.'),
  kubernetes: optional(repositoryPath, 'A Kubernetes manifest, whose containers are edited.'),
  helm: optional(repositoryPath, 'Values of a Helm chart.'),
  compose: optional(repositoryPath, 'A Compose file, whose services are edited.'),
  ecs: optional(repositoryPath, 'An ECS task definition in JSON, whose containers are edited.'),
  image: needed(name, 'The image, by its name under images.'),
  path: optional(
    text('keys parted by dots', /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/),
    'helm: where the image is, such as web.image; default: image.',
  ),
  name: optional(
    text(),
    "kustomize: the name of the images entry; default: the image's name or its repository.",
  ),
  container: optional(text(), 'kubernetes, ecs, compose: only the container (the service) of this name.'),
});

const destination = mapping({
  image: needed(name, 'The image, by its name under images.'),
  repository: needed(imageRepository, 'Where it is copied to.'),
});

const environment = mapping({
  from: optional(
    list(name),
    'Environments that the digest must have been promoted to; absent: straight from build.',
  ),
  mode: optional(oneOf(['enforce', 'warn']), 'warn: what fails is shown and does not stop.'),
  'promoted-by': optional(
    list(name),
    'Trust entries whose promotion records count; default: those of signed-by.',
  ),
  require: optional(requirements, 'What must be known about the digest; inherited along from.'),
  destinations: optional(
    list(mapOr(destination, imageRepository)),
    'Repositories that the image is copied to; absent: it stays in the one that was given.',
  ),
  window: optional(windowShape, 'When it may be changed; not inherited.'),
  targets: optional(list(target), 'What names the digest that runs there.'),
});

/** The policy file, `.github/fixity.yml`, version 1. */
export const policyShape = mapping({
  version: needed(oneOf([1]), 'The version of this format.'),
  trust: optional(named('a trust entry', NAME, trustEntry), 'Who may sign.'),
  'trust-roots': optional(
    list(repositoryPath),
    'Trusted roots of Sigstore instances (trusted_root.json), in this repository; without them identities are believed by the public-good instance.',
  ),
  images: optional(named('an image', NAME, image), 'The images that this policy speaks of.'),
  environments: optional(
    named('an environment', NAME, environment),
    'Where images go, and on which conditions.',
  ),
  exceptions: optional(
    list(exceptionShape),
    'Findings that are tolerated for a while, each with an owner, a reason and an end.',
  ),
});

export type PolicyFile = ShapeOf<typeof policyShape>;
export type Environment = ShapeOf<typeof environment>;
export type Requirements = ShapeOf<typeof requirements>;
export type TrustEntry = ShapeOf<typeof trustEntry>;
export type Target = ShapeOf<typeof target>;
export type TestRequirement = ShapeOf<typeof testSuite>;
export type VulnerabilityRequirement = ShapeOf<typeof vulnerabilities>;
export type ApprovalsRequirement = ShapeOf<typeof approvals>;
export type ProtectionRequirement = ShapeOf<typeof environmentProtection>;

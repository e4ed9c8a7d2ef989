import { defaulted, defineContract, optional, required } from '../../shared/action/contract.ts';
import { dryRunInput, registryInputs } from '../../shared/action/inputs.ts';
import { boolean, lines, oneOf, pair, parsedBy, text } from '../../shared/action/parser.ts';
import {
  type ImageReference,
  LAYOUT_PREFIX,
  parseDigestReference,
  parseReference,
} from '../../shared/oci/reference.ts';
import { CHECKS, type CheckLevel, type CheckName } from '../../shared/image/checks/check.ts';
import { nearest } from '../../shared/text/case.ts';
import { UserError } from '../../shared/text/error.ts';
import { contradictions } from './contradictions.ts';
import { dockerfileInputs } from './dockerfile-inputs.ts';

/** No repository has capital letters, but `${{ github.repository }}` may. */
const lowerCase = (value: string): string => (value.startsWith(LAYOUT_PREFIX) ? value : value.toLowerCase());

const repository = parsedBy(
  'a repository, or oci-layout:PATH, without tag and digest',
  (value): ImageReference => {
    const reference = parseReference(lowerCase(value));
    if (reference.tag === undefined && reference.digest === undefined) return reference;
    throw new UserError({
      what: 'a tag or digest stands in the name of the repository',
      rule: 'a repository alone: the digest is what is built, and tags have their own input',
      seen: JSON.stringify(value),
      next: reference.tag === undefined ? 'take the digest away' : `write tags: ${reference.tag}`,
    });
  },
);

/** Seconds since 1970, or the commit's own time. */
const epoch = parsedBy("'commit', or seconds since 1970", (value): number | 'commit' => {
  if (value === 'commit') return value;
  if (/^\d{1,10}$/.test(value)) return Number(value);
  throw new UserError({
    what: 'not a time',
    rule: "'commit', or whole seconds since 1970",
    seen: JSON.stringify(value),
  });
});

const percent = parsedBy('a percentage such as 20%', (value): number => {
  const [, digits] = /^(\d{1,4}(?:\.\d{1,2})?)%$/.exec(value) ?? [];
  if (digits !== undefined) return Number(digits);
  throw new UserError({
    what: 'not a percentage',
    rule: 'a number and %, such as 20%',
    seen: JSON.stringify(value),
  });
});

const bytes = parsedBy('a size such as 200MB or 512MiB', (value): number => {
  const [, digits, unit = ''] = /^(\d{1,6}(?:\.\d{1,2})?) ?([KMG]i?)B$/.exec(value) ?? [];
  const power = 'KMG'.indexOf(unit.charAt(0)) + 1;
  if (digits !== undefined) return Math.round(Number(digits) * (unit.endsWith('i') ? 1024 : 1000) ** power);
  throw new UserError({
    what: 'not a size',
    rule: 'a number and KB, MB, GB, KiB, MiB or GiB, such as 200MB',
    seen: JSON.stringify(value),
  });
});

/** Short ones can be found by trying. */
const secret = parsedBy('a secret of 16 characters or more', (value): string => {
  if (value.length >= 16) return value;
  throw new UserError({ what: 'too short', rule: '16 characters or more' });
});

/** In docker's notation a name may begin with its level; here both have them anyway. */
const annotation = parsedBy('NAME=text', (line): { name: string; value: string } => {
  const { name, value } = pair('NAME', text).parse(line);
  const [, bare] = /^(?:(?:manifest|index),?)+:(.+)$/.exec(name) ?? [];
  if (!/^(?:manifest|index)(?:-descriptor|\[)/.test(name)) return { name: bare ?? name, value };
  throw new UserError({
    what: 'an annotation of one platform or descriptor',
    rule: 'annotations are on the index and on every manifest alike',
    seen: JSON.stringify(name),
    next: 'write the name alone',
  });
});

const level = oneOf(['error', 'warn', 'off']);

const checkNames = Object.keys(CHECKS) as CheckName[];

const checkLevel = parsedBy('CHECK=off, warn or error', (value): { name: CheckName; level: CheckLevel } => {
  const given = pair('CHECK', level).parse(value);
  const name = checkNames.find((each) => each === given.name);
  if (name !== undefined) return { name, level: given.value };
  const meant = nearest(given.name, checkNames);
  throw new UserError({
    what: `unknown check '${given.name}'`,
    rule: `known are ${checkNames.join(', ')}`,
    ...(meant === undefined ? {} : { next: `did you mean '${meant}'?` }),
  });
});

export const contract = defineContract({
  name: 'build-image',
  description:
    'Builds an image: from plain files and a base without a daemon, with the same digest on every machine, or from a Dockerfile with BuildKit or buildah. Writes SLSA provenance and a CycloneDX SBOM for sign.',
  inputs: {
    mode: defaulted(
      oneOf(['build', 'merge']),
      'build',
      '`build`: an image from `file`. `merge`: one index of images that other jobs pushed, see `sources`.',
    ),
    sources: optional(
      lines(parsedBy('REPOSITORY@sha256:… or oci-layout:PATH@sha256:…', parseDigestReference)),
      'With `mode: merge`: the images to join, by digest, each with platforms of its own.',
    ),
    file: defaulted(
      text,
      'image.yml',
      'What the image is made of: an `image.yml` (docs/schemas/image.schema.json describes it to editors), or a Dockerfile.',
    ),
    image: required(
      repository,
      'Where to put it: a repository such as `ghcr.io/acme/shop`, or `oci-layout:PATH`. Capital letters of a repository become small.',
    ),
    tags: optional(
      text,
      'Tags, one a line: literal, or rules in the grammar of docker/metadata-action (`type=semver,pattern={{version}}`). Without it: the name of the git tag, branch or pull request. A version tag that exists with another digest is never moved.',
    ),
    flavor: optional(text, 'How all rules behave: `latest=auto|true|false`, `prefix=`, `suffix=`.'),
    labels: optional(
      lines(pair('NAME', text)),
      "Labels of the image's config, `NAME=VALUE` one a line; they win over those of `file`.",
    ),
    annotations: optional(
      lines(annotation),
      'Annotations of the index and of every manifest, `NAME=VALUE` one a line; they win over those of `file`.',
    ),
    push: defaulted(boolean, 'true', '`false`: build, check and report, and store nothing.'),
    'base-images': optional(
      level,
      'What to do about a base that is not named by digest; `error` unless `checks:` in `file` says otherwise.',
    ),
    'clean-tree': optional(
      level,
      'What to do about changes that are not committed, and inputs that git neither knows nor ignores. Without it `checks:` of `file` decides, else `error`.',
    ),
    checks: optional(
      lines(checkLevel),
      'What checks do, `CHECK=off`, `warn` or `error` one a line, such as `root-user=error`; they win over `checks:` of `file`.',
    ),
    'source-date-epoch': defaulted(
      epoch,
      'commit',
      'The time that the image says it was made: the commit’s, or seconds since 1970.',
    ),
    'max-size': optional(
      bytes,
      'How much the layers of a platform may weigh, compressed, before the check `size` says so, such as `200MB`.',
    ),
    'max-size-growth': defaulted(
      percent,
      '20%',
      'By how much the layers may grow since the previous release before the check `size` says so.',
    ),
    'cache-dir': optional(
      text,
      'A directory for packed layers, to be kept between runs with `actions/cache`: a layer whose files did not change is not compressed again. Of a Dockerfile: see `cache-from`.',
    ),
    'cache-secret': optional(
      secret,
      'With `cache-dir`: a repository secret of 16 characters or more, such as `openssl rand -hex 32` prints. What is kept is sealed with it, and only what is sealed with it is taken: a cache that others can write cannot choose a byte, and need not be unpacked to be believed.',
      { secret: true },
    ),
    'verify-reproducible': defaulted(
      boolean,
      'false',
      'Assemble a second time, in another place and order, and compare.',
    ),
    'verify-against': optional(
      parsedBy('REPOSITORY@sha256:… or oci-layout:PATH@sha256:…', parseDigestReference),
      'An image by digest: it is built once more, as the provenance that is attached to it says, else as these inputs say, and compared; nothing is stored. The checkout has to be its commit.',
    ),
    ...dockerfileInputs,
    ...registryInputs,
    ...dryRunInput,
  },
  outputs: {
    image: 'The image by digest: `REPOSITORY@sha256:…`. Always an index, for one platform too.',
    digest: 'The digest of the index.',
    'platform-digests': 'JSON: platform to digest of its manifest.',
    tags: 'Tags that now name the digest, one a line.',
    metadata:
      'JSON: `tags` as full references, `labels`, `annotations` and `version`, as docker/metadata-action gives them.',
    version: 'What the image calls itself: its version, else its first tag.',
    attestations: 'What `sign` attaches: `TYPE[@DIGEST]=PATH`, one a line.',
    'buildkit-attestation-paths':
      'With `buildkit-attestations`: the statements as BuildKit wrote them, one file a line. Nobody signed them; the provenance names them by digest.',
    'provenance-path': 'The SLSA provenance, a JSON file.',
    'sbom-paths': 'The CycloneDX SBOMs, one a platform, one a line.',
    'base-images': 'JSON: what it was built on: name, digest and, when it is known, its time.',
    size: 'Bytes of all blobs and manifests, compressed, each counted once.',
    comparison:
      'With `verify-against`: `identical`, `same-content` (only the compression is another), or `different`.',
    reproducible:
      '`true` when `verify-reproducible` or `verify-against` showed it, `false` when `verify-against` showed that it is not, else `unknown`. Where `verify-reproducible` finds a difference the step fails.',
  },
  contradictions,
  permissions: [
    { scope: 'contents', level: 'read', why: 'to check out the files of the image' },
    { scope: 'packages', level: 'write', why: 'to push to ghcr.io; not for other registries or a layout' },
  ],
});

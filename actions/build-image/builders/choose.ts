import type { Dockerfile } from '../../../shared/dockerfile/dockerfile.ts';
import type { Platform } from '../../../shared/oci/descriptor.ts';
import { formatPlatform } from '../../../shared/oci/platform.ts';
import type { Problem } from '../../../shared/text/error.ts';
import { atLeast, findVersion } from '../../../shared/tools/version.ts';
import type { FoundBuildah, FoundBuilders, FoundBuildx, Missing } from './found.ts';

/** What decides about the builder. */
export interface BuilderNeeds {
  readonly wanted: 'auto' | 'assemble' | 'buildkit' | 'buildah';
  /** Undefined for an `image.yml`, which is assembled. */
  readonly dockerfile: Dockerfile | undefined;
  readonly platforms: readonly Platform[];
  readonly output: 'layout' | 'registry';
}

/** The builder to use, and why, for the summary. */
export type Chosen =
  | { readonly builder: 'assemble'; readonly why: string }
  | { readonly builder: 'buildkit'; readonly why: string; readonly found: FoundBuildx }
  | { readonly builder: 'buildah'; readonly why: string; readonly found: FoundBuildah };

interface Refused {
  readonly refused: string;
  readonly next: string;
}
type Candidate = Refused | { readonly chosen: Chosen };

const SETUP = 'add docker/setup-buildx-action in a step before';
const OLDEST_BUILDX = [0, 13, 0] as const;
const OLDEST_BUILDKIT = [0, 13, 0] as const;
const BUILDAH_WITH_HEREDOCS = [1, 33, 0] as const;

/** Chooses by what is wanted, what the file asks for and what was found. BuildKit goes first: Dockerfiles are written for it. */
export function chooseBuilder(needs: BuilderNeeds, found: FoundBuilders): Chosen | Problem {
  const { wanted, dockerfile } = needs;
  if (dockerfile === undefined) return chooseForImageFile(wanted);
  switch (wanted) {
    case 'assemble':
      return {
        what: 'builder: assemble',
        rule: 'a Dockerfile needs a builder that runs it',
        next: 'leave builder out, or write an image.yml',
      };
    case 'buildkit':
      return wantedOf(wanted, tryBuildkit(needs, found.buildx), tryBuildah(dockerfile, found.buildah));
    case 'buildah':
      return wantedOf(wanted, tryBuildah(dockerfile, found.buildah), tryBuildkit(needs, found.buildx));
    case 'auto':
      return firstOf(tryBuildkit(needs, found.buildx), (instead) =>
        tryBuildah(dockerfile, found.buildah, instead),
      );
  }
}

function chooseForImageFile(wanted: BuilderNeeds['wanted']): Chosen | Problem {
  if (wanted === 'auto' || wanted === 'assemble') {
    return { builder: 'assemble', why: 'the file lists files and a base: nothing needs to run' };
  }
  return {
    what: `builder: ${wanted}`,
    rule: 'an image.yml is assembled',
    next: 'leave builder out, or give a Dockerfile',
  };
}

/** The builder that was asked for, and no other; another that would do is named. */
function wantedOf(wanted: 'buildkit' | 'buildah', candidate: Candidate, other: Candidate): Chosen | Problem {
  if ('chosen' in candidate) return candidate.chosen;
  const { refused, next } = candidate;
  return {
    what: `${wanted} cannot build this Dockerfile`,
    rule: `builder: ${wanted}`,
    seen: refused,
    next: 'chosen' in other ? `${next}; or leave builder out: ${other.chosen.why} is here` : next,
  };
}

function firstOf(first: Candidate, second: (instead: string) => Candidate): Chosen | Problem {
  if ('chosen' in first) return first.chosen;
  const other = second(first.refused);
  if ('chosen' in other) return other.chosen;
  return {
    what: 'nothing here can build this Dockerfile',
    rule: 'docker buildx, or buildah',
    seen: `${first.refused}; ${other.refused}`,
    next: `${first.next}; or ${other.next}; an image.yml needs neither`,
  };
}

function tryBuildkit({ platforms, output }: BuilderNeeds, found: FoundBuildx | Missing): Candidate {
  if ('missing' in found) return { refused: found.missing, next: SETUP };
  const { version, buildkit, driver, builder } = found;
  if (!atLeast(findVersion(version), OLDEST_BUILDX)) {
    return { refused: `buildx ${version} is older than ${OLDEST_BUILDX.join('.')}`, next: SETUP };
  }
  if (!atLeast(findVersion(buildkit ?? ''), OLDEST_BUILDKIT)) {
    return { refused: `BuildKit ${buildkit ?? ''} is older than ${OLDEST_BUILDKIT.join('.')}`, next: SETUP };
  }
  if (output === 'layout' && !found.writesLayouts) {
    return {
      refused: `the builder ${builder} (driver ${driver}) cannot write an image to a file`,
      next: SETUP,
    };
  }
  const foreign =
    found.platforms.length === 0 ? [] : platforms.filter((each) => !builds(found.platforms, each));
  if (foreign.length > 0) {
    return {
      refused: `the builder ${builder} does not build ${foreign.map(formatPlatform).join(', ')}`,
      next: 'add docker/setup-qemu-action in a step before, or build on a runner of that platform',
    };
  }
  const why = `docker buildx ${version}, builder ${builder} (${driver}${buildkit === undefined ? '' : `, BuildKit ${buildkit}`})`;
  return { chosen: { builder: 'buildkit', why, found } };
}

/** A builder for arm64 builds arm64/v8, and says so or not. */
const builds = (offered: readonly Platform[], wanted: Platform): boolean =>
  offered.some(
    (each) =>
      each.os === wanted.os &&
      each.architecture === wanted.architecture &&
      (wanted.variant === undefined || each.variant === undefined || each.variant === wanted.variant),
  );

function tryBuildah(dockerfile: Dockerfile, found: FoundBuildah | Missing, instead?: string): Candidate {
  if ('missing' in found) return { refused: found.missing, next: 'run apt-get install buildah' };
  const unknown = beyondBuildah(dockerfile, found.version);
  if (unknown !== undefined)
    return { refused: `buildah ${found.version} does not know ${unknown}`, next: SETUP };
  const why = `buildah ${found.version}${instead === undefined ? '' : `, since ${instead}`}`;
  return { chosen: { builder: 'buildah', why, found } };
}

/** The first thing in the file that this buildah would misread or refuse. */
function beyondBuildah({ directives, stages }: Dockerfile, version: string): string | undefined {
  const { syntax } = directives;
  if (syntax !== undefined && !/^(?:docker\.io\/)?docker\/dockerfile(?::1|$|@|:1\.\d+)/.test(syntax.value)) {
    return `the frontend ${syntax.value}`;
  }
  const instructions = stages.flatMap((stage) => stage.instructions);
  if (
    !atLeast(findVersion(version), BUILDAH_WITH_HEREDOCS) &&
    instructions.some(({ heredocs }) => heredocs.length > 0)
  ) {
    return 'here-documents';
  }
  const flags = instructions.flatMap(({ keyword, flags: own }) =>
    own.map(({ name }) => `${keyword} --${name}`),
  );
  return flags.find((flag) => ['COPY --parents', 'RUN --security', 'RUN --device'].includes(flag));
}

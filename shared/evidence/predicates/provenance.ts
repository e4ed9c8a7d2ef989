import { UserError } from '../../text/error.ts';
import { at, textAt, timeAt } from './fields.ts';

/** SLSA provenance v1 (slsa.dev/spec/v1.0/provenance). */
export const PROVENANCE_TYPE = 'https://slsa.dev/provenance/v1';

/** What `buildDefinition.buildType` says of our own builds; docs/predicates explains its parameters. */
export const BUILD_TYPE_BASE = 'https://fixity-actions.github.io/build-types/';

/** Something that went into a build: a commit, a base image, a file. */
export interface ResourceDescriptor {
  readonly name?: string;
  readonly uri?: string;
  readonly digest?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

export interface ProvenancePredicate {
  readonly buildDefinition: {
    readonly buildType: string;
    /** What whoever started the build chose, and a verifier must check. */
    readonly externalParameters: Readonly<Record<string, unknown>>;
    /** What the builder chose. */
    readonly internalParameters?: Readonly<Record<string, unknown>>;
    readonly resolvedDependencies?: readonly ResourceDescriptor[];
  };
  readonly runDetails: {
    readonly builder: { readonly id: string; readonly version?: Readonly<Record<string, string>> };
    readonly metadata?: {
      readonly invocationId?: string;
      readonly startedOn?: string;
      readonly finishedOn?: string;
    };
    readonly byproducts?: readonly ResourceDescriptor[];
  };
}

/** A build as the action knows it. */
export interface Build {
  /** The last part of the build type, such as `assemble/v1`. */
  readonly buildType: string;
  readonly externalParameters: Readonly<Record<string, unknown>>;
  readonly internalParameters: Readonly<Record<string, unknown>>;
  readonly dependencies: readonly ResourceDescriptor[];
  readonly builderId: string;
  readonly builderVersion: Readonly<Record<string, string>>;
  readonly invocationId: string | undefined;
  readonly startedOn: Date;
  readonly finishedOn: Date;
  readonly byproducts: readonly ResourceDescriptor[];
}

/** The provenance of a build of ours. */
export function provenancePredicate(build: Build): ProvenancePredicate {
  const { invocationId } = build;
  return {
    buildDefinition: {
      buildType: `${BUILD_TYPE_BASE}${build.buildType}`,
      externalParameters: build.externalParameters,
      internalParameters: build.internalParameters,
      resolvedDependencies: build.dependencies,
    },
    runDetails: {
      builder: { id: build.builderId, version: build.builderVersion },
      metadata: {
        ...(invocationId === undefined ? {} : { invocationId }),
        startedOn: toSeconds(build.startedOn),
        finishedOn: toSeconds(build.finishedOn),
      },
      ...(build.byproducts.length === 0 ? {} : { byproducts: build.byproducts }),
    },
  };
}

const toSeconds = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

/** What a verifier asks of a provenance, whoever wrote it; unknown fields are passed over. */
export interface Provenance {
  readonly buildType: string;
  readonly builderId: string;
  /** The repository without scheme and suffix, such as `github.com/acme/shop`. */
  readonly source: string | undefined;
  /** The full commit. */
  readonly commit: string | undefined;
  /** The git ref that was built. */
  readonly ref: string | undefined;
  readonly invocationId: string | undefined;
  readonly finishedOn: Date | undefined;
  readonly dependencies: readonly ResourceDescriptor[];
}

/** @throws UserError when a field that the specification requires is missing. */
export function parseProvenance(value: unknown): Provenance {
  const buildType = textAt(value, 'buildDefinition.buildType');
  const builderId = textAt(value, 'runDetails.builder.id');
  const parameters = at(value, 'buildDefinition.externalParameters');
  if (
    buildType === undefined ||
    builderId === undefined ||
    typeof parameters !== 'object' ||
    parameters === null
  ) {
    throw new UserError({
      what: 'not a provenance',
      rule: 'buildDefinition.buildType, buildDefinition.externalParameters and runDetails.builder.id (SLSA v1)',
    });
  }
  const dependencies = dependenciesOf(value);
  const source = sourceOf(buildType, dependencies);
  const [repository, ref] = splitSource(source?.uri);
  return {
    buildType,
    builderId,
    source: repository,
    commit: source?.digest?.['gitCommit'],
    ref: ref ?? textAt(parameters, 'workflow.ref'),
    invocationId: textAt(value, 'runDetails.metadata.invocationId'),
    finishedOn: timeAt(value, 'runDetails.metadata.finishedOn'),
    dependencies,
  };
}

/** Our own builds name it; of others it is the first commit. A repository that a step fetched is not what was built. */
function sourceOf(
  buildType: string,
  dependencies: readonly ResourceDescriptor[],
): ResourceDescriptor | undefined {
  const commits = dependencies.filter(({ digest }) => digest?.['gitCommit'] !== undefined);
  return buildType.startsWith(BUILD_TYPE_BASE) ? commits.find(({ name }) => name === 'source') : commits[0];
}

function dependenciesOf(value: unknown): readonly ResourceDescriptor[] {
  const list = at(value, 'buildDefinition.resolvedDependencies');
  if (!Array.isArray(list)) return [];
  return list.map((item: unknown) => {
    const [name, uri] = [textAt(item, 'name'), textAt(item, 'uri')];
    return {
      ...(name === undefined ? {} : { name }),
      ...(uri === undefined ? {} : { uri }),
      digest: digestsOf(at(item, 'digest')),
    };
  });
}

function digestsOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** `git+https://github.com/acme/shop@refs/tags/v1` is `github.com/acme/shop` and `refs/tags/v1`. */
function splitSource(
  uri: string | undefined,
): readonly [repository: string | undefined, ref: string | undefined] {
  const [, repository, ref] = /^git\+https?:\/\/([^@\s]+?)(?:\.git)?(?:@(\S+))?$/.exec(uri ?? '') ?? [];
  return [repository, ref];
}

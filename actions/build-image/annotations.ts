import type { Run } from '../../shared/action/context.ts';
import { timeText } from '../../shared/image/assemble.ts';
import { type ImageReference, repositoryName } from '../../shared/oci/reference.ts';
import type { ResolvedBase } from './base.ts';

const PREFIX = 'org.opencontainers.image.';

export interface AnnotationFacts {
  readonly run: Pick<Run, 'repository' | 'serverUrl'>;
  readonly destination: ImageReference;
  readonly epoch: number;
  /** The commit that people look for. */
  readonly revision: string;
  readonly version: string | undefined;
  readonly base: ResolvedBase | undefined;
}

/**
 * What the image says of itself (OCI image-spec 1.1, annotations.md). On manifests and on the index, since some registries show one and some the
 * other; the part that does not name the base also goes into the config as labels.
 */
export function standardAnnotations(facts: AnnotationFacts): Readonly<Record<string, string>> {
  const { base } = facts;
  return named({
    ...describing(facts),
    'base.name': base?.name,
    'base.digest': base?.digest,
  });
}

export const standardLabels = (facts: AnnotationFacts): Readonly<Record<string, string>> =>
  named(describing(facts));

function describing({
  run,
  destination,
  epoch,
  revision,
  version,
}: AnnotationFacts): Record<string, string | undefined> {
  return {
    created: timeText(epoch),
    revision: revision === '' ? undefined : revision,
    source: run.repository === '' ? undefined : `${run.serverUrl}/${run.repository}`,
    title: titleOf(run.repository, destination),
    version,
  };
}

/** The last part of the source's name, which does not depend on where the image is put; else of the destination's. */
const titleOf = (repository: string, destination: ImageReference): string =>
  (repository === '' ? repositoryName(destination) : repository).split(/[/:]/).at(-1) ?? '';

const named = (values: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[`${PREFIX}${name}`, value]],
    ),
  );

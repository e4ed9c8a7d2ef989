import type { Problem } from '../../shared/text/error.ts';

/** The inputs that can speak against each other. */
interface Given {
  readonly mode?: 'build' | 'merge';
  readonly sources?: readonly unknown[] | undefined;
  readonly file?: string;
  readonly builder?: string;
  readonly verifyAgainst?: unknown;
  readonly verifyReproducible?: boolean;
  readonly labels?: unknown;
  readonly cacheSecret?: unknown;
  readonly cacheDir?: unknown;
  readonly context?: string;
  readonly target?: unknown;
  readonly buildkitAttestations?: unknown;
  readonly platforms?: unknown;
  readonly buildArgs?: unknown;
  readonly buildContexts?: unknown;
  readonly secrets?: unknown;
  readonly secretFiles?: unknown;
  readonly ssh?: unknown;
  readonly cacheFrom?: unknown;
  readonly cacheTo?: unknown;
  readonly noCache?: boolean;
  readonly pull?: boolean;
  readonly network?: string;
}

interface Rule extends Problem {
  readonly when: (given: Given) => boolean;
}

const isAssembled = ({ file = '' }: Given): boolean => /\.ya?ml$/i.test(file);

const RULES: readonly Rule[] = [
  {
    when: (given) =>
      given.mode === 'build' && isAssembled(given) && /^build(kit|ah)$/.test(given.builder ?? ''),
    what: "input 'builder': buildkit or buildah runs a Dockerfile",
    rule: 'an image.yml is assembled',
    next: 'take builder away, or name a Dockerfile in file',
  },
  {
    when: ({ mode, sources = [] }) => mode === 'merge' && sources.length === 0,
    what: "input 'sources' is missing",
    rule: 'mode: merge joins images by digest, one a line',
  },
  {
    when: ({ mode, sources = [] }) => mode === 'build' && sources.length > 0,
    what: "input 'sources' has no meaning here",
    rule: 'it goes with mode: merge',
  },
  {
    when: (given) => given.verifyAgainst !== undefined && given.mode === 'merge',
    what: "input 'verify-against' goes with mode: build",
    rule: 'what was merged is not built again: each of its sources is',
  },
  {
    when: ({ builder, buildkitAttestations }) => buildkitAttestations !== undefined && builder === 'buildah',
    what: "input 'buildkit-attestations' has no meaning with builder: buildah",
    rule: 'only BuildKit attests what it builds',
    next: 'leave it out: our own provenance and SBOM are written in any case',
  },
  {
    when: ({ cacheSecret, cacheDir }) => cacheSecret !== undefined && cacheDir === undefined,
    what: "input 'cache-secret' has no meaning here",
    rule: 'it seals what cache-dir keeps',
  },
  {
    when: (given) => given.mode === 'build' && !isAssembled(given) && given.cacheDir !== undefined,
    what: "input 'cache-dir' goes with an image.yml",
    rule: 'what a Dockerfile runs is kept by cache-to and cache-from',
  },
];

/** Inputs by name, and whether they were given; one that has its default is as good as absent. */
type Listed = readonly (readonly [name: string, isGiven: boolean])[];

const ofDockerfile = (given: Given): Listed => [
  ['target', given.target !== undefined],
  ['platforms', given.platforms !== undefined],
  ['build-args', given.buildArgs !== undefined],
  ['build-contexts', given.buildContexts !== undefined],
  ['buildkit-attestations', given.buildkitAttestations !== undefined],
  ['secrets', given.secrets !== undefined],
  ['secret-files', given.secretFiles !== undefined],
  ['ssh', given.ssh !== undefined],
  ['cache-from', given.cacheFrom !== undefined],
  ['cache-to', given.cacheTo !== undefined],
  ['context', (given.context ?? '.') !== '.'],
  ['no-cache', given.noCache === true],
  ['pull', given.pull === true],
  ['network', (given.network ?? 'default') !== 'default'],
];

const ofBuild = (given: Given): Listed => [
  ['labels', given.labels !== undefined],
  ['cache-dir', given.cacheDir !== undefined],
  ['verify-reproducible', given.verifyReproducible === true],
  ...ofDockerfile(given),
];

/** What would be passed over in silence is refused: who wrote it counts on it. */
function withoutMeaning(given: Given): readonly Problem[] {
  const names = (listed: Listed): string =>
    listed.flatMap(([name, isGiven]) => (isGiven ? [`'${name}'`] : [])).join(', ');
  if (given.mode === 'merge') {
    const found = names(ofBuild(given));
    const rule = 'mode: merge takes platforms as other jobs built them';
    return found === ''
      ? []
      : [{ what: `these inputs have no meaning here: ${found}`, rule, next: 'give it to those jobs' }];
  }
  const found = isAssembled(given) ? names(ofDockerfile(given)) : '';
  const rule = 'an image.yml is not run, and says itself what it is made of';
  const next = "name the Dockerfile in 'file', or write it into the image.yml";
  return found === '' ? [] : [{ what: `these inputs have no meaning here: ${found}`, rule, next }];
}

/** What does not go together, all of it. */
export const contradictions = (given: Given): readonly Problem[] => [
  ...RULES.filter(({ when }) => when(given)).map(({ what, rule, next }) => ({
    what,
    ...(rule === undefined ? {} : { rule }),
    ...(next === undefined ? {} : { next }),
  })),
  ...withoutMeaning(given),
];

import type { Problem } from '../../shared/text/error.ts';

/** The inputs that can speak against each other. */
interface Given {
  readonly mode?: 'build' | 'merge';
  readonly sources?: readonly unknown[] | undefined;
  readonly file?: string;
  readonly builder?: string;
  readonly verifyAgainst?: unknown;
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
    when: (given) => given.verifyAgainst !== undefined && (given.mode === 'merge' || !isAssembled(given)),
    what: "input 'verify-against' goes with an image.yml",
    rule: 'what a Dockerfile runs is compared by verify-reproducible',
  },
];

/** What does not go together, all of it. */
export const contradictions = (given: Given): readonly Problem[] =>
  RULES.filter(({ when }) => when(given)).map(({ what, rule, next }) => ({
    what,
    ...(rule === undefined ? {} : { rule }),
    ...(next === undefined ? {} : { next }),
  }));

import { isDeepStrictEqual } from 'node:util';

/** One job of a matrix. */
export type Combination = Readonly<Record<string, unknown>>;

const matches = (some: Combination, combination: Combination): boolean =>
  Object.entries(some).every(([key, value]) => isDeepStrictEqual(combination[key], value));

/** Every combination of the axes, less `exclude`, with `include` added as GitHub documents it. No matrix is one empty combination. */
export function expandMatrix(matrix: unknown): readonly Combination[] {
  if (matrix === null || typeof matrix !== 'object') return [{}];
  const { include = [], exclude = [], ...axes } = matrix as Record<string, readonly unknown[]>;
  const product = crossProduct(axes).filter(
    (combination) => !(exclude as readonly Combination[]).some((each) => matches(each, combination)),
  );
  const combinations = product.map((original) => ({ original, whole: { ...original } }));
  const extra: Combination[] = [];
  for (const addition of include as readonly Combination[]) {
    const takers = combinations.filter(({ original }) => overwritesNothing(addition, original));
    for (const taker of takers) Object.assign(taker.whole, addition);
    if (takers.length === 0) extra.push(addition);
  }
  return [...combinations.map(({ whole }) => whole), ...extra];
}

const overwritesNothing = (addition: Combination, original: Combination): boolean =>
  Object.entries(addition).every(
    ([key, value]) => !Object.hasOwn(original, key) || isDeepStrictEqual(original[key], value),
  );

function crossProduct(axes: Readonly<Record<string, readonly unknown[]>>): readonly Combination[] {
  const keys = Object.keys(axes);
  let combinations: readonly Combination[] = keys.length === 0 ? [] : [{}];
  for (const key of keys) {
    combinations = combinations.flatMap((each) =>
      (axes[key] ?? []).map((value) => ({ ...each, [key]: value })),
    );
  }
  return combinations;
}

/** Exact probabilities by whole-number arithmetic: slow, plain, and independent of the code under test. */

/** Binomial coefficient. */
export function choose(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let result = 1n;
  for (let i = 0; i < k; i++) result = (result * BigInt(n - i)) / BigInt(i + 1);
  return result;
}

/** A fraction as a double, correct to about 17 digits. */
export const quotient = (top: bigint, bottom: bigint): number => Number((top * 10n ** 40n) / bottom) / 1e40;

/** P(k of n) when each is bad with probability top/bottom. */
export const binomialExact = (n: number, k: number, top: bigint, bottom: bigint): number =>
  quotient(choose(n, k) * top ** BigInt(k) * (bottom - top) ** BigInt(n - k), bottom ** BigInt(n));

/** Fisher's noncentral hypergeometric probability for a whole odds ratio. */
export function hypergeometricExact(
  first: number,
  second: number,
  bad: number,
  odds: bigint,
  k: number,
): number {
  const weight = (x: number): bigint => choose(first, x) * choose(second, bad - x) * odds ** BigInt(x);
  let total = 0n;
  for (let x = Math.max(0, bad - second); x <= Math.min(first, bad); x++) total += weight(x);
  return quotient(weight(k), total);
}

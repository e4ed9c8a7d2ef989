import { fenced } from '../../shared/text/markdown.ts';
import { type Arm, type Sample, failuresOf } from './sample.ts';

/** Bad events per thousand requests on both sides, over a part of the run. */
export interface Point {
  readonly canary: number;
  readonly baseline: number;
}

/** More points than this are not told apart on a phone. */
const MAX_POINTS = 40;

const perThousand = (arms: readonly Arm[]): number => {
  const requests = arms.reduce((sum, arm) => sum + arm.requests, 0);
  const bad = arms.reduce((sum, arm) => sum + failuresOf(arm), 0);
  return requests === 0 ? 0 : Math.round((bad / requests) * 10_000) / 10;
};

/** The course of the run in at most 40 equal parts. */
export function courseOf(samples: readonly Sample[]): readonly Point[] {
  const size = Math.max(1, Math.ceil(samples.length / MAX_POINTS));
  return Array.from({ length: Math.ceil(samples.length / size) }, (_, index) => {
    const part = samples.slice(index * size, (index + 1) * size);
    return {
      canary: perThousand(part.map(({ canary }) => canary)),
      baseline: perThousand(part.map(({ baseline }) => baseline)),
    };
  });
}

const BARS = Array.from('▁▂▃▄▅▆▇█');

/** One bar a point, from 0 to `top`. */
export const sparkline = (values: readonly number[], top: number): string =>
  values
    .map(
      (value) =>
        BARS[top === 0 ? 0 : Math.min(BARS.length - 1, Math.round((value / top) * (BARS.length - 1)))] ?? '',
    )
    .join('');

/**
 * A Mermaid chart; undefined when there is nothing to draw. `xychart-beta` is the spelling that versions 10.6 to 11 read, and one `NaN`
 * or exponent would break the whole of it, so that values are plain decimals only.
 */
export function chart(points: readonly Point[], minutes: number): string | undefined {
  const top = Math.max(...points.flatMap(({ canary, baseline }) => [canary, baseline]), 0);
  if (points.length < 2 || top === 0) return undefined;
  const series = (values: readonly number[]): string => `  line [${values.map(decimal).join(', ')}]`;
  return fenced(
    'mermaid',
    [
      'xychart-beta',
      '  title "errors per 1000 requests: canary (line 1), baseline (line 2)"',
      `  x-axis "minutes" 0 --> ${decimal(Math.max(0.1, minutes))}`,
      `  y-axis "per 1000" 0 --> ${decimal(top)}`,
      series(points.map(({ canary }) => canary)),
      series(points.map(({ baseline }) => baseline)),
    ].join('\n'),
  );
}

/** One digit after the point, never an exponent (values are at most 1000). */
const decimal = (value: number): string => (Number.isFinite(value) ? value : 0).toFixed(1);

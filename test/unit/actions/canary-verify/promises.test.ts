import { describe, expect, it } from '@jest/globals';
import { runCell } from '../../../../bench/canary/cells.ts';

/** A small part of bench/canary, with bounds that a wrong test would break. */
describe('promises, simulated', () => {
  const scenario = {
    noise: 'independent',
    rate: 100,
    share: 0.05,
    baselineErrors: 0.005,
    canaryErrors: 0.005,
  } as const;

  it.each([
    ['a healthy canary hardly ever FAILs', scenario, { fail: [0, 0.03], pass: [0.9, 1] }],
    [
      'a canary at w_fail FAILs in about 1 of 100 runs at most',
      { ...scenario, canaryErrors: 0.006 },
      { fail: [0, 0.05] },
    ],
    [
      'a canary at w_pass PASSes in about 5 of 100 runs at most',
      { ...scenario, canaryErrors: 0.01 },
      { pass: [0, 0.11] },
    ],
    ['a canary with 3 times the errors FAILs', { ...scenario, canaryErrors: 0.015 }, { fail: [0.97, 1] }],
    [
      'an outage of both sides fails no canary',
      { ...scenario, noise: 'outage' as const },
      { fail: [0, 0.03] },
    ],
  ])('%s', (_, wanted, bounds: { fail?: number[]; pass?: number[] }) => {
    const result = runCell({ scenario: wanted, calibrated: false, level: 'known' }, 80, 42);
    for (const verdict of ['fail', 'pass'] as const) {
      const [low, high] = bounds[verdict] ?? [0, 1];
      expect(result[verdict]).toBeGreaterThanOrEqual(low ?? 0);
      expect(result[verdict]).toBeLessThanOrEqual(high ?? 1);
    }
  });

  it('keeps bursts of errors from failing a healthy canary, once they were measured', () => {
    const cell = { scenario: { ...scenario, noise: 'cluster' as const }, level: 'known' as const };
    expect(runCell({ ...cell, calibrated: false }, 40, 7).fail).toBeGreaterThan(0.1);
    expect(runCell({ ...cell, calibrated: true }, 40, 7).fail).toBeLessThanOrEqual(0.05);
  });

  it('finds bursts in the run itself where nothing was measured, late but better than not', () => {
    const cell = { scenario: { ...scenario, noise: 'cluster' as const }, level: 'known' as const };
    const [estimated, ignored] = (['residuals', false] as const).map(
      (calibrated) => runCell({ ...cell, calibrated }, 20, 7).fail,
    );
    expect(estimated).toBeLessThan(ignored ?? 0);
    const bad = { scenario: { ...scenario, canaryErrors: 0.015 }, level: 'known' as const };
    expect(runCell({ ...bad, calibrated: 'residuals' }, 20, 3).fail).toBeGreaterThan(0.95);
  });
});

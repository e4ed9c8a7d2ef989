import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMoney, total } from '../packages/money/index.js';

test('a cart is the sum of its items', () => {
  assert.equal(
    total([
      { cents: 350, count: 4 },
      { cents: 2400, count: 1 },
    ]),
    3800,
  );
});

test('an empty cart costs nothing', () => {
  assert.equal(total([]), 0);
});

test('cents are printed with two digits', () => {
  assert.equal(formatMoney(3805), '38.05');
});

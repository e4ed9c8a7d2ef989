/** The sum of a cart in cents. */
export const total = (items) => items.reduce((sum, { cents, count }) => sum + cents * count, 0);

/** `38.00` for 3800 cents. */
export const formatMoney = (cents) => `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

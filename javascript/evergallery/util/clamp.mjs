/**
 * `value` held between the bounds; the lower one wins when they cross.
 *
 * @param {number} value
 * @param {number} lower
 * @param {number} upper
 */
export function clamp(value, lower, upper) {
  return Math.max(lower, Math.min(upper, value));
}

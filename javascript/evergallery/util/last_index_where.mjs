/**
 * Binary search: the last index for which `holds` is true, given that it is true for a prefix only.
 *
 * @param {number} length
 * @param {(index: number) => boolean} holds
 * @returns {number} -1 when it holds nowhere
 */
export function lastIndexWhere(length, holds) {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

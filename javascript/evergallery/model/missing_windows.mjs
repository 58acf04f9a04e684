/** Rows per request: four screens of a laptop, and about 12 KB. */
export const WINDOW_ROWS = 120;

/**
 * Which windows to ask for so that a range has no gap, in view order.
 *
 * @param {number} first
 * @param {number} end one past the last
 * @param {{total: number, at: (offset: number) => unknown}} collection
 * @returns {number[]} offsets, multiples of WINDOW_ROWS
 */
export function missingWindows(first, end, collection) {
  const windows = new Set();
  const last = Math.min(end, collection.total);
  for (let offset = Math.max(0, first); offset < last; offset += 1) {
    if (collection.at(offset) === null) windows.add(offset - (offset % WINDOW_ROWS));
  }
  return [...windows];
}

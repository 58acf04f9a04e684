/** Rows per request: four screens of a laptop, and about 12 KB. */
export const WINDOW_ROWS = 120;

/** @param {number} offset @returns {number} of the window it lies in */
export function windowOf(offset) {
  return offset - (offset % WINDOW_ROWS);
}

/**
 * Which windows to ask for so that a range has no gap, in view order.
 *
 * @param {number} first
 * @param {number} end one past the last
 * @param {{total: number, at: (offset: number) => unknown}} collection
 * @param {ReadonlySet<number>} doubtful   windows known from earlier, of which the server has not been asked since
 * @returns {number[]} offsets, multiples of WINDOW_ROWS
 */
export function missingWindows(first, end, collection, doubtful) {
  const windows = new Set();
  const last = Math.min(end, collection.total);
  for (let offset = Math.max(0, first); offset < last; offset += 1) {
    const start = windowOf(offset);
    if (collection.at(offset) === null || doubtful.has(start)) windows.add(start);
  }
  return [...windows];
}

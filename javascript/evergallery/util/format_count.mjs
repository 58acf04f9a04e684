/** Kept, because making one takes 100 times as long as using it, and headers are told while scrolling. */
const FORMAT = new Intl.NumberFormat("en-US");

/**
 * "20,412": the same in every locale, because all words around it are English.
 *
 * @param {number} count
 */
export function formatCount(count) {
  return FORMAT.format(count);
}

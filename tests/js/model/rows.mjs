/**
 * A row whose name says its id.
 *
 * @param {number} id
 * @returns {import("../../../javascript/evergallery/model/item.mjs").Row}
 */
export function row(id) {
  return [id, `${id}.png`, 512, 512, 0, 1_000, "v1", "image", -1, 0];
}

/** @param {number} first @param {number} count */
export function rows(first, count) {
  return Array.from({ length: count }, (_, index) => row(first + index));
}

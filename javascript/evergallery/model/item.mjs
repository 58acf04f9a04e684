/**
 * One picture, video or sound as the grid needs it.
 *
 * @typedef {object} Item
 * @property {number} id
 * @property {string} name
 * @property {number} width    px; 0 when not known yet
 * @property {number} height
 * @property {number} mtimeS   seconds since 1970
 * @property {number} sizeBytes
 * @property {string} version  changes with the file: part of every address
 * @property {"image" | "video" | "audio"} kind
 * @property {number} color    0xRRGGBB on average, -1 when not known yet
 * @property {boolean} favourite
 */

/**
 * id, name, width, height, mtime_s, size_bytes, version, kind, color, marks
 *
 * @typedef {[number, string, number, number, number, number, string, Item["kind"], number, number]} Row
 */

/** Bits of a row's marks. */
const FAVOURITE = 1;

/**
 * @param {Row} row as it comes over the wire
 * @returns {Item}
 */
export function itemOf([id, name, width, height, mtimeS, sizeBytes, version, kind, color, marks]) {
  const favourite = (marks & FAVOURITE) !== 0;
  return { id, name, width, height, mtimeS, sizeBytes, version, kind, color, favourite };
}

/**
 * @param {Item | null} item
 * @returns {number | null} width / height
 */
export function aspectOf(item) {
  return item && item.width > 0 && item.height > 0 ? item.width / item.height : null;
}

/**
 * @param {Item | null} one
 * @param {Item | null} other
 */
export function isSameItem(one, other) {
  if (one === other) return true;
  if (!one || !other) return false;
  const [a, b] = [Object.entries(one), new Map(Object.entries(other))];
  return a.length === b.size && a.every(([name, value]) => b.get(name) === value);
}

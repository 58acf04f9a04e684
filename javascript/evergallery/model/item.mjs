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
 */

/** @typedef {[number, string, number, number, number, number, string, Item["kind"], number]} Row */

/**
 * @param {Row} row as it comes over the wire
 * @returns {Item}
 */
export function itemOf([id, name, width, height, mtimeS, sizeBytes, version, kind, color]) {
  return { id, name, width, height, mtimeS, sizeBytes, version, kind, color };
}

/**
 * @param {Item | null} item
 * @returns {number | null} width / height
 */
export function aspectOf(item) {
  return item && item.width > 0 && item.height > 0 ? item.width / item.height : null;
}

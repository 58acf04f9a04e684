/** @typedef {import("./cache_schema.mjs").Entry} Entry */

const DAY_MS = 86_400_000;

/** Another library at the same address, or another person's pictures, unused for so long are given up. */
const OTHERS_KEPT_MS = 3 * DAY_MS;

/** Nobody comes back to a gallery after this. */
const KEPT_MS = 60 * DAY_MS;

/** Cleaning goes this far below the limit, so that it is not needed again with the next picture. */
const ROOM_SHARE = 0.9;

/**
 * What to delete: what nobody comes back to, and then the least recently used until the rest fits.
 *
 * @param {Entry[]} entries
 * @param {object} options
 * @param {string} options.place
 * @param {string} options.scope   in use now
 * @param {number} options.limitBytes
 * @param {number} options.nowMs
 * @returns {string[]} keys
 */
export function keysToDelete(entries, { place, scope, limitBytes, nowMs }) {
  const isOutdated = (/** @type {Entry} */ entry) => {
    const isOther = entry.place === place && entry.scope !== scope;
    return nowMs - entry.usedMs > (isOther ? OTHERS_KEPT_MS : KEPT_MS);
  };
  const outdated = entries.filter(isOutdated);
  const rest = entries.filter((entry) => !isOutdated(entry));
  return [...outdated, ...leastUsed(rest, limitBytes)].map(({ key }) => key);
}

/** @param {Entry[]} entries @param {number} limitBytes @returns {Entry[]} the fewest that must go */
function leastUsed(entries, limitBytes) {
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total <= limitBytes) return [];
  let excess = total - limitBytes * ROOM_SHARE;
  const oldestFirst = [...entries].sort((a, b) => a.usedMs - b.usedMs);
  const end = oldestFirst.findIndex(({ size }) => {
    if (excess <= 0) return true;
    excess -= size;
    return false;
  });
  return end < 0 ? oldestFirst : oldestFirst.slice(0, end);
}

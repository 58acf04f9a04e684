/** @typedef {import("./collection.mjs").Group} Group */
/** @typedef {import("./item.mjs").Item} Item */

/**
 * A listing as far as it was known at one moment.
 *
 * @typedef {object} Snapshot
 * @property {number} total
 * @property {Group[]} groups
 * @property {[offset: number, items: Item[]][]} runs  stretches without a gap, in view order
 * @property {string} [fingerprint]   of the server's answer it agrees with; "" when there is none
 */

/**
 * The known among these, as stretches without a gap.
 *
 * @param {(Item | null)[]} items
 * @param {[first: number, end: number][]} ranges in view order
 */
export function runsIn(items, ranges) {
  /** @type {Snapshot["runs"]} */
  const runs = [];
  let next = 0;
  for (const [first, end] of ranges) {
    for (let offset = Math.max(next, first); offset < Math.min(end, items.length); offset += 1) {
      const item = items[offset];
      const last = runs.at(-1);
      if (item && last && last[0] + last[1].length === offset) last[1].push(item);
      else if (item) runs.push([offset, [item]]);
    }
    next = Math.max(next, end);
  }
  return runs;
}

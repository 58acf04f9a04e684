import { Tile } from "./tile.mjs";

/** @typedef {import("../model/item.mjs").Item} Item */

/** Hands out tiles: the one that showed this picture before, else one nobody needs, else a new one. */
export class TilePool {
  /** @type {Map<string, Tile>} */ #used = new Map();
  /** @type {Tile[]} */ #free = [];

  /** @returns {Iterable<Tile>} */
  get used() {
    return this.#used.values();
  }

  /** @param {number} id */
  find(id) {
    return this.#used.get(keyOf(id, 0)) ?? null;
  }

  /**
   * Exchanges what is in use.
   *
   * @param {{offset: number, item: Item | null}[]} wanted
   * @returns {{tiles: Tile[], dropped: Tile[]}} tiles in the order wanted
   */
  exchange(wanted) {
    const keys = wanted.map(({ item, offset }) => keyOf(item?.id ?? null, offset));
    const keep = new Set(keys);
    const dropped = [];
    for (const [key, tile] of this.#used) {
      if (keep.has(key)) continue;
      this.#used.delete(key);
      dropped.push(tile);
    }
    this.#free.push(...dropped);
    const tiles = keys.map((key) => this.#take(key));
    // The rest leave the document but stay at hand: scrolling back needs them again.
    return { tiles, dropped: dropped.filter((tile) => this.#free.includes(tile)) };
  }

  /** @param {string} key */
  #take(key) {
    const tile = this.#used.get(key) ?? this.#free.pop() ?? new Tile();
    this.#used.set(key, tile);
    return tile;
  }
}

/**
 * @param {number | null} id
 * @param {number} offset
 */
function keyOf(id, offset) {
  return id === null ? `gap ${offset}` : `item ${id}`;
}

import { wishesFrom, withWishes } from "../model/kept_wishes.mjs";

/** @typedef {import("../model/marks.mjs").Wish} Wish */
/** @typedef {import("../model/owner.mjs").Owner} Owner */

/**
 * Marks the server has not answered yet, kept for the next page in this tab. A copy of the tab says them too, with the
 * same keys: the server does each key once.
 */
export class MarkJournal {
  #store;
  #name;
  #clock;
  #newKey;

  /**
   * @param {object} options
   * @param {import("./store.mjs").Store} options.store of this tab
   * @param {string} options.base absolute, ends with "/"
   * @param {() => number} options.clock ms since 1970
   * @param {() => string} options.newKey a key that no other action of anybody has
   */
  constructor({ store, base, clock, newKey }) {
    this.#store = store;
    this.#name = `marks:${new URL(base).pathname}`;
    this.#clock = clock;
    this.#newKey = newKey;
  }

  stamp() {
    return { key: this.#newKey(), sinceMs: this.#clock() };
  }

  /** @param {Owner} owner */
  recall(owner) {
    return wishesFrom(this.#kept, owner, this.#clock());
  }

  /** @param {Owner} owner @param {Wish[]} wishes */
  keep(owner, wishes) {
    const kept = withWishes(this.#kept, owner, wishes, this.#clock());
    if (kept.wishes.length > 0) this.#store.set(this.#name, kept);
    else this.#store.remove(this.#name);
  }

  get #kept() {
    return this.#store.get(this.#name, null);
  }
}

/**
 * What the person wants, and what of it was last said to the server.
 *
 * @typedef {object} Wish
 * @property {number} id of the picture
 * @property {string} version of its file
 * @property {boolean} wanted
 * @property {boolean} said
 * @property {string} key    what is said is said with it: once done, it is not done again
 * @property {number} sinceMs
 */

/** @typedef {{key: string, sinceMs: number}} Stamp   another one for every wish that is said */

/**
 * Favourites as the person sees them: what the server said, and over it the wishes it has not confirmed
 * yet. One wish per picture is on its way at a time, so that none can overtake another; of those made
 * meanwhile only the latest counts.
 */
export class Marks {
  /** @type {Map<number, Wish>} */ #wishes = new Map();

  /** How many pictures wait for the server. */
  get waiting() {
    return this.#wishes.size;
  }

  /** All that wait, in the order they were made. */
  get wishes() {
    return [...this.#wishes.values()];
  }

  /** @param {number} id */
  isWaiting(id) {
    return this.#wishes.has(id);
  }

  /** @param {{id: number, favourite: boolean}} item as the server told it */
  isFavourite({ id, favourite }) {
    return this.#wishes.get(id)?.wanted ?? favourite;
  }

  /**
   * @param {{id: number, version: string}} item
   * @param {boolean} wanted
   * @param {Stamp} stamp
   * @returns {Wish | null} what is to be said now; null when it waits for the answer to an earlier one
   */
  wish({ id, version }, wanted, stamp) {
    const before = this.#wishes.get(id);
    if (before) {
      before.wanted = wanted;
      return null;
    }
    const wish = { id, version, wanted, said: wanted, ...stamp };
    this.#wishes.set(id, wish);
    return wish;
  }

  /** A wish of before the page was loaded; one made since counts more. @param {Wish} wish */
  recall(wish) {
    if (!this.#wishes.has(wish.id)) this.#wishes.set(wish.id, { ...wish });
  }

  /**
   * The server has done what was said.
   *
   * @param {number} id
   * @param {Stamp} stamp
   * @returns {Wish | null} what is to be said next, null when the person has what they want
   */
  settle(id, stamp) {
    const wish = this.#wishes.get(id);
    if (wish && wish.wanted !== wish.said) {
      Object.assign(wish, { said: wish.wanted, ...stamp });
      return wish;
    }
    this.#wishes.delete(id);
    return null;
  }

  /**
   * The server has not done what was said, so everything is as before the first wish.
   *
   * @param {number} id
   * @returns {boolean} is that another state than the person wants?
   */
  refuse(id) {
    const wish = this.#wishes.get(id);
    this.#wishes.delete(id);
    return wish !== undefined && wish.wanted === wish.said;
  }
}

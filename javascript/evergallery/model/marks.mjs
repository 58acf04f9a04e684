/**
 * What the person wants, and what of it was last said to the server.
 *
 * @typedef {{wanted: boolean, said: boolean}} Wish
 */

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

  /** @param {number} id */
  isWaiting(id) {
    return this.#wishes.has(id);
  }

  /** @param {{id: number, favourite: boolean}} item as the server told it */
  isFavourite({ id, favourite }) {
    return this.#wishes.get(id)?.wanted ?? favourite;
  }

  /**
   * @param {number} id
   * @param {boolean} wanted
   * @returns {boolean} is it to be said now? Else it waits for the answer to an earlier one
   */
  wish(id, wanted) {
    const before = this.#wishes.get(id);
    if (before) before.wanted = wanted;
    else this.#wishes.set(id, { wanted, said: wanted });
    return !before;
  }

  /**
   * The server has done what was said.
   *
   * @param {number} id
   * @returns {boolean | null} the wish to say next, null when the person has what they want
   */
  settle(id) {
    const wish = this.#wishes.get(id);
    if (wish && wish.wanted !== wish.said) {
      wish.said = wish.wanted;
      return wish.said;
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

/** @typedef {import("./later.mjs").Later} Later */

/** Ends a wait in which nothing happens: each sign of life begins it anew. */
export class Patience {
  #later;
  #waitMs;
  #onOver;
  #callOff = () => {};

  /**
   * @param {object} options
   * @param {Later} options.later
   * @param {number} options.waitMs
   * @param {() => void} options.onOver
   */
  constructor({ later, waitMs, onOver }) {
    this.#later = later;
    this.#waitMs = waitMs;
    this.#onOver = onOver;
    this.renew();
  }

  renew() {
    this.#callOff();
    this.#callOff = this.#later(this.#onOver, this.#waitMs);
  }

  end() {
    this.#callOff();
  }
}

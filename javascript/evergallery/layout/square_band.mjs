/** @typedef {import("./box.mjs").Box} Box */
/** @typedef {import("./box.mjs").Frame} Frame */

/**
 * Pictures in a grid of equal squares. Exact without knowing a single one of them, so one band holds
 * a whole section however long.
 */
export class SquareBand {
  #frame;
  #columns;
  #side;

  /**
   * @param {Frame} frame
   * @param {number} count
   * @param {boolean} [apart] came later and is kept apart, so that nothing below it moves
   */
  constructor(frame, count, apart = false) {
    this.#frame = frame;
    this.#columns = columnsOf(frame);
    this.#side = (frame.width - frame.gap * (this.#columns - 1)) / this.#columns;
    this.count = count;
    this.apart = apart;
  }

  /** Nothing is ever estimated here. */
  get isMeasured() {
    return true;
  }

  get height() {
    const rows = Math.ceil(this.count / this.#columns);
    return Math.max(0, rows * this.#pitch - this.#frame.gap);
  }

  get #pitch() {
    return this.#side + this.#frame.gap;
  }

  /** @param {(index: number) => number | null} _aspectAt */
  measure(_aspectAt) {}

  /** The shapes of pictures play no part. */
  forget() {}

  /**
   * @param {number} index
   * @returns {Box}
   */
  box(index) {
    const x = (index % this.#columns) * this.#pitch;
    const y = Math.floor(index / this.#columns) * this.#pitch;
    return { x, y, width: this.#side, height: this.#side };
  }

  /**
   * Indexes of the pictures that touch the stripe.
   *
   * @param {number} top
   * @param {number} bottom
   * @returns {[number, number]} first, and one past the last
   */
  between(top, bottom) {
    const first = Math.max(0, Math.floor((top + this.#frame.gap) / this.#pitch)) * this.#columns;
    const end = Math.max(0, Math.ceil(bottom / this.#pitch)) * this.#columns;
    return [Math.min(first, this.count), Math.min(end, this.count)];
  }
}

/** @param {Frame} frame */
export function columnsOf({ width, size, gap }) {
  return Math.max(1, Math.round((width + gap) / (size + gap)));
}

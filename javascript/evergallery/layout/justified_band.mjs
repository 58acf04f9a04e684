import { clamp } from "../util/clamp.mjs";
import { lastIndexWhere } from "../util/last_index_where.mjs";
import { justify } from "./justify.mjs";

/** @typedef {import("./box.mjs").Box} Box */
/** @typedef {import("./box.mjs").Frame} Frame */

/** Panoramas and strips are cropped to these, or one picture would take a row of its own. */
const NARROWEST = 0.45;
const WIDEST = 2.8;

/**
 * Some dozens of pictures in justified rows. Its height is an estimate until `measure` was told the
 * pictures' shapes, which happens only near the screen.
 */
export class JustifiedBand {
  #frame;
  /** @type {ReturnType<typeof justify> | null} */
  #laid = null;
  #complete = false;

  /**
   * @param {Frame} frame
   * @param {number} count
   * @param {boolean} fillLast more pictures of the section follow this band
   * @param {boolean} [apart] came later and is kept apart, so that nothing below it moves
   */
  constructor(frame, count, fillLast, apart = false) {
    this.#frame = frame;
    this.count = count;
    this.fillLast = fillLast;
    this.apart = apart;
  }

  /** True when laid out from the true shapes of all its pictures. */
  get isMeasured() {
    return this.#complete;
  }

  get height() {
    return this.#laid ? this.#laid.height : this.#estimate();
  }

  /** @param {(index: number) => number | null} aspectAt width / height, null when not known yet */
  measure(aspectAt) {
    if (this.#complete) return;
    const aspects = Array.from({ length: this.count }, (_, index) => aspectAt(index));
    const known = aspects.map((aspect) => clamp(aspect ?? this.#frame.aspect, NARROWEST, WIDEST));
    const { width, size: rowHeight, gap } = this.#frame;
    this.#laid = justify(known, { width, rowHeight, gap, fillLast: this.fillLast });
    this.#complete = aspects.every((aspect) => aspect !== null);
  }

  /** Some shapes have changed: the next `measure` looks at all again. */
  forget() {
    this.#complete = false;
  }

  /**
   * @param {number} index
   * @returns {Box}
   */
  box(index) {
    return this.#laidOut().boxes[index];
  }

  /**
   * Indexes of the pictures that touch the stripe, whole rows.
   *
   * @param {number} top
   * @param {number} bottom
   * @returns {[number, number]} first, and one past the last
   */
  between(top, bottom) {
    const { boxes, rows } = this.#laidOut();
    const above = lastIndexWhere(rows.length, (row) => {
      const box = boxes[rows[row]];
      return box.y + box.height <= top;
    });
    const last = lastIndexWhere(rows.length, (row) => boxes[rows[row]].y < bottom);
    if (last < above + 1) return [0, 0];
    return [rows[above + 1], rows[last + 1] ?? this.count];
  }

  #laidOut() {
    if (!this.#laid) this.measure(() => null);
    if (!this.#laid) throw new Error("A band that was measured has boxes.");
    return this.#laid;
  }

  #estimate() {
    const { width, size, gap, aspect } = this.#frame;
    const perRow = Math.max(1, (width + gap) / (size * aspect + gap));
    const rows = this.fillLast
      ? Math.max(1, Math.round(this.count / perRow))
      : Math.ceil(this.count / perRow);
    return rows * (size + gap) - gap;
  }
}

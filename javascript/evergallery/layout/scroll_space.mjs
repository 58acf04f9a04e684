import { clamp } from "../util/clamp.mjs";

/**
 * Browsers cap the height of an element: Chromium and Safari at about 33.5 M px, Firefox at 17.9 M px,
 * and old WebKit at 16.7 M px. Staying well below leaves them room for zoomed pages.
 */
const TALLEST_PX = 10_000_000;

/** A move of more views than this at once is a drag of the scroll bar, not a turn of the wheel. */
const JUMP_VIEWS = 3;

/**
 * Two spaces: the layout (any height) and what the browser scrolls (bounded), `shift` px apart. While
 * the person scrolls, the shift holds, so that a pixel of the wheel is a pixel of the layout. It takes up every
 * correction of the layout too, so that a scroll in progress is never interrupted. When scrolling
 * rests, `rest` brings the scroll bar back to where it belongs.
 */
export class ScrollSpace {
  #layoutHeight = 0;
  #viewHeight = 0;
  #scrollTop = 0;
  #top = 0;

  /** Where the view begins in the layout. */
  get top() {
    return this.#top;
  }

  /** What to subtract from a place in the layout to get a place in the scrolled element. */
  get shift() {
    return this.#top - this.#scrollTop;
  }

  /** Of the scrolled element. */
  get height() {
    return Math.max(this.#viewHeight, Math.min(this.#layoutHeight, TALLEST_PX));
  }

  get #layoutRange() {
    return Math.max(0, this.#layoutHeight - this.#viewHeight);
  }

  get #scrollRange() {
    return Math.max(0, this.height - this.#viewHeight);
  }

  /**
   * @param {number} layoutHeight
   * @param {number} viewHeight
   */
  resize(layoutHeight, viewHeight) {
    this.#layoutHeight = layoutHeight;
    this.#viewHeight = viewHeight;
  }

  /**
   * The browser scrolled.
   *
   * @param {number} scrollTop
   * @returns {number} the new top in the layout
   */
  scrolled(scrollTop) {
    const delta = scrollTop - this.#scrollTop;
    this.#scrollTop = scrollTop;
    const jumped = Math.abs(delta) > this.#viewHeight * JUMP_VIEWS;
    const top = jumped ? this.#mapped(scrollTop) : this.#top + delta;
    this.#top = clamp(top, 0, this.#layoutRange);
    return this.#top;
  }

  /**
   * The layout moved under the view, or the view goes elsewhere; the scroll bar follows at `rest`.
   *
   * @param {number} top
   */
  moveTo(top) {
    this.#top = top;
  }

  /** @returns {number} the scrollTop to set, for the shift to vanish (or to be what compression needs) */
  rest() {
    this.#scrollTop = Math.round(this.#unmapped(this.#top));
    return this.#scrollTop;
  }

  /** @param {number} scrollTop */
  #mapped(scrollTop) {
    const range = this.#scrollRange;
    return range > 0 ? (scrollTop / range) * this.#layoutRange : 0;
  }

  /** @param {number} top */
  #unmapped(top) {
    const range = this.#layoutRange;
    return range > 0 ? (clamp(top, 0, range) / range) * this.#scrollRange : 0;
  }
}

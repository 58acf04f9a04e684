import { clamp } from "../util/clamp.mjs";
import { lastIndexWhere } from "../util/last_index_where.mjs";
import { Section } from "./section.mjs";

/** @typedef {import("./box.mjs").Box} Box */
/** @typedef {import("./box.mjs").Frame} Frame */
/** @typedef {[key: string, count: number]} Group */
/** @typedef {Box & {offset: number}} TileBox   `offset` in the view, `y` in the whole layout */
/** @typedef {{offset: number, above: number}} Anchor   a picture, and how far its top is below the view's */

/**
 * Where every picture of a view is. Exact near the screen, estimated elsewhere: the cost of a change
 * follows what is shown, and the number of sections and bands, never the number of pictures.
 */
export class GridLayout {
  #frame;
  #aspectAt;
  /** @type {Section[]} */ #sections = [];

  /**
   * @param {Frame} frame
   * @param {Group[]} groups in view order
   * @param {(offset: number) => number | null} aspectAt width / height, null when not known yet
   */
  constructor(frame, groups, aspectAt) {
    this.#frame = frame;
    this.#aspectAt = aspectAt;
    this.#sections = groups.map(([key, count]) => new Section(frame, key, count));
    this.#stack();
  }

  get frame() {
    return this.#frame;
  }

  get sections() {
    return this.#sections;
  }

  get height() {
    const last = this.#sections.at(-1);
    return last ? last.top + last.height : 0;
  }

  get count() {
    const last = this.#sections.at(-1);
    return last ? last.first + last.count : 0;
  }

  get hasApart() {
    return this.#sections.some((section) => section.hasApart);
  }

  /** Takes pictures that were kept apart back into the rows. */
  settle() {
    for (const section of this.#sections) if (section.hasApart) section.settle();
    this.#stack();
  }

  /**
   * The view changed in one place.
   *
   * @param {{offset: number, removed: number, inserted: number}} splice
   * @param {Group[]} groups as they are afterwards
   * @param {{apart?: boolean}} [options] apart: keep what came new out of the existing rows
   */
  splice({ offset, removed }, groups, { apart = false } = {}) {
    this.#remove(offset, removed);
    const survivors = new Map(this.#sections.map((section) => [section.key, section]));
    let first = 0;
    this.#sections = groups.map(([key, count]) => {
      const section = this.#grown(survivors.get(key), { key, count, index: offset - first, apart });
      first += count;
      return section;
    });
    this.#stack();
  }

  /** The shapes of some pictures have become known. @param {number} first @param {number} count */
  forget(first, count) {
    for (const section of this.#sectionsOf(first, first + count)) {
      let at = section.first;
      for (const band of section.bands) {
        if (at < first + count && at + band.count > first) band.forget();
        at += band.count;
      }
    }
  }

  /**
   * Measures what the window and its surroundings show, as often as estimates give way to facts, and
   * says where the view's top must be for the anchor not to move.
   *
   * @param {Anchor | null} anchor null: the top of everything
   * @param {number} viewHeight
   * @param {number} margin measured above and below the window as well
   * @returns {number} top
   */
  settleAround(anchor, viewHeight, margin) {
    let top = this.topFor(anchor, viewHeight);
    for (let round = 0; round < 8; round += 1) {
      const height = this.height;
      this.#measure(top - margin, top + viewHeight + margin);
      const settled = this.topFor(anchor, viewHeight);
      if (Math.abs(settled - top) < 0.5 && height === this.height) break;
      top = settled;
    }
    return top;
  }

  /**
   * @param {Anchor | null} anchor
   * @param {number} viewHeight
   */
  topFor(anchor, viewHeight) {
    if (!anchor || this.count === 0) return 0;
    const box = this.boxOf(clamp(anchor.offset, 0, this.count - 1));
    return clamp(box.y - anchor.above, 0, Math.max(0, this.height - viewHeight));
  }

  /**
   * The picture to hold on to while everything else may move: the first whose top is in the window.
   *
   * @param {number} top
   * @param {number} viewHeight
   * @returns {Anchor | null} null only when there are no pictures
   */
  anchorAt(top, viewHeight) {
    if (this.count === 0) return null;
    const boxes = this.boxesBetween(top, top + viewHeight);
    const box = boxes.find(({ y }) => y >= top) ?? boxes[0];
    if (box) return { offset: box.offset, above: box.y - top };
    // Between two sections, or where an estimate was longer than the pictures turned out to be.
    const [section] = this.sectionsBetween(top, top + 1);
    const offset = section.first + section.count - 1;
    return { offset, above: this.boxOf(offset).y - top };
  }

  /**
   * @param {number} top
   * @param {number} bottom
   * @returns {Section[]} those that touch the stripe
   */
  sectionsBetween(top, bottom) {
    const sections = this.#sections;
    const first = Math.max(
      0,
      lastIndexWhere(sections.length, (index) => sections[index].top <= top),
    );
    const last = lastIndexWhere(sections.length, (index) => sections[index].top < bottom);
    return sections.slice(first, last + 1);
  }

  /**
   * Every tile that touches the stripe; whole rows.
   *
   * @param {number} top
   * @param {number} bottom
   * @returns {TileBox[]}
   */
  boxesBetween(top, bottom) {
    /** @type {TileBox[]} */
    const found = [];
    this.#eachBand(top, bottom, (band, bandTop, bandFirst) => {
      const [from, to] = band.between(top - bandTop, bottom - bandTop);
      for (let index = from; index < to; index += 1) {
        const box = band.box(index);
        found.push({ ...box, y: box.y + bandTop, offset: bandFirst + index });
      }
    });
    return found;
  }

  /**
   * @param {number} offset
   * @returns {Box} y in the whole layout
   */
  boxOf(offset) {
    const section = this.sectionOf(offset);
    let y = section.top + this.#frame.headerHeight;
    let first = section.first;
    for (const band of section.bands) {
      if (offset < first + band.count) {
        const box = band.box(offset - first);
        return { ...box, y: box.y + y };
      }
      first += band.count;
      y += band.height + this.#frame.gap;
    }
    throw new RangeError(`There is no picture at ${offset}.`);
  }

  /** @param {number} offset */
  sectionOf(offset) {
    const index = lastIndexWhere(this.#sections.length, (at) => this.#sections[at].first <= offset);
    return this.#sections[Math.max(0, index)];
  }

  /**
   * The next picture for an arrow key.
   *
   * @param {number} offset
   * @param {"left" | "right" | "up" | "down"} direction
   * @returns {number} `offset` itself at an edge
   */
  neighbour(offset, direction) {
    if (direction === "left") return Math.max(0, offset - 1);
    if (direction === "right") return Math.min(this.count - 1, offset + 1);
    const box = this.boxOf(offset);
    const step = this.#frame.size * 2 + this.#frame.headerHeight + this.#frame.sectionGap;
    const boxes =
      direction === "up"
        ? this.boxesBetween(box.y - step, box.y - 1).filter(({ y }) => y < box.y - 1)
        : this.boxesBetween(box.y + box.height + 1, box.y + box.height + step).filter(
            ({ y }) => y > box.y + 1,
          );
    return nearest(boxes, box)?.offset ?? offset;
  }

  /** @param {number} top @param {number} bottom */
  #measure(top, bottom) {
    const stale = new Set();
    this.#eachBand(top, bottom, (band, _bandTop, bandFirst) => {
      if (band.isMeasured) return;
      band.measure((index) => this.#aspectAt(bandFirst + index));
      stale.add(band);
    });
    if (stale.size > 0) this.#stack();
  }

  /**
   * @param {number} top
   * @param {number} bottom
   * @param {(band: import("./section.mjs").Band, bandTop: number, bandFirst: number) => void} visit
   */
  #eachBand(top, bottom, visit) {
    const { headerHeight, gap } = this.#frame;
    for (const section of this.sectionsBetween(top, bottom)) {
      let y = section.top + headerHeight;
      let first = section.first;
      for (const band of section.bands) {
        const height = band.height;
        if (y < bottom && y + height > top) visit(band, y, first);
        y += height + gap;
        first += band.count;
      }
    }
  }

  /** @param {number} offset @param {number} removed */
  #remove(offset, removed) {
    if (removed === 0) return;
    for (const section of this.#sectionsOf(offset, offset + removed)) {
      const from = Math.max(0, offset - section.first);
      const to = Math.min(section.count, offset + removed - section.first);
      section.remove(from, to - from);
    }
  }

  /** @param {number} first @param {number} end */
  #sectionsOf(first, end) {
    return this.#sections.filter(
      (section) => section.first < end && section.first + section.count > first,
    );
  }

  /**
   * @param {Section | undefined} section what is left of it
   * @param {{key: string, count: number, index: number, apart: boolean}} wanted
   */
  #grown(section, { key, count, index, apart }) {
    const missing = count - (section?.count ?? 0);
    if (!section || missing < 0) return new Section(this.#frame, key, count);
    if (missing > 0) section.insert(clamp(index, 0, section.count), missing, apart);
    return section;
  }

  #stack() {
    let top = 0;
    let first = 0;
    for (const section of this.#sections) {
      section.top = top;
      section.first = first;
      top += section.height;
      first += section.count;
    }
  }
}

/**
 * The box of the row nearest to `from` whose middle is nearest to its middle.
 *
 * @param {TileBox[]} boxes
 * @param {Box} from
 */
function nearest(boxes, from) {
  const middle = from.x + from.width / 2;
  const distance = (/** @type {TileBox} */ box) =>
    Math.abs(box.y - from.y) * 1000 + Math.abs(box.x + box.width / 2 - middle);
  return boxes.reduce(
    (best, box) => (best && distance(best) <= distance(box) ? best : box),
    /** @type {TileBox | undefined} */ (undefined),
  );
}

import { dayOf } from "../util/day_of.mjs";
import { Day } from "./day.mjs";
import { TilePool } from "./tile_pool.mjs";

/** @typedef {import("../layout/grid_layout.mjs").GridLayout} GridLayout */
/** @typedef {import("../layout/grid_layout.mjs").TileBox} TileBox */
/** @typedef {import("../model/collection.mjs").Collection} Collection */
/** @typedef {import("../model/item.mjs").Item} Item */
/** @typedef {import("./tile.mjs").Tile} Tile */

/**
 * What is to be seen.
 *
 * @typedef {object} Prospect
 * @property {GridLayout} layout
 * @property {Collection | null} collection
 * @property {number} top      of the stripe to draw, in the layout
 * @property {number} bottom
 * @property {number} middle   of the window: thumbnails near it come first
 * @property {number} shift    see ScrollSpace
 * @property {number | null} currentId   the picture the keyboard is on
 */

/**
 * A section's element reaches at most about this far beyond the window: a section may be taller than
 * an element can be.
 */
const REACH_PX = 16_384;

/** The elements on the canvas: days and tiles, exchanged as the window moves. */
export class GridScene {
  #canvas;
  #thumbs;
  #addresses;
  #markOf;
  #pool = new TilePool();
  /** @type {Map<string, Day>} */ #days = new Map();

  /**
   * @param {object} options
   * @param {HTMLElement} options.canvas
   * @param {import("../io/pack_queue.mjs").PackQueue} options.thumbs
   * @param {import("./addresses.mjs").Addresses} options.addresses
   * @param {(item: Item) => import("./tile.mjs").Mark} options.markOf
   */
  constructor({ canvas, thumbs, addresses, markOf }) {
    this.#canvas = canvas;
    this.#thumbs = thumbs;
    this.#addresses = addresses;
    this.#markOf = markOf;
  }

  /** @param {number} id */
  find(id) {
    return this.#pool.find(id);
  }

  /** Broken tiles count as new at the next `draw`. */
  forgetBroken() {
    for (const tile of this.#pool.used) {
      if (tile.element.dataset.broken === "true") tile.forget();
    }
  }

  /**
   * @param {Prospect} prospect
   * @returns {[number, number] | null} offsets of the first tile and one past the last
   */
  draw(prospect) {
    const { layout, top, bottom } = prospect;
    const boxes = layout.boxesBetween(top, bottom);
    this.#drawDays(prospect);
    this.#drawTiles(prospect, boxes);
    const last = boxes.at(-1);
    return last ? [boxes[0].offset, last.offset + 1] : null;
  }

  /** @param {Prospect} prospect */
  #drawDays({ layout, top, bottom, shift }) {
    const today = dayOf(new Date());
    const highest = Math.floor(top / REACH_PX) * REACH_PX - REACH_PX;
    const sections = layout.sectionsBetween(top - layout.frame.headerHeight, bottom);
    /** @type {Day | null} */
    let previous = null;
    for (const section of sections) {
      const day = this.#day(section.key, previous);
      previous = day;
      day.show({ key: section.key, count: section.count }, today);
      const from = Math.max(section.top, highest);
      const to = Math.min(section.top + section.height, bottom + REACH_PX);
      day.place(from, Math.max(from, to), shift);
    }
    this.#dropDays(new Set(sections.map(({ key }) => key)));
  }

  /**
   * Days stand in the document in reading order, for those who hear it.
   *
   * @param {string} key
   * @param {Day | null} previous
   */
  #day(key, previous) {
    const known = this.#days.get(key);
    if (known) return known;
    const day = new Day();
    this.#days.set(key, day);
    if (previous) previous.element.after(day.element);
    else this.#canvas.prepend(day.element);
    return day;
  }

  /** @param {Set<string>} shown */
  #dropDays(shown) {
    for (const [key, day] of this.#days) {
      if (shown.has(key)) continue;
      day.element.remove();
      this.#days.delete(key);
    }
  }

  /** @param {Prospect} prospect @param {TileBox[]} boxes */
  #drawTiles(prospect, boxes) {
    const wanted = boxes.map(({ offset }) => ({
      offset,
      item: prospect.collection?.at(offset) ?? null,
    }));
    const { tiles, dropped } = this.#pool.exchange(wanted);
    for (const tile of dropped) this.#drop(tile);
    tiles.forEach((tile, index) => {
      const previous = tiles[index - 1] ?? null;
      this.#drawTile(tile, { box: boxes[index], item: wanted[index].item, previous, prospect });
    });
    this.#thumbs.flush();
  }

  /** @param {Tile} tile */
  #drop(tile) {
    const grid = this.#canvas.parentElement;
    // A focused element that leaves the document would take the keyboard with it.
    if (tile.element === document.activeElement) grid?.focus({ preventScroll: true });
    this.#thumbs.drop(tile.picture);
    tile.show(null, "");
    tile.element.remove();
  }

  /**
   * @param {Tile} tile
   * @param {{box: TileBox, item: Item | null, previous: Tile | null, prospect: Prospect}} what
   */
  #drawTile(tile, { box, item, previous, prospect }) {
    const { layout, middle, currentId } = prospect;
    const day = this.#day(layout.sectionOf(box.offset).key, null);
    const isOther = tile.show(item, item ? this.#addresses.original(item) : "");
    if (isOther || tile.element.parentNode !== day.element) day.insert(tile.element, previous);
    tile.place(box.offset, layout.count);
    tile.move({ ...box, y: box.y - day.from });
    if (item) tile.mark(this.#markOf(item));
    if (item) tile.element.tabIndex = item.id === currentId ? 0 : -1;
    const rank = Math.abs(box.y + box.height / 2 - middle);
    if (!item) this.#thumbs.drop(tile.picture);
    else if (isOther) this.#wantThumb(tile, item, rank);
    else this.#thumbs.rank(tile.picture, rank);
  }

  /**
   * @param {Tile} tile
   * @param {Item} item
   * @param {number} rank
   */
  #wantThumb(tile, item, rank) {
    // The tile may have shown another picture, which it need not have any more.
    if (item.kind === "audio") return this.#thumbs.drop(tile.picture);
    this.#thumbs.want({
      id: item.id,
      version: item.version,
      picture: tile.picture,
      url: this.#addresses.thumbnail(item),
      rank,
      loaded: () => tile.loaded(),
      failed: () => tile.failed(),
    });
  }
}

import { GridLayout } from "../layout/grid_layout.mjs";
import { ScrollSpace } from "../layout/scroll_space.mjs";
import { tileSize } from "../layout/tile_size.mjs";
import { dateGroups } from "../model/date_groups.mjs";
import { clamp } from "../util/clamp.mjs";
import { make, setAttribute } from "./dom.mjs";
import { targetOfKey } from "./grid_keys.mjs";
import { GridScene } from "./grid_scene.mjs";

/** @typedef {import("../model/collection.mjs").Collection} Collection */
/** @typedef {import("../model/collection.mjs").Splice} Splice */
/** @typedef {import("../layout/grid_layout.mjs").Group} Group */
/** @typedef {import("../layout/grid_layout.mjs").Anchor} Anchor */
/** @typedef {import("../model/item.mjs").Item} Item */

/**
 * Whoever owns the grid.
 *
 * @typedef {object} GridDelegate
 * @property {(first: number, end: number) => void} gridNeeds     items that should be known
 * @property {(offset: number) => void} gridItemOpened
 * @property {(aboveCount: number) => void} gridNewsChanged       new pictures above the window
 * @property {() => void} gridMoved
 * @property {(item: Item) => import("./tile.mjs").Mark} gridMarkOf
 * @property {(item: Item) => void} gridMarkToggled
 */

/** @typedef {{mode: "rows" | "squares", step: number}} TileShape   step of the size slider, 0 to 100 */

const GAP_PX = 4;
const HEADER_PX = 40;
const SECTION_GAP_PX = 16;

/** Within this of the top the person is "at the top": new pictures show at once. */
const TOP_PX = 24;

/** Tiles outside the window kept ready, as a share of its height. */
const MARGIN_SHARE = 0.5;

/** After this long without a scroll event, scrolling rests. */
const REST_MS = 140;

/** Tiles shown before the first answer. @type {Group[]} */
const SKELETON = [["", 60]];

/** More new pictures than this at once do not slide into place: it would be a whirl. */
const MOST_EXPLAINED = 6;
const EXPLAIN_MS = 240;

/**
 * The virtual grid: only what the window shows, and a little more, is in the document. Geometry comes
 * from layout/, elements from GridScene; this class holds the scroller and the picture to hold on to.
 */
export class Grid {
  #canvas = make("div", { class: "eg-canvas" });
  element = make(
    "div",
    { class: "eg-grid", role: "region", "aria-label": "Pictures", tabindex: 0 },
    this.#canvas,
  );
  #delegate;
  #addresses;
  #later;
  #scene;
  #space = new ScrollSpace();
  /** @type {Collection | null} */ #collection = null;
  /** @type {GridLayout} */ #layout;
  /** @type {TileShape} */ #shape;
  #aspect = 0.8;
  #size = { width: 0, height: 0 };
  #frameRequest = 0;
  #callOffRest = () => {};
  #isScrolling = false;
  #news = 0;
  /** Where to be once the size is known. @type {Anchor | null} */ #held = null;
  /** The picture the keyboard is on. @type {number | null} */ currentId = null;

  /**
   * @param {object} options
   * @param {GridDelegate} options.delegate
   * @param {import("../io/pack_queue.mjs").PackQueue} options.thumbs
   * @param {import("./addresses.mjs").Addresses} options.addresses
   * @param {import("../io/later.mjs").Later} options.later
   * @param {TileShape} options.shape
   * @param {AbortSignal} options.signal
   */
  constructor({ delegate, thumbs, addresses, later, shape, signal }) {
    this.#delegate = delegate;
    this.#addresses = addresses;
    this.#later = later;
    this.#shape = shape;
    const markOf = delegate.gridMarkOf;
    this.#scene = new GridScene({ canvas: this.#canvas, thumbs, addresses, markOf });
    this.#layout = this.#newLayout();
    this.#listen(signal);
  }

  get layout() {
    return this.#layout;
  }

  /** How far down the window is, 0 to 1. */
  get progress() {
    const range = this.#layout.height - this.#size.height;
    return range > 0 ? this.#space.top / range : 0;
  }

  /** Too short for a scrubber. */
  get isShort() {
    return this.#layout.height <= this.#size.height * 3;
  }

  get isAtTop() {
    return this.#space.top <= TOP_PX;
  }

  /** The first picture in the window, to stay at when the view is opened anew; null at the top. */
  get anchorId() {
    return this.spot?.id ?? null;
  }

  /** The same with its place, and how far its top is below the window's. */
  get spot() {
    const anchor = this.#collection && this.#anchor();
    return anchor && { ...anchor, id: this.#collection?.at(anchor.offset)?.id ?? null };
  }

  /**
   * A new view.
   *
   * @param {Collection} collection
   * @param {number} anchorOffset the picture to keep where it is; -1 to begin at the top
   * @param {number} [above] how far its top is to be below the window's
   */
  show(collection, anchorOffset, above = this.#anchor()?.above ?? 0) {
    this.#collection = collection;
    this.#aspect = collection.usualAspect;
    this.#layout = this.#newLayout();
    this.#setNews(0);
    this.#settle(anchorOffset < 0 ? null : { offset: anchorOffset, above });
    this.#rest();
  }

  /** Back to the skeleton: what was shown is not for these eyes. */
  clear() {
    this.#collection = null;
    this.currentId = null;
    this.#layout = this.#newLayout();
    this.#setNews(0);
    this.#settle(null);
    this.#rest();
  }

  /** An answer is awaited. @param {boolean} isBusy */
  setBusy(isBusy) {
    setAttribute(this.element, "aria-busy", String(isBusy));
  }

  /**
   * The view changed in one place; what the person looks at does not move.
   *
   * @param {Splice} splice
   * @param {Group[]} groups
   */
  splice(splice, groups) {
    const anchor = this.#anchor();
    const apart = anchor !== null;
    this.#layout.splice(splice, dateGroups(groups), { apart });
    const added = Math.max(0, splice.inserted - splice.removed);
    if (apart && splice.offset <= anchor.offset) this.#setNews(this.#news + added);
    if (!apart && splice.removed + splice.inserted <= MOST_EXPLAINED) this.#explainMove();
    this.#settle(anchor && movedAnchor(anchor, splice, this.#layout.count));
  }

  /**
   * More items are known.
   *
   * @param {number} first
   * @param {number} count
   */
  rowsArrived(first, count) {
    const anchor = this.#anchor();
    this.#layout.forget(first, count);
    this.#settle(anchor);
  }

  /** @param {TileShape} shape */
  reshape(shape) {
    this.#shape = shape;
    this.#relayout();
  }

  scrollToTop() {
    this.#settle(null);
    this.#rest();
  }

  /** @param {number} share 0 to 1 of the whole */
  scrollToShare(share) {
    const top = share * Math.max(0, this.#layout.height - this.#size.height);
    this.#settle(this.#layout.anchorAt(top, this.#size.height));
    this.#restSoon();
  }

  /**
   * Scrolls as little as needed for a picture to be in the window, and puts the keyboard on it.
   *
   * @param {number} offset
   */
  reveal(offset) {
    if (offset < 0 || offset >= this.#layout.count) return;
    const { y, height } = this.#layout.boxOf(offset);
    const lowest = y - this.#layout.frame.headerHeight - GAP_PX;
    const highest = Math.min(lowest, y + height + GAP_PX - this.#size.height);
    const top = clamp(this.#space.top, highest, lowest);
    this.#settle(top <= TOP_PX ? null : { offset, above: y - top });
    this.#rest();
    this.currentId = this.#collection?.at(offset)?.id ?? null;
    this.#focusCurrent();
  }

  /** Asks once more for thumbnails that could not be had. */
  retryBroken() {
    this.#scene.forgetBroken();
    this.#draw();
  }

  /** A picture is marked in another way than before. @param {number} id */
  markChanged(id) {
    const tile = this.#scene.find(id);
    const item = this.#collection?.at(tile?.offset ?? -1);
    if (!tile || item?.id !== id) return;
    tile.item = item;
    tile.mark(this.#delegate.gridMarkOf(item));
  }

  /** The element was hidden or had another size. */
  resized() {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === 0 || height === 0) return;
    if (width === this.#size.width && height === this.#size.height) return;
    this.#size = { width, height };
    this.#relayout();
  }

  stop() {
    cancelAnimationFrame(this.#frameRequest);
    this.#callOffRest();
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const { element } = this;
    element.addEventListener("scroll", () => this.#onScroll(), { passive: true });
    element.addEventListener("click", (event) => this.#onClick(event));
    element.addEventListener("keydown", (event) => this.#onKey(event));
    element.addEventListener("focusin", (event) => this.#onFocus(event));
    element.addEventListener("pointerover", (event) => this.#tileOf(event)?.hint());
    element.addEventListener("dragstart", (event) => this.#onDrag(event));
    const observer = new ResizeObserver(() => this.resized());
    observer.observe(element);
    signal.addEventListener("abort", () => observer.disconnect(), { once: true });
  }

  // Geometry

  #newLayout() {
    const groups = this.#collection ? dateGroups(this.#collection.groups) : SKELETON;
    // The skeleton keeps room for a header: by day is what most views are.
    const isByDay = !this.#collection || groups.some(([key]) => key !== "");
    return new GridLayout(this.#frame(isByDay), groups, (offset) =>
      this.#collection ? this.#collection.aspectAt(offset) : guessedAspect(offset),
    );
  }

  /** @param {boolean} isByDay @returns {import("../layout/box.mjs").Frame} */
  #frame(isByDay) {
    const { mode, step } = this.#shape;
    const width = Math.max(120, this.#size.width - marginsOf(this.#canvas));
    return {
      mode,
      width,
      size: tileSize(step, this.#size, mode === "rows" ? this.#aspect : 1),
      gap: GAP_PX,
      headerHeight: isByDay ? HEADER_PX : 0,
      sectionGap: isByDay ? SECTION_GAP_PX : 0,
      aspect: this.#aspect,
    };
  }

  #relayout() {
    if (this.#size.width === 0) return;
    const anchor = this.#held ?? this.#anchor();
    this.#held = null;
    this.#layout = this.#newLayout();
    this.#settle(anchor);
    this.#rest();
  }

  /** @returns {Anchor | null} null at the top: the person wants to see what comes */
  #anchor() {
    if (this.#size.width === 0) return this.#held;
    return this.isAtTop ? null : this.#layout.anchorAt(this.#space.top, this.#size.height);
  }

  get #margin() {
    return this.#size.height * MARGIN_SHARE;
  }

  /** @param {Anchor | null} anchor */
  #settle(anchor) {
    if (this.#size.width === 0) this.#held = anchor;
    if (this.#size.width === 0) return;
    this.#space.moveTo(this.#layout.settleAround(anchor, this.#size.height, this.#margin));
    this.#space.resize(this.#layout.height, this.#size.height);
    if (!this.#isScrolling) this.#scrollBarFollows();
    this.#draw();
  }

  #draw() {
    if (this.#size.width === 0) return;
    const { top, shift, height: canvasHeight } = this.#space;
    const { height } = this.#size;
    this.#canvas.style.height = `${canvasHeight}px`;
    const range = this.#scene.draw({
      layout: this.#layout,
      collection: this.#collection,
      top: top - this.#margin,
      bottom: top + height + this.#margin,
      middle: top + height / 2,
      shift,
      currentId: this.currentId,
    });
    if (this.#collection && range) this.#need(range);
  }

  /** What is drawn, and half as much on both sides. @param {[number, number]} range */
  #need([first, end]) {
    const ahead = Math.round((end - first) / 2);
    this.#delegate.gridNeeds(Math.max(0, first - ahead), Math.min(this.#layout.count, end + ahead));
  }

  // Scrolling

  #onScroll() {
    this.#isScrolling = true;
    this.#restSoon();
    if (this.#frameRequest) return;
    this.#frameRequest = requestAnimationFrame(() => {
      this.#frameRequest = 0;
      this.#afterScroll();
    });
  }

  #afterScroll() {
    this.#space.scrolled(this.element.scrollTop);
    this.#settle(this.#anchor());
    if (this.isAtTop) this.#setNews(0);
    this.#delegate.gridMoved();
  }

  #restSoon() {
    this.#callOffRest();
    this.#callOffRest = this.#later(() => this.#rest(), REST_MS);
  }

  #rest() {
    this.#callOffRest();
    this.#isScrolling = false;
    if (this.#size.width === 0) return;
    if (this.isAtTop && this.#layout.hasApart) {
      this.#layout.settle();
      this.#settle(null);
    }
    this.#scrollBarFollows();
    this.#draw();
    this.#delegate.gridMoved();
  }

  /** Brings the browser's scroll position in line with ours; the pictures stay where they are. */
  #scrollBarFollows() {
    this.#canvas.style.height = `${this.#space.height}px`;
    const scrollTop = this.#space.rest();
    if (Math.abs(this.element.scrollTop - scrollTop) >= 1) this.element.scrollTop = scrollTop;
  }

  /** @param {number} count */
  #setNews(count) {
    if (count === this.#news) return;
    this.#news = count;
    this.#delegate.gridNewsChanged(count);
  }

  /** Tiles that make room for a new one slide there (unless motion is unwanted, see css/grid.css). */
  #explainMove() {
    this.#canvas.classList.add("eg-moving");
    this.#later(() => this.#canvas.classList.remove("eg-moving"), EXPLAIN_MS);
  }

  // The person

  /** @param {Event} event */
  #tileOf(event) {
    const element = /** @type {Element} */ (event.target).closest(".eg-tile");
    return element instanceof HTMLElement ? this.#scene.find(Number(element.dataset.id)) : null;
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const tile = this.#tileOf(event);
    // With a modifier the browser opens the original in a new tab or window.
    if (!tile || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.currentId = tile.item?.id ?? null;
    const isOnStar = /** @type {Element} */ (event.target).closest(".eg-star") !== null;
    if (isOnStar && tile.item) this.#delegate.gridMarkToggled(tile.item);
    else this.#delegate.gridItemOpened(tile.offset);
  }

  /** @param {FocusEvent} event */
  #onFocus(event) {
    const tile = this.#tileOf(event);
    if (!tile?.item) return;
    this.currentId = tile.item.id;
    tile.hint();
  }

  /** What is dropped into another tool is the original, not the thumbnail. @param {DragEvent} event */
  #onDrag(event) {
    const tile = this.#tileOf(event);
    if (!tile?.item || !event.dataTransfer) return;
    const address = this.#addresses.original(tile.item);
    event.dataTransfer.setData("text/uri-list", address);
    event.dataTransfer.setData("text/plain", address);
    event.dataTransfer.setDragImage(tile.picture, 24, 24);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = targetOfKey(event.key, this.#keyPlace());
    if (target === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (target === "open") this.#delegate.gridItemOpened(this.#currentOffset());
    else if (target === "mark") this.#markCurrent();
    else this.reveal(target);
  }

  #markCurrent() {
    const item = this.#collection?.at(this.#currentOffset());
    if (item) this.#delegate.gridMarkToggled(item);
  }

  #keyPlace() {
    return {
      at: this.#currentOffset(),
      firstVisible: this.#layout.anchorAt(this.#space.top, this.#size.height)?.offset ?? 0,
      rowsPerPage: this.#size.height / (this.#layout.frame.size + GAP_PX),
      layout: this.#layout,
    };
  }

  #currentOffset() {
    if (this.currentId === null) return -1;
    return this.#collection?.offsetOf(this.currentId) ?? -1;
  }

  #focusCurrent() {
    const tile = this.currentId === null ? null : this.#scene.find(this.currentId);
    if (tile) tile.element.tabIndex = 0;
    (tile?.element ?? this.element).focus({ preventScroll: true });
  }
}

/**
 * @param {Anchor} anchor
 * @param {Splice} splice
 * @param {number} count afterwards
 * @returns {Anchor}
 */
function movedAnchor(anchor, { offset, removed, inserted }, count) {
  if (anchor.offset < offset) return anchor;
  const isGone = anchor.offset < offset + removed;
  const place = isGone ? offset + inserted : anchor.offset + inserted - removed;
  return { offset: clamp(place, 0, Math.max(0, count - 1)), above: anchor.above };
}

/** Shapes of the skeleton: common formats in a mix that looks like a gallery. @param {number} offset */
function guessedAspect(offset) {
  const formats = [2 / 3, 1, 3 / 2, 1, 2 / 3, 3 / 4, 1];
  return formats[(offset * 5) % formats.length];
}

/** @param {Element} element */
function marginsOf(element) {
  const { marginLeft, marginRight } = getComputedStyle(element);
  return (Number.parseFloat(marginLeft) || 0) + (Number.parseFloat(marginRight) || 0);
}

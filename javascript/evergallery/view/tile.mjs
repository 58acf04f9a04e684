import { formatBytes } from "../util/format_bytes.mjs";
import { make, setAttribute } from "./dom.mjs";
import { icon } from "./icons.mjs";

/** @typedef {import("../model/item.mjs").Item} Item */
/** @typedef {import("../layout/box.mjs").Box} Box */

/** What a gap in the grid does not have. */
const OF_AN_ITEM = Object.freeze([
  "href",
  "tabindex",
  "title",
  "aria-label",
  "data-id",
  "data-name",
  "data-loaded",
  "data-broken",
  "data-favourite",
]);

/** @typedef {{favourite: boolean, isWaiting: boolean}} Mark   as the person sees it; known to the server? */

/**
 * One picture in the grid, or the place where one will be. Re-used for other pictures while scrolling.
 * A link to the original, so that the browser's own ways (new tab, copy address) work.
 */
export class Tile {
  element = make("a", { class: "eg-skeleton", draggable: "true" });
  picture = make("img", { class: "eg-thumb", alt: "", decoding: "async", draggable: "false" });
  /** @type {Element | null} */ #label = null;
  /** @type {Element | null} */ #badge = null;
  /** @type {Element | null} */ #star = null;
  /** @type {Item | null} */ item = null;
  offset = -1;
  #transform = "";
  #width = 0;
  #height = 0;

  /**
   * @param {Item | null} item null while it is not known
   * @param {string} address of the original
   * @returns {boolean} is it another picture than before?
   */
  show(item, address) {
    const before = this.item;
    this.item = item;
    if (before?.id === item?.id && before?.version === item?.version) return false;
    this.picture.remove();
    this.#badge?.remove();
    this.#label?.remove();
    this.#star?.remove();
    this.#badge = null;
    this.#label = null;
    this.#star = null;
    if (item) this.#showItem(item, address);
    else this.#showGap();
    return item !== null;
  }

  /** The next `show` counts as another picture. */
  forget() {
    this.item = null;
  }

  /** @param {number} offset @param {number} total */
  place(offset, total) {
    this.offset = offset;
    setAttribute(this.element, "aria-posinset", this.item ? offset + 1 : null);
    setAttribute(this.element, "aria-setsize", this.item ? total : null);
  }

  /** @param {Box} box relative to the day's element */
  move({ x, y, width, height }) {
    const transform = `translate(${round(x)}px, ${round(y)}px)`;
    const { style } = this.element;
    if (transform !== this.#transform) style.transform = transform;
    if (width !== this.#width) style.width = `${round(width)}px`;
    if (height !== this.#height) style.height = `${round(height)}px`;
    this.#transform = transform;
    this.#width = width;
    this.#height = height;
  }

  /** @param {Mark} mark */
  mark({ favourite, isWaiting }) {
    if (!this.item) return;
    setAttribute(this.element, "data-favourite", favourite ? "true" : null);
    setAttribute(this.element, "aria-label", describe({ ...this.item, favourite }));
    if (favourite) this.#addStar();
    if (this.#star) setAttribute(this.#star, "data-waiting", isWaiting ? "true" : null);
  }

  /** Name and star, once someone points at it: two elements less for every other tile. */
  hint() {
    if (!this.item || this.#label) return;
    this.#label = make("span", { class: "eg-tile-label" }, this.item.name);
    this.element.append(this.#label);
    this.#addStar();
  }

  loaded() {
    setAttribute(this.element, "data-loaded", "true");
  }

  /** A quiet sign in place of the picture; the reason shows on hover. */
  failed() {
    setAttribute(this.element, "data-broken", "true");
    this.element.title = `${this.item?.name}: the server could not make a thumbnail of this file.`;
    this.#setBadge("broken");
  }

  /** @param {Item} item @param {string} address */
  #showItem(item, address) {
    const { element } = this;
    element.className = "eg-tile";
    element.href = address;
    element.tabIndex = -1;
    element.title = "";
    element.dataset.id = String(item.id);
    element.dataset.name = item.name;
    element.dataset.loaded = "false";
    element.removeAttribute("data-broken");
    element.style.backgroundColor = colorOf(item);
    element.setAttribute("aria-label", describe(item));
    element.append(this.picture);
    if (item.kind !== "image") this.#setBadge(item.kind === "video" ? "play" : "sound");
  }

  /** For the mouse: in a link there can be no button, and keyboards have a key for it. */
  #addStar() {
    if (this.#star) return;
    this.#star = make("span", { class: "eg-star", title: "Favourite (s)" }, icon("star"));
    this.element.append(this.#star);
  }

  #showGap() {
    const { element } = this;
    element.className = "eg-skeleton";
    element.style.backgroundColor = "";
    for (const name of OF_AN_ITEM) element.removeAttribute(name);
  }

  /** @param {import("./icons.mjs").IconName} name */
  #setBadge(name) {
    this.#badge?.remove();
    this.#badge = make("span", { class: `eg-badge eg-badge-${name}` }, icon(name));
    this.element.append(this.#badge);
  }
}

/** @param {number} value tenths of a pixel are as fine as any screen shows */
function round(value) {
  return Math.round(value * 10) / 10;
}

/** @param {Item} item */
function colorOf({ color }) {
  return color < 0 ? "" : `#${color.toString(16).padStart(6, "0")}`;
}

/** @param {Item} item */
function describe({ name, width, height, sizeBytes, kind, favourite }) {
  const size = width > 0 ? `, ${width} by ${height}` : "";
  const what = kind === "image" ? "" : `, ${kind}`;
  const mark = favourite ? ", favourite" : "";
  return `${name}${mark}${what}${size}, ${formatBytes(sizeBytes)}`;
}

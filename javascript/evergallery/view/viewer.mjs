import { formatCount } from "../util/format_count.mjs";
import { iconButton } from "./button.mjs";
import { make, setAttribute, setText } from "./dom.mjs";
import { InfoPanel } from "./info_panel.mjs";
import { Preloader } from "./preloader.mjs";
import { Stage } from "./stage.mjs";

/** @typedef {import("../model/item.mjs").Item} Item */
/** @typedef {import("../model/collection.mjs").Collection} Collection */

/**
 * Whoever has the pictures.
 *
 * @typedef {object} ViewerDelegate
 * @property {() => Collection | null} viewerCollection
 * @property {(first: number, end: number) => void} viewerNeeds
 * @property {(offset: number, item: Item) => void} viewerTurned
 * @property {(offset: number) => void} viewerClosed
 * @property {(isOpen: boolean) => void} viewerInfoToggled
 * @property {(item: Item) => import("./tile.mjs").Mark} viewerMarkOf
 * @property {(item: Item) => void} viewerMarkToggled
 */

/** Items asked for on both sides of the shown one. */
const AROUND = 30;

/** One step of the + and - keys. */
const KEY_ZOOM = 1.4;

/**
 * One picture on black with what is known about it beside it. A <dialog>: the browser keeps it above
 * everything in the host, holds the focus inside, and gives it back.
 */
export class Viewer {
  #title = make("div", { class: "eg-viewer-title" });
  #position = make("div", { class: "eg-viewer-position" });
  #star = iconButton("star", "Favourite", () => this.#toggleMark(), {
    class: "eg-button eg-favourite",
    title: "Favourite (s)",
  });
  #zoom = iconButton("actual", "Its own pixels (z)", () => this.#stage.toggleZoom());
  #info = iconButton("info", "About this picture (i)", () => this.#toggleInfo());
  #download = make("a", { class: "eg-button" });
  #original = make("a", { class: "eg-button", target: "_blank", rel: "noopener" });
  #previous = iconButton("left", "Previous (←)", () => this.turn(-1), {
    class: "eg-button eg-page eg-previous",
  });
  #next = iconButton("right", "Next (→)", () => this.turn(1), {
    class: "eg-button eg-page eg-next",
  });
  #stage;
  #panel;
  element;
  #delegate;
  #addresses;
  #preloader;
  #offset = -1;
  /** A place gone to whose item is on its way. */
  #awaited = -1;
  /** @type {Item | null} */ #item = null;
  /** @type {1 | -1} */ #direction = 1;

  /**
   * @param {object} options
   * @param {ViewerDelegate} options.delegate
   * @param {import("./addresses.mjs").Addresses} options.addresses
   * @param {import("../model/open_view.mjs").Request} options.request
   * @param {import("../io/kept_gallery.mjs").KeptGallery | null} options.kept
   * @param {import("../io/later.mjs").Later} options.later
   * @param {boolean} options.withInfo
   * @param {AbortSignal} options.signal
   */
  constructor({ delegate, addresses, request, kept, later, withInfo, signal }) {
    this.#delegate = delegate;
    this.#addresses = addresses;
    this.#preloader = new Preloader(addresses);
    this.#panel = new InfoPanel({ request, memory: kept?.answers ?? null, later });
    const thumbs = kept?.thumbs ?? null;
    this.#stage = new Stage({ delegate: this.#stageDelegate(), addresses, thumbs, signal });
    this.element = this.#build();
    this.#dress();
    this.#showInfo(withInfo);
    this.#listen();
    signal.addEventListener("abort", () => this.close(), { once: true });
  }

  get isOpen() {
    return this.element.open;
  }

  /** The shown picture and its place; null while the viewer is closed. */
  get spot() {
    return this.isOpen && this.#item ? { id: this.#item.id, offset: this.#offset } : null;
  }

  /** @param {number} offset */
  open(offset) {
    const item = this.#delegate.viewerCollection()?.at(offset);
    if (!item) return;
    if (!this.isOpen) this.element.showModal();
    this.#show(offset, item);
    this.#stage.element.focus({ preventScroll: true });
  }

  /** The server is back: what could not be had is asked for once more. */
  retry() {
    if (this.isOpen) this.#stage.retry();
  }

  close() {
    if (this.isOpen) this.element.close();
  }

  /** @param {1 | -1} step */
  turn(step) {
    this.#direction = step;
    this.#goTo(this.#offset + step);
  }

  /** The view changed or more of it is known: the shown picture stays, its place may be another. */
  refresh() {
    const collection = this.#delegate.viewerCollection();
    if (!this.isOpen || !collection || !this.#item) return;
    if (this.#awaited >= 0 && collection.at(this.#awaited)) return this.#goTo(this.#awaited);
    const offset = collection.offsetOf(this.#item.id);
    if (offset < 0) this.#goTo(Math.min(this.#offset, collection.total - 1));
    else this.#show(offset, /** @type {Item} */ (collection.at(offset)));
  }

  #build() {
    const stage = make("div", { class: "eg-viewer-stage" }, this.#stage.element);
    stage.append(this.#previous, this.#next);
    const bar = make(
      "div",
      { class: "eg-viewer-bar" },
      this.#position,
      this.#title,
      this.#star,
      this.#zoom,
      this.#info,
      this.#download,
      this.#original,
      iconButton("close", "Close (Esc)", () => this.close()),
    );
    const body = make("div", { class: "eg-viewer-body" }, stage, this.#panel.element);
    return make("dialog", { class: "eg-viewer", "aria-label": "Picture" }, bar, body);
  }

  #dress() {
    const download = iconButton("download", "Download", () => {});
    const original = iconButton("open", "Open the original", () => {});
    this.#download.append(...download.childNodes);
    this.#original.append(...original.childNodes);
    for (const [link, label] of [
      /** @type {const} */ ([this.#download, "Download (d)"]),
      /** @type {const} */ ([this.#original, "Open the original in a new tab (o)"]),
    ]) {
      link.title = label;
      link.setAttribute("aria-label", label);
    }
    this.#stage.element.tabIndex = -1;
  }

  #listen() {
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
    this.element.addEventListener("close", () => this.#onClosed());
  }

  /** @returns {import("./stage.mjs").StageDelegate} */
  #stageDelegate() {
    return {
      stagePaged: (step) => this.turn(step),
      stageDismissed: () => this.close(),
      stageZoomed: (isZoomed) => setAttribute(this.#zoom, "aria-pressed", String(isZoomed)),
    };
  }

  /** @param {number} offset */
  #goTo(offset) {
    const collection = this.#delegate.viewerCollection();
    if (!collection || collection.total === 0) return this.close();
    if (offset < 0 || offset >= collection.total) return;
    const item = collection.at(offset);
    if (item) return this.#show(offset, item);
    this.#awaited = offset;
    this.#delegate.viewerNeeds(offset - AROUND, offset + AROUND);
  }

  /** @param {number} offset @param {Item} item */
  #show(offset, item) {
    const isOther = this.#item?.id !== item.id;
    this.#awaited = -1;
    this.#offset = offset;
    this.#item = item;
    this.#stage.show(item);
    if (this.#withInfo) this.#panel.show(item);
    this.#showBar(offset, item);
    this.#prepare(offset);
    if (isOther) this.#delegate.viewerTurned(offset, item);
  }

  /** @param {number} offset @param {Item} item */
  #showBar(offset, item) {
    const total = this.#delegate.viewerCollection()?.total ?? 0;
    setText(this.#title, item.name);
    setText(this.#position, `${formatCount(offset + 1)} of ${formatCount(total)}`);
    setAttribute(this.element, "data-id", item.id);
    this.#download.href = this.#addresses.download(item);
    this.#download.download = item.name;
    this.#original.href = this.#addresses.original(item);
    this.#zoom.hidden = item.kind !== "image";
    this.#showMark(item);
    this.#previous.disabled = offset === 0;
    this.#next.disabled = offset >= total - 1;
  }

  /** @param {number} offset */
  #prepare(offset) {
    const collection = this.#delegate.viewerCollection();
    if (!collection) return;
    this.#delegate.viewerNeeds(offset - AROUND, offset + AROUND);
    const places = [offset + this.#direction, offset - this.#direction];
    this.#preloader.hold(places.map((place) => collection.at(place)));
  }

  #onClosed() {
    this.#stage.clear();
    this.#preloader.hold([]);
    this.#item = null;
    this.#delegate.viewerClosed(this.#offset);
  }

  // Marks

  /** A picture is marked in another way than before. @param {number} id */
  markChanged(id) {
    if (this.#item?.id === id) this.#showMark(this.#item);
  }

  #toggleMark() {
    if (this.#item) this.#delegate.viewerMarkToggled(this.#item);
  }

  /** @param {Item} item */
  #showMark(item) {
    const { favourite, isWaiting } = this.#delegate.viewerMarkOf(item);
    setAttribute(this.#star, "aria-pressed", String(favourite));
    setAttribute(this.#star, "data-waiting", isWaiting ? "true" : null);
  }

  // Information

  get #withInfo() {
    return this.element.classList.contains("eg-with-info");
  }

  #toggleInfo() {
    const isOpen = !this.#withInfo;
    this.#showInfo(isOpen);
    this.#delegate.viewerInfoToggled(isOpen);
    if (isOpen && this.#item) this.#panel.show(this.#item);
  }

  /** @param {boolean} isOpen */
  #showInfo(isOpen) {
    this.element.classList.toggle("eg-with-info", isOpen);
    setAttribute(this.#info, "aria-pressed", String(isOpen));
    this.#panel.element.hidden = !isOpen;
  }

  // Keys

  /** The host listens on the document, for arrows too: what happens here stays here. @param {KeyboardEvent} event */
  #onKey(event) {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = this.#actionOf(event.key, /** @type {Element} */ (event.target));
    if (!action) return;
    event.preventDefault();
    action();
  }

  /**
   * @param {string} key
   * @param {Element} target
   * @returns {(() => unknown) | null}
   */
  #actionOf(key, target) {
    const isOnControl = target.closest("button, a, video, audio") !== null;
    if (isOnControl && (key === " " || key === "Enter")) return null;
    if (target.closest("video, audio") && key.startsWith("Arrow")) return null;
    /** @type {Record<string, () => unknown>} */
    const actions = {
      ArrowLeft: () => this.turn(-1),
      ArrowRight: () => this.turn(1),
      " ": () => this.turn(1),
      Home: () => this.#goTo(0),
      End: () => this.#goTo((this.#delegate.viewerCollection()?.total ?? 0) - 1),
      i: () => this.#toggleInfo(),
      s: () => this.#toggleMark(),
      z: () => this.#stage.toggleZoom(),
      "+": () => this.#stage.zoomBy(KEY_ZOOM),
      "-": () => this.#stage.zoomBy(1 / KEY_ZOOM),
      d: () => this.#download.click(),
      o: () => this.#original.click(),
      f: () => this.#toggleFullScreen(),
    };
    return Object.hasOwn(actions, key) ? actions[key] : null;
  }

  #toggleFullScreen() {
    if (document.fullscreenElement) return document.exitFullscreen();
    return this.element.requestFullscreen?.().catch(() => {});
  }
}

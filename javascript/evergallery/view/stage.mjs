import { bounds, fitScale, fitted, isZoomed, zoomedAt } from "../layout/zoom.mjs";
import { make, setAttribute } from "./dom.mjs";
import { PointerGestures } from "./pointer_gestures.mjs";
import { Previews } from "./previews.mjs";

/** @typedef {import("../model/item.mjs").Item} Item */
/** @typedef {import("../layout/zoom.mjs").Point} Point */
/** @typedef {import("../layout/zoom.mjs").Pose} Pose */
/** @typedef {import("../layout/zoom.mjs").Size} Size */

/**
 * Whoever turns the pages.
 *
 * @typedef {object} StageDelegate
 * @property {(step: 1 | -1) => void} stagePaged
 * @property {() => void} stageDismissed
 * @property {(isZoomed: boolean) => void} stageZoomed
 */

/** A swipe counts when it goes this far, or this fast. */
const SWIPE_PX = 70;
const SWIPE_PX_PER_MS = 0.45;

/** One notch of a mouse wheel (100 px) changes the size by about a fifth. */
const WHEEL_RATE = 0.0018;

/** From this scale on single pixels are what the person looks for. */
const PIXELATED_SCALE = 3;

/** A picture of unknown size is assumed to have this many pixels a side until it has loaded. */
const ASSUMED_PX = 1024;

/**
 * The picture on black: at once from its thumbnail, sharp when the original is there. Zooms and pans.
 */
export class Stage {
  #preview = make("img", { class: "eg-preview", alt: "", draggable: "false" });
  #original = make("img", { class: "eg-original", alt: "", draggable: "false" });
  #picture = make("div", { class: "eg-picture" }, this.#preview, this.#original);
  element = make("div", { class: "eg-stage" }, this.#picture);
  #delegate;
  #addresses;
  #previews;
  /** @type {Item | null} */ #item = null;
  /** @type {HTMLMediaElement | null} */ #media = null;
  /** @type {Size} */ #size = { width: ASSUMED_PX, height: ASSUMED_PX };
  /** @type {Pose} */ #pose = { scale: 1, x: 0, y: 0 };
  /** Does the person look at the whole picture? Then it stays whole when the stage changes. */
  #isWhole = true;

  /**
   * @param {object} options
   * @param {StageDelegate} options.delegate
   * @param {import("./addresses.mjs").Addresses} options.addresses
   * @param {import("./previews.mjs").KeptThumbs | null} options.thumbs
   * @param {AbortSignal} options.signal
   */
  constructor({ delegate, addresses, thumbs, signal }) {
    this.#delegate = delegate;
    this.#addresses = addresses;
    this.#previews = new Previews(thumbs, addresses);
    this.#listen(signal);
  }

  /** @param {Item} item */
  show(item) {
    if (this.#item?.id === item.id && this.#item.version === item.version) return;
    this.clear();
    this.#item = item;
    if (item.kind === "image") this.#showPicture(item);
    else this.#showMedia(item);
  }

  /** Nothing is shown, loaded or played any more. */
  clear() {
    this.#item = null;
    this.#previews.clear(this.#preview);
    this.#original.removeAttribute("src");
    setAttribute(this.element, "data-loaded", "false");
    this.element.removeAttribute("data-broken");
    this.#media?.pause();
    this.#media?.removeAttribute("src");
    this.#media?.remove();
    this.#media = null;
  }

  /** The server is back: an original that could not be had is asked for once more. */
  retry() {
    if (!this.#item || this.element.dataset.broken !== "true") return;
    this.element.removeAttribute("data-broken");
    this.#original.src = this.#addresses.original(this.#item);
  }

  /** Between the whole picture and its own pixels. @param {Point} [at] from the stage's middle */
  toggleZoom(at = { x: 0, y: 0 }) {
    if (this.#media) return;
    if (this.isZoomed) this.#fit();
    else this.#zoomTo(this.#actualScale, at);
  }

  /** @param {number} ratio @param {Point} [at] from the stage's middle */
  zoomBy(ratio, at = { x: 0, y: 0 }) {
    if (!this.#media) this.#zoomTo(this.#pose.scale * ratio, at);
  }

  get isZoomed() {
    return isZoomed(this.#pose, this.#size, this.#space);
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const { element } = this;
    new PointerGestures(element, {
      gestureMoved: (delta, total) => this.#onMoved(delta, total),
      gestureEnded: (total, speed) => this.#onEnded(total, speed),
      gesturePinched: (ratio, at, delta) => this.#onPinched(ratio, at, delta),
      gestureTapped: (event) => this.#onTapped(event),
    });
    element.addEventListener("wheel", (event) => this.#onWheel(event), { passive: false });
    element.addEventListener("dblclick", (event) => this.toggleZoom(this.#fromMiddle(event)));
    this.#original.addEventListener("load", () => this.#onOriginal());
    this.#original.addEventListener("error", () => this.#onBroken());
    const observer = new ResizeObserver(() => this.#onResized());
    observer.observe(element);
    signal.addEventListener("abort", () => observer.disconnect(), { once: true });
  }

  /** @param {Item} item */
  #showPicture(item) {
    this.#picture.hidden = false;
    this.#previews.show(this.#preview, item);
    this.#original.src = this.#addresses.original(item);
    this.#original.alt = item.name;
    const isKnown = item.width > 0 && item.height > 0;
    this.#setSize(isKnown ? item : { width: ASSUMED_PX, height: ASSUMED_PX });
  }

  /** @param {Item} item */
  #showMedia(item) {
    this.#picture.hidden = true;
    const tag = item.kind === "video" ? "video" : "audio";
    const media = make(tag, { class: "eg-media", controls: true, loop: true, playsinline: true });
    media.src = this.#addresses.original(item);
    media.autoplay = true;
    media.addEventListener("pointerdown", (event) => event.stopPropagation());
    this.#media = media;
    this.element.append(media);
    this.#delegate.stageZoomed(false);
  }

  #onOriginal() {
    if (!this.#item) return;
    setAttribute(this.element, "data-loaded", "true");
    const { naturalWidth: width, naturalHeight: height } = this.#original;
    const isOther = width !== this.#size.width || height !== this.#size.height;
    if (isOther && width > 0) this.#setSize({ width, height });
  }

  #onBroken() {
    if (this.#item) setAttribute(this.element, "data-broken", "true");
  }

  #onResized() {
    if (this.#isWhole) this.#fit();
    else this.#apply(bounds(this.#pose, this.#size, this.#space));
  }

  /** @param {Size} size */
  #setSize({ width, height }) {
    this.#size = { width, height };
    this.#picture.style.width = `${width}px`;
    this.#picture.style.height = `${height}px`;
    this.#fit();
  }

  /** @returns {Size} */
  get #space() {
    return { width: this.element.clientWidth || 1, height: this.element.clientHeight || 1 };
  }

  /** Its own pixels, or twice the size where the whole picture is about that already. */
  get #actualScale() {
    const fit = fitScale(this.#size, this.#space);
    return fit < 0.95 ? 1 : fit * 2;
  }

  #fit() {
    this.#apply(fitted(this.#size, this.#space));
  }

  /** @param {number} scale @param {Point} at */
  #zoomTo(scale, at) {
    this.#apply(zoomedAt(this.#pose, scale, at, this.#size, this.#space));
  }

  /** @param {Pose} pose */
  #apply(pose) {
    this.#pose = pose;
    this.#isWhole = !this.isZoomed;
    this.#draw(pose);
    this.#original.style.imageRendering = pose.scale >= PIXELATED_SCALE ? "pixelated" : "";
    setAttribute(this.element, "data-zoomed", String(this.isZoomed));
    this.#delegate.stageZoomed(this.isZoomed);
  }

  /** @param {Pose} pose */
  #draw({ scale, x, y }) {
    this.#picture.style.transform = `translate(-50%, -50%) translate(${x}px, ${y}px) scale(${scale})`;
  }

  // Gestures

  /** @param {Point} delta @param {Point} total */
  #onMoved(delta, total) {
    if (this.#media) return;
    const { scale, x, y } = this.#pose;
    if (this.isZoomed) {
      this.#apply(bounds({ scale, x: x + delta.x, y: y + delta.y }, this.#size, this.#space));
    } else {
      // The picture follows the finger, mostly in the direction it is going.
      const isAcross = Math.abs(total.x) > Math.abs(total.y);
      this.#draw({ scale, x: isAcross ? total.x : 0, y: isAcross ? 0 : Math.max(0, total.y) });
    }
  }

  /** @param {Point} total @param {Point} speed */
  #onEnded(total, speed) {
    if (this.isZoomed) return;
    this.#draw(this.#pose);
    const isAcross = Math.abs(total.x) > Math.abs(total.y);
    if (isAcross && isSwipe(total.x, speed.x)) this.#delegate.stagePaged(total.x < 0 ? 1 : -1);
    else if (!isAcross && total.y > 0 && isSwipe(total.y, speed.y)) this.#delegate.stageDismissed();
  }

  /** @param {number} ratio @param {Point} at @param {Point} delta */
  #onPinched(ratio, at, delta) {
    if (this.#media) return;
    const { scale, x, y } = this.#pose;
    this.#pose = { scale, x: x + delta.x, y: y + delta.y };
    this.#zoomTo(scale * ratio, this.#fromMiddle({ clientX: at.x, clientY: at.y }));
  }

  /** A click on the black around the picture closes. @param {PointerEvent} event */
  #onTapped(event) {
    if (event.pointerType !== "mouse" || this.#media) return;
    const at = this.#fromMiddle(event);
    const { scale, x, y } = this.#pose;
    const isOutside =
      Math.abs(at.x - x) > (this.#size.width * scale) / 2 ||
      Math.abs(at.y - y) > (this.#size.height * scale) / 2;
    if (isOutside) this.#delegate.stageDismissed();
  }

  /** @param {WheelEvent} event */
  #onWheel(event) {
    event.preventDefault();
    const deltaPx =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 33 : event.deltaY;
    // A pinch on a trackpad comes as a wheel with ctrl, in smaller steps.
    const rate = event.ctrlKey ? WHEEL_RATE * 5 : WHEEL_RATE;
    this.zoomBy(Math.exp(-deltaPx * rate), this.#fromMiddle(event));
  }

  /** @param {{clientX: number, clientY: number}} point @returns {Point} */
  #fromMiddle({ clientX, clientY }) {
    const { left, top, width, height } = this.element.getBoundingClientRect();
    return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
  }
}

/** @param {number} distancePx @param {number} speed px per ms */
function isSwipe(distancePx, speed) {
  return Math.abs(distancePx) > SWIPE_PX || (Math.abs(speed) > SWIPE_PX_PER_MS && distancePx !== 0);
}

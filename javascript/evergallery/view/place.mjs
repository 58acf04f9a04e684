import { setAttribute } from "./dom.mjs";

/** Narrower than this is a phone: collapsed search, three columns. */
const NARROW_PX = 640;

/** Narrower than this, the folders lie over the pictures and not beside them. */
const DRAWER_PX = 900;

/** Never lower than this, however much the host shows above. */
const LOWEST_PX = 420;

/** Room left below the gallery: as much as there is beside it, but no more than this. */
const MARGIN_PX = 12;

/** More of the host's page than this is not a footer: then the page scrolls. */
const FOOTER_PX = 240;

/** Several sizes settle within this while a window is resized or a tab is opened. */
const SETTLE_MS = 80;

/** The gallery in its host's page: as high as the window leaves room for, and how wide it counts. */
export class Place {
  #element;
  #later;
  #callOff = () => {};

  /**
   * @param {object} options
   * @param {HTMLElement} options.element the <eg-gallery>
   * @param {import("../io/later.mjs").Later} options.later
   */
  constructor({ element, later }) {
    this.#element = element;
    this.#later = later;
  }

  /** A hidden tab has no width: then the window tells. */
  get width() {
    return this.#element.clientWidth || window.innerWidth;
  }

  get isNarrow() {
    return this.width < NARROW_PX;
  }

  get isDrawer() {
    return this.width < DRAWER_PX;
  }

  /**
   * @param {() => void} onSize there may be another size
   * @param {AbortSignal} signal
   */
  watch(onSize, signal) {
    const soon = () => {
      this.#callOff();
      this.#callOff = this.#later(onSize, SETTLE_MS);
    };
    window.addEventListener("resize", soon, { signal });
    const observer = new ResizeObserver(soon);
    observer.observe(this.#element);
    observer.observe(document.body); // what the host shows above may grow
    const stop = () => {
      observer.disconnect();
      this.#callOff();
    };
    signal.addEventListener("abort", stop, { once: true });
  }

  /** @returns {boolean} false while the gallery is hidden */
  fit() {
    const { width, top, left } = this.#element.getBoundingClientRect();
    if (width === 0) return false;
    const margin = Math.max(0, Math.min(MARGIN_PX, Math.round(left)));
    this.#element.style.setProperty("--eg-margin", `${margin}px`);
    setAttribute(this.#element, "data-narrow", String(this.isNarrow));
    setAttribute(this.#element, "data-drawer", String(this.isDrawer));
    const above = Math.min(top + window.scrollY, 400);
    const height = Math.max(LOWEST_PX, window.innerHeight - above - margin);
    this.#setHeight(height);
    this.#setHeight(Math.max(LOWEST_PX, height - this.#footerHeight()));
    return true;
  }

  /** @param {number} height */
  #setHeight(height) {
    this.#element.style.setProperty("--eg-height", `${Math.floor(height)}px`);
  }

  /** How far the host's page would scroll now: two scroll bars side by side are one too many. */
  #footerHeight() {
    const { scrollHeight, clientHeight } = document.documentElement;
    const excess = scrollHeight - clientHeight;
    return excess <= FOOTER_PX ? excess : 0;
  }
}

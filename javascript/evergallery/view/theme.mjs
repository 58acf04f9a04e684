import { over, readColor, writeColor } from "./contrast.mjs";
import { make } from "./dom.mjs";
import { readablePalette } from "./palette.mjs";

/** @typedef {import("./contrast.mjs").Color} Color */

const WHITE = /** @type {Color} */ ([1, 1, 1, 1]);
const CLEAR = /** @type {Color} */ ([0, 0, 0, 0]);

/** Where hosts keep their dark mode: body.dark, an attribute or a style of the document. */
const WATCHED = Object.freeze({
  attributes: true,
  attributeFilter: ["class", "style", "data-theme"],
});

/**
 * Sets --eg-surface, --eg-text, --eg-muted and --eg-accent on the element from what the host's theme shows
 * there now, as css/tokens.css names it, and again whenever that changes.
 */
export class Theme {
  /** Shows nothing; carries the host's colours as css/tokens.css maps them. */
  probe = make("span", { class: "eg-probe", hidden: true });
  #element;

  /**
   * @param {HTMLElement} element the <eg-gallery>
   * @param {AbortSignal} signal
   */
  constructor(element, signal) {
    this.#element = element;
    const observer = new MutationObserver(() => this.refresh());
    observer.observe(document.documentElement, WATCHED);
    observer.observe(document.body, WATCHED);
    signal.addEventListener("abort", () => observer.disconnect(), { once: true });
  }

  refresh() {
    if (!this.probe.isConnected) return;
    const { surface, text, muted, accent, isDark } = readablePalette(this.#hostColors());
    const { style } = this.#element;
    style.setProperty("--eg-surface", writeColor(surface));
    style.setProperty("--eg-text", writeColor(text));
    style.setProperty("--eg-muted", writeColor(muted));
    style.setProperty("--eg-accent", writeColor(accent));
    style.colorScheme = isDark ? "dark" : "light";
  }

  #hostColors() {
    const { backgroundColor, color, borderTopColor } = getComputedStyle(this.probe);
    const back = this.#behind();
    const accent = readColor(borderTopColor);
    return {
      surface: over(readColor(backgroundColor) ?? CLEAR, back),
      texts: [readColor(color), readColor(getComputedStyle(this.#element).color)],
      accent: accent && over(accent, back),
    };
  }

  /** What is seen through a translucent surface. @returns {Color} opaque */
  #behind() {
    /** @type {Color[]} */
    const layers = [];
    for (let place = this.#element.parentElement; place; place = place.parentElement) {
      layers.push(readColor(getComputedStyle(place).backgroundColor) ?? CLEAR);
    }
    return layers.reduceRight((back, layer) => over(layer, back), WHITE);
  }
}

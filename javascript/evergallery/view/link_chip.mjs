import { make, setAttribute, setText } from "./dom.mjs";
import { LinkPanel } from "./link_panel.mjs";
import { linkLabel, linkSentence, linkTone } from "./words.mjs";

/** @typedef {import("./link_panel.mjs").LinkDelegate} LinkDelegate */

/** A round trip changes with every message; the panel is refreshed this often while it is open. */
const REFRESH_MS = 1_000;

/** The link at a glance, in colour and in a word; a click opens the panel. */
export class LinkChip {
  #dot = make("span", { class: "eg-dot" });
  #label = make("span", { class: "eg-link-label" });
  #button = make(
    "button",
    { type: "button", class: "eg-link", "aria-haspopup": "dialog", "aria-expanded": "false" },
    this.#dot,
    this.#label,
  );
  #panel;
  element;
  #delegate;
  #later;
  #callOff = () => {};

  /**
   * @param {object} options
   * @param {LinkDelegate} options.delegate
   * @param {string} options.transport as it is set now
   * @param {import("../io/later.mjs").Later} options.later
   * @param {AbortSignal} options.signal
   */
  constructor({ delegate, transport, later, signal }) {
    this.#delegate = delegate;
    this.#later = later;
    this.#panel = new LinkPanel({ delegate, transport, later });
    this.element = make("div", { class: "eg-link-place" }, this.#button, this.#panel.element);
    this.#button.addEventListener("click", () => this.#setOpen(!this.#panel.isOpen));
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
    document.addEventListener("pointerdown", (event) => this.#onOutside(event), { signal });
    signal.addEventListener("abort", () => this.#setOpen(false), { once: true });
    this.refresh();
  }

  /**
   * @param {string} transport what holds now
   * @param {string} setting the host's
   */
  choose(transport, setting) {
    this.#panel.choose(transport, setting);
  }

  refresh() {
    const status = this.#delegate.linkStatus();
    setAttribute(this.#dot, "data-tone", linkTone(status));
    setAttribute(this.#button, "data-tone", linkTone(status));
    setText(this.#label, linkLabel(status));
    const sentence = linkSentence(status);
    setAttribute(this.#button, "title", sentence);
    setAttribute(this.#button, "aria-label", `Connection: ${linkLabel(status)}. ${sentence}`);
    if (this.#panel.isOpen) this.#panel.refresh();
  }

  /** @param {boolean} open */
  #setOpen(open) {
    if (open === this.#panel.isOpen) return;
    this.#panel.setOpen(open);
    this.#button.setAttribute("aria-expanded", String(open));
    this.#callOff();
    if (open) this.#keepFresh();
  }

  #keepFresh() {
    this.refresh();
    this.#callOff = this.#later(() => this.#keepFresh(), REFRESH_MS);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Escape" || !this.#panel.isOpen) return;
    event.stopPropagation();
    this.#setOpen(false);
    this.#button.focus();
  }

  /** @param {Event} event */
  #onOutside(event) {
    if (!this.element.contains(/** @type {Node} */ (event.target))) this.#setOpen(false);
  }
}

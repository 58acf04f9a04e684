import { make, setText } from "./dom.mjs";

/** Long enough to read two short sentences. */
const SHOWN_MS = 6_000;

/** A sentence that comes by itself, asks nothing and goes again. Screen readers say it when they have time. */
export class Toast {
  #text = make("div", { class: "eg-toast" });
  element = make("div", { class: "eg-toast-place", role: "status" }, this.#text);
  #later;
  #callOff = () => {};

  /** @param {{later: import("../io/later.mjs").Later}} options */
  constructor({ later }) {
    this.#later = later;
    this.#text.hidden = true;
  }

  /**
   * @param {string} sentence
   * @param {Element} place what is in front: nothing is seen behind an open dialog
   */
  show(sentence, place) {
    if (this.element.parentElement !== place) place.append(this.element);
    setText(this.#text, sentence);
    this.#text.hidden = false;
    this.#callOff();
    this.#callOff = this.#later(() => this.#hide(), SHOWN_MS);
  }

  stop() {
    this.#callOff();
  }

  #hide() {
    this.#text.hidden = true;
    setText(this.#text, "");
  }
}

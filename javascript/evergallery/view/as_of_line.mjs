import { asOfInWords } from "./as_of_words.mjs";
import { make, setText } from "./dom.mjs";

/** @typedef {import("./as_of_words.mjs").AsOf} AsOf */

/** A server that answers sooner than this needs no words: they would only flash. */
const PATIENCE_MS = 3_000;

/** One slim line over the foot of the grid, while what is shown is not the server's present word. */
export class AsOfLine {
  element = make("div", { class: "eg-as-of", role: "status", hidden: true });
  #later;
  /** @type {AsOf | null} */ #asOf = null;
  #callOff = () => {};

  /** @param {import("../io/later.mjs").Later} later */
  constructor(later) {
    this.#later = later;
  }

  /** @param {AsOf | null} asOf null while it is */
  show(asOf) {
    const wasWaiting = this.#asOf !== null && !this.#asOf.isOffline;
    this.#asOf = asOf;
    if (asOf && !asOf.isOffline && wasWaiting) return; // its time runs already
    this.#callOff();
    if (asOf && !asOf.isOffline) this.#callOff = this.#later(() => this.#write(), PATIENCE_MS);
    else this.#write();
  }

  stop() {
    this.#callOff();
  }

  #write() {
    this.element.hidden = this.#asOf === null;
    if (this.#asOf) setText(this.element, asOfInWords(this.#asOf, Date.now()));
  }
}

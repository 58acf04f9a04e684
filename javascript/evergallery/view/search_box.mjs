import { iconButton } from "./button.mjs";
import { make } from "./dom.mjs";
import { icon } from "./icons.mjs";

/** Long enough for a word to be typed, short enough to feel immediate. */
const PAUSE_MS = 250;

/** Words in file names and prompts. On a phone it is an icon until it is wanted. */
export class SearchBox {
  #input = make("input", {
    class: "eg-search",
    type: "search",
    placeholder: "Search names and prompts",
    "aria-label": "Search names and prompts",
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "search",
  });
  #clear = iconButton("close", "Clear the search", () => this.clear(), { hidden: true });
  element = make(
    "div",
    { class: "eg-search-box", role: "search" },
    icon("search"),
    this.#input,
    this.#clear,
  );
  #onWords;
  #later;
  #callOff = () => {};
  #sent = "";

  /**
   * @param {object} options
   * @param {(words: string) => void} options.onWords called when the person pauses
   * @param {import("../io/later.mjs").Later} options.later
   */
  constructor({ onWords, later }) {
    this.#onWords = onWords;
    this.#later = later;
    this.#input.addEventListener("input", () => this.#onInput());
    this.#input.addEventListener("keydown", (event) => this.#onKey(event));
    this.element.addEventListener("click", () => this.focus());
  }

  focus() {
    this.#input.focus();
  }

  /** Words that are searched for already; what the person is typing stays. @param {string} words */
  show(words) {
    if (this.#typed !== this.#sent || words === this.#sent) return;
    this.#sent = words;
    this.#input.value = words;
    this.#showClear();
  }

  clear() {
    this.#input.value = "";
    this.#send();
    this.focus();
  }

  #onInput() {
    this.#callOff();
    this.#callOff = this.#later(() => this.#send(), PAUSE_MS);
    this.#showClear();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    // The host listens for keys on the document; while typing they are ours.
    event.stopPropagation();
    if (event.key === "Enter") this.#send();
    if (event.key === "Escape" && this.#input.value) {
      event.preventDefault();
      this.clear();
    }
  }

  #send() {
    this.#callOff();
    this.#showClear();
    const words = this.#typed;
    if (words === this.#sent) return;
    this.#sent = words;
    this.#onWords(words);
  }

  get #typed() {
    return this.#input.value.trim().replaceAll(/\s+/g, " ");
  }

  #showClear() {
    this.#clear.hidden = this.#input.value === "";
    this.element.classList.toggle("eg-filled", this.#input.value !== "");
  }
}

import { iconButton } from "./button.mjs";
import { make } from "./dom.mjs";

/** @type {readonly (readonly [keys: string, meaning: string])[]} */
const KEYS = Object.freeze([
  ["← → ↑ ↓", "Go from picture to picture"],
  ["Enter", "Open the picture"],
  ["/", "Search"],
  ["i", "Show or hide how a picture was made"],
  ["s", "Mark as a favourite, or take the mark off"],
  ["z", "Zoom to its own pixels and back"],
  ["+  −", "Zoom"],
  ["f", "Full screen"],
  ["d", "Download"],
  ["o", "Open the original in a new tab"],
  ["Esc", "Close"],
  ["?", "This list"],
]);

/** The keys, in a dialog. */
export class HelpPanel {
  element = make(
    "dialog",
    { class: "eg-help", "aria-label": "Keys" },
    make(
      "div",
      { class: "eg-help-head" },
      make("span", { class: "eg-help-title" }, "Keys"),
      iconButton("close", "Close", () => this.element.close()),
    ),
    make("dl", { class: "eg-keys" }, ...KEYS.flatMap(keyLine)),
  );

  constructor() {
    this.element.addEventListener("keydown", (event) => event.stopPropagation());
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element) this.element.close();
    });
  }

  open() {
    if (!this.element.open) this.element.showModal();
  }
}

/** @param {readonly [keys: string, meaning: string]} line */
function keyLine([keys, meaning]) {
  return [make("dt", {}, keys), make("dd", {}, meaning)];
}

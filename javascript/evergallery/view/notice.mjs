import { textButton } from "./button.mjs";
import { make, setText } from "./dom.mjs";
import { icon } from "./icons.mjs";

/** Says in the middle of the grid why there is nothing to see, and what to do about it. */
export class Notice {
  #icon = make("div", { class: "eg-notice-icon" });
  #title = make("div", { class: "eg-notice-title" });
  #text = make("div", { class: "eg-notice-text" });
  #actions = make("div", { class: "eg-notice-actions" });
  element = make(
    "div",
    { class: "eg-notice", role: "status", hidden: true },
    this.#icon,
    this.#title,
    this.#text,
    this.#actions,
  );

  #onClear;
  #onRetry;

  /** @param {{onClear: () => void, onRetry: () => void}} options */
  constructor({ onClear, onRetry }) {
    this.#onClear = onClear;
    this.#onRetry = onRetry;
  }

  /** @param {import("./gallery_state.mjs").Said | null} said null when the pictures speak for themselves */
  show(said) {
    this.element.hidden = said === null;
    if (!said) return;
    this.#icon.replaceChildren(icon(said.iconName));
    setText(this.#title, said.title);
    setText(this.#text, said.text);
    this.#actions.replaceChildren(...this.#remedies(said.remedy));
  }

  /** @param {"clear" | "retry" | null} remedy */
  #remedies(remedy) {
    if (remedy === "clear") return [textButton("Clear the search", this.#onClear)];
    if (remedy === "retry") return [textButton("Try again", this.#onRetry)];
    return [];
  }
}

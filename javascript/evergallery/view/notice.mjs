import { textButton } from "./button.mjs";
import { make, setText } from "./dom.mjs";
import { icon } from "./icons.mjs";
import { pageLink } from "./page_link.mjs";

/** @typedef {import("./gallery_state.mjs").Remedy} Remedy */

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

  #offered = "";
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
    this.#offer(said.remedy);
  }

  /** Made anew only when it is another one: the pointer may be on it. @param {Remedy | null} remedy */
  #offer(remedy) {
    const offered = remedy ? `${remedy.kind} ${remedy.label}` : "";
    if (offered === this.#offered) return;
    this.#offered = offered;
    this.#actions.replaceChildren(...(remedy ? this.#remedies(remedy) : []));
  }

  /** @param {Remedy} remedy */
  #remedies({ kind, label }) {
    if (kind === "open") return [pageLink(label), textButton("Try again", this.#onRetry)];
    return [textButton(label, kind === "clear" ? this.#onClear : this.#onRetry)];
  }
}

import { formatCount } from "../util/format_count.mjs";
import { make, setText } from "./dom.mjs";
import { icon } from "./icons.mjs";

/** "3 new": pictures that came in above while the person looks at others. A click goes there. */
export class NewsPill {
  #text = make("span");
  element = make(
    "button",
    { type: "button", class: "eg-news", hidden: true },
    icon("up"),
    this.#text,
  );

  /** @param {{onClick: () => void}} options */
  constructor({ onClick }) {
    this.element.addEventListener("click", onClick);
  }

  /** @param {number} count */
  show(count) {
    this.element.hidden = count === 0;
    setText(this.#text, `${formatCount(count)} new`);
    this.element.setAttribute("aria-label", `${formatCount(count)} new, go to the top`);
  }
}

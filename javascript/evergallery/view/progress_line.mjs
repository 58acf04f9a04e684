import { make, setText } from "./dom.mjs";
import { progressInWords } from "./words.mjs";

/** One line at the foot while the server reads folders. */
export class ProgressLine {
  #text = make("span");
  #bar = make("span", { class: "eg-progress-bar" });
  element = make(
    "div",
    { class: "eg-progress", role: "status", hidden: true },
    this.#bar,
    this.#text,
  );

  /** @param {import("./words.mjs").Progress} progress */
  show(progress) {
    const words = progressInWords(progress);
    this.element.hidden = words === "";
    setText(this.#text, words);
    const share = progress.phase === "details" ? progress.done / Math.max(1, progress.found) : 0;
    this.#bar.style.setProperty("--eg-share", String(Math.min(1, share)));
  }
}

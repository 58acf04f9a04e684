import { formatTime } from "../util/format_time.mjs";
import { make } from "./dom.mjs";
import { momentInWords } from "./moment_words.mjs";
import { linkTone } from "./words.mjs";

/** @typedef {import("../model/link_facts.mjs").Moment} Moment */

/** The changes of the link, the newest first. */
export class LinkTimeline {
  #list = make("ol", { class: "eg-moments", tabindex: 0, "aria-label": "Changes, newest first" });
  element = make(
    "section",
    { class: "eg-link-part", hidden: true },
    make("h4", { class: "eg-link-title" }, "What happened"),
    this.#list,
  );
  #shown = "";

  /** @param {readonly Moment[]} moments the oldest first */
  show(moments) {
    const shown = `${moments.length} ${moments.at(-1)?.atMs}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.element.hidden = moments.length === 0;
    this.#list.replaceChildren(...[...moments].reverse().map(momentLine));
  }
}

/** @param {Moment} moment */
function momentLine(moment) {
  const { state, transport, reason } = moment;
  const carrier = /** @type {"websocket" | "http" | "none"} */ (transport);
  const tone = linkTone({ state, transport: carrier, reason, rttMs: null, sinceMs: 0 });
  return make(
    "li",
    { class: "eg-moment", "data-state": state, "data-transport": transport },
    make("span", { class: "eg-dot", "data-tone": tone }),
    make("time", {}, formatTime(moment.atMs)),
    make("span", {}, momentInWords(moment)),
  );
}

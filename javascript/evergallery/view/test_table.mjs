import { formatMs } from "../util/format_ms.mjs";
import { make } from "./dom.mjs";
import { icon } from "./icons.mjs";

/**
 * @typedef {object} ProbeRow
 * @property {string} probe
 * @property {string} label     the same for people
 * @property {string} outcome   "ok", or what went wrong
 * @property {string} words     the same for people
 * @property {number | null} ms
 */

/** What each probe of a connection test found. */
export class TestTable {
  #body = make("tbody");
  element = make(
    "table",
    { class: "eg-test-table", "aria-label": "What the test found", hidden: true },
    this.#body,
  );

  clear() {
    this.#body.replaceChildren();
    this.element.hidden = true;
  }

  /** @param {ProbeRow} row */
  add(row) {
    this.#body.append(tableRow(row));
    this.element.hidden = false;
  }

  /** @param {readonly ProbeRow[]} rows */
  show(rows) {
    this.#body.replaceChildren(...rows.map(tableRow));
    this.element.hidden = rows.length === 0;
  }
}

/**
 * @param {string} outcome
 * @returns {"good" | "bad" | "none"} none where it was not tried
 */
export function outcomeTone(outcome) {
  if (outcome === "ok") return "good";
  return outcome === "skipped" ? "none" : "bad";
}

/** @param {ProbeRow} row */
function tableRow({ probe, label, outcome, words, ms }) {
  const tone = outcomeTone(outcome);
  const sign = { good: icon("check"), bad: icon("close"), none: null }[tone];
  return make(
    "tr",
    { "data-probe": probe, "data-tone": tone },
    make("td", { class: "eg-test-sign" }, sign),
    make(
      "th",
      { scope: "row" },
      label,
      make("span", { class: "eg-test-words" }, tone === "good" ? "" : words), // what went well needs none
    ),
    make("td", { class: "eg-test-ms" }, ms === null ? "" : formatMs(ms)),
  );
}

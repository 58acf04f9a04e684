import { formatBytes } from "../util/format_bytes.mjs";
import { copyButton } from "./copy_button.mjs";
import { make } from "./dom.mjs";

/** @typedef {import("../model/item.mjs").Item} Item */

/**
 * Body of the command `item`.
 *
 * @typedef {object} ItemDetail
 * @property {number} id
 * @property {string} folder_name
 * @property {string} version
 * @property {string | null} prompt
 * @property {string | null} negative_prompt
 * @property {[string, string][]} parameters
 * @property {string | null} infotext
 */

/**
 * Details of earlier visits.
 *
 * @typedef {object} DetailMemory
 * @property {(item: Item) => Promise<ItemDetail | null>} detail
 * @property {(item: Item, detail: ItemDetail) => void} keepDetail
 */

/** A server that takes longer to tell is waited for in words. */
const PATIENCE_MS = 3_000;

/** Details kept for going back and forth. */
const MOST_KEPT = 60;

/** How a picture was made: its prompt, its parameters, and facts about its file. */
export class InfoPanel {
  #facts = make("div", { class: "eg-info-facts" });
  #made = make("div", { class: "eg-info-made" });
  element = make(
    "aside",
    { class: "eg-info", "aria-label": "About this picture" },
    this.#facts,
    this.#made,
  );
  #request;
  #memory;
  #later;
  /** @type {Map<string, ItemDetail>} */ #kept = new Map();
  #asking = new AbortController();
  #shown = "";
  /** What an earlier visit told of the shown picture, as JSON. */
  #recalled = "";

  /**
   * @param {object} options
   * @param {import("../model/open_view.mjs").Request} options.request
   * @param {DetailMemory | null} options.memory
   * @param {import("../io/later.mjs").Later} options.later
   */
  constructor({ request, memory, later }) {
    this.#request = request;
    this.#memory = memory;
    this.#later = later;
  }

  /** @param {Item} item */
  async show(item) {
    const key = `${item.id} ${item.version}`;
    if (key === this.#shown) return;
    this.#shown = key;
    this.#recalled = "";
    this.#asking.abort();
    this.#showFacts(item, "");
    const kept = this.#kept.get(key);
    if (kept) this.#showDetail(item, kept);
    else await this.#ask(item, key);
  }

  /** @param {Item} item @param {string} key */
  async #ask(item, key) {
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    this.#made.classList.add("eg-waiting");
    this.#recall(item, key, signal);
    const callOff = this.#later(() => this.#showWaiting(signal), PATIENCE_MS);
    try {
      const detail = await this.#request("item", { id: item.id }, { signal });
      this.#keep(key, detail);
      if (detail.version === item.version) this.#memory?.keepDetail(item, detail);
      const isTold = JSON.stringify(detail) === this.#recalled;
      if (!signal.aborted && !isTold) this.#showDetail(item, detail);
    } catch (error) {
      if (!signal.aborted) this.#showFailure(error);
    } finally {
      callOff();
    }
  }

  /** @param {AbortSignal} signal */
  #showWaiting(signal) {
    if (signal.aborted || this.#recalled !== "") return;
    const words = "How it was made comes as soon as the server answers.";
    this.#made.replaceChildren(make("div", { class: "eg-info-none" }, words));
  }

  /**
   * What an earlier visit kept, until the server answers.
   *
   * @param {Item} item
   * @param {string} key
   * @param {AbortSignal} signal
   */
  async #recall(item, key, signal) {
    const detail = await this.#memory?.detail(item);
    if (!detail || signal.aborted || this.#kept.has(key)) return;
    this.#recalled = JSON.stringify(detail);
    this.#showDetail(item, detail);
  }

  /** @param {string} key @param {ItemDetail} detail */
  #keep(key, detail) {
    this.#kept.set(key, detail);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  /** @param {Item} item @param {string} folder */
  #showFacts(item, folder) {
    const date = new Date(item.mtimeS * 1000);
    const when = date.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
    const size = item.width > 0 ? `${item.width} × ${item.height}` : "";
    const facts = [size, formatBytes(item.sizeBytes), when].filter(Boolean).join("  ·  ");
    this.#facts.replaceChildren(
      make("div", { class: "eg-info-name", title: item.name }, item.name),
      make("div", { class: "eg-info-line" }, facts),
      folder ? make("div", { class: "eg-info-line" }, `in ${folder}`) : "",
    );
  }

  /** @param {Item} item @param {ItemDetail} detail */
  #showDetail(item, detail) {
    this.#showFacts(item, detail.folder_name);
    this.#made.classList.remove("eg-waiting");
    const parts = [
      this.#text("Prompt", detail.prompt),
      this.#text("Negative prompt", detail.negative_prompt),
      this.#parameters(detail.parameters ?? [], detail.infotext),
    ].filter((part) => part !== null);
    if (parts.length === 0) parts.push(this.#other(detail.infotext));
    this.#made.replaceChildren(...parts);
    this.element.scrollTop = 0;
  }

  /** @param {string | null} infotext */
  #other(infotext) {
    const told = this.#text("Text in the file", infotext);
    return (
      told ?? make("div", { class: "eg-info-none" }, "This file does not say how it was made.")
    );
  }

  /** @param {any} error */
  #showFailure(error) {
    this.#made.classList.remove("eg-waiting");
    const words = error?.message ?? "";
    this.#made.replaceChildren(make("div", { class: "eg-info-none" }, words));
    this.#shown = "";
  }

  /** @param {string} title @param {string | null} text */
  #text(title, text) {
    if (!text) return null;
    const button = copyButton({ label: `Copy: ${title}`, text, later: this.#later });
    return make(
      "section",
      { class: "eg-info-part" },
      make("div", { class: "eg-info-title" }, title, button),
      make("div", { class: "eg-info-text" }, text),
    );
  }

  /** @param {[string, string][]} parameters @param {string | null} infotext */
  #parameters(parameters, infotext) {
    if (parameters.length === 0) return null;
    const label = "Copy everything";
    const button = infotext ? copyButton({ label, text: infotext, later: this.#later }) : null;
    const lines = parameters.flatMap(([key, value]) => [
      make("dt", { title: key }, key),
      make("dd", {}, String(value)),
    ]);
    return make(
      "section",
      { class: "eg-info-part" },
      make("div", { class: "eg-info-title" }, "Parameters", button),
      make("dl", { class: "eg-parameters" }, ...lines),
    );
  }
}

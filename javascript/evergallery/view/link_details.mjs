import { linkFacts } from "../model/link_facts.mjs";
import { linkReport } from "../model/link_report.mjs";
import { testFacts } from "../model/test_facts.mjs";
import { ConnectionTest } from "./connection_test.mjs";
import { copyingButton } from "./copying_button.mjs";
import { make } from "./dom.mjs";
import { LinkFigures } from "./link_figures.mjs";
import { LinkTimeline } from "./link_timeline.mjs";
import { RttLine } from "./rtt_line.mjs";
import { tellingButton } from "./telling_button.mjs";

/** @typedef {import("./link_panel.mjs").LinkDelegate} LinkDelegate */

/** The server is asked for its own figures this often, while they are looked at. */
const ASK_SERVER_MS = 5_000;

/** What is behind "Details": round trips, figures, what happened, and the tools. */
export class LinkDetails {
  #trips = new RttLine();
  #figures = new LinkFigures();
  #timeline = new LinkTimeline();
  #test;
  element;
  #delegate;
  /** Body of the command `status`. @type {object | null} */ #server = null;
  #askedMs = 0;

  /**
   * @param {object} options
   * @param {LinkDelegate} options.delegate
   * @param {() => string} options.chosen  the transport that is set now
   * @param {import("../io/later.mjs").Later} options.later
   */
  constructor({ delegate, chosen, later }) {
    this.#delegate = delegate;
    const onTransport = (/** @type {string} */ name) => delegate.linkTransportChosen(name);
    const test = delegate.linkTest;
    this.#test = test ? new ConnectionTest({ test, chosen, onTransport, later }) : null;
    this.element = make(
      "details",
      { class: "eg-link-details" },
      make("summary", {}, "Details"),
      this.#trips.element,
      this.#tools(later),
      this.#test?.element ?? null,
      this.#timeline.element,
      this.#figures.element,
    );
    this.element.addEventListener("toggle", () => this.#onToggle());
  }

  refresh() {
    if (!this.element.open) return;
    this.#askServer();
    const facts = linkFacts(this.#said());
    this.#trips.show(facts.rtt);
    this.#figures.show(facts);
    this.#timeline.show(facts.timeline);
  }

  /** The panel was closed. */
  rest() {
    this.#test?.cancel();
  }

  /** @param {import("../io/later.mjs").Later} later */
  #tools(later) {
    const report = copyingButton({ label: "Copy report", text: () => this.#report(), later });
    const forget = tellingButton({
      label: "Forget what was learnt",
      act: () => this.#forget(),
      later,
    });
    report.title = "For an issue: no file names, prompts or addresses in it";
    forget.title = "Which ways worked here before, and how long they lasted";
    return make("div", { class: "eg-link-tools" }, this.#test?.button ?? null, report, forget);
  }

  #onToggle() {
    if (this.element.open) this.refresh();
    else this.rest();
  }

  #said() {
    const { status, pictures, cache } = this.#delegate.linkFigures();
    return { status, pictures, cache, server: this.#server };
  }

  #report() {
    return linkReport({
      said: this.#said(),
      surroundings: this.#delegate.linkSurroundings(),
      tested: testFacts(this.#test?.tested),
      nowMs: Date.now(),
    });
  }

  #forget() {
    this.#delegate.linkForgotten();
    return "Forgotten";
  }

  /** A connection that is down answers late: what was said last stays. */
  async #askServer() {
    const nowMs = Date.now();
    if (nowMs - this.#askedMs < ASK_SERVER_MS) return;
    this.#askedMs = nowMs;
    this.#server = (await this.#delegate.linkServer()) ?? this.#server;
  }
}

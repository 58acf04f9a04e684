import { recommendedBy } from "../model/test_facts.mjs";
import { textButton } from "./button.mjs";
import { make, setAttribute, setText } from "./dom.mjs";
import { repairLines } from "./repair_lines.mjs";
import { TestTable } from "./test_table.mjs";
import { CHOICES } from "./transport_toggle.mjs";

/** @typedef {import("./test_table.mjs").ProbeRow} ProbeRow */

/**
 * @typedef {object} Tested   what a test of the connection has found; more in io/self_test.mjs
 * @property {ProbeRow[]} rows
 * @property {string[]} findings       in words, the gravest first
 * @property {string} recommendation   in words
 * @property {{nginx?: string[], caddy?: string[]} | null} lines   that repair the proxy
 * @property {{transport: string}} diagnosis   the transport to choose
 */

/**
 * @callback RunTest
 * @param {object} options
 * @param {AbortSignal} options.signal
 * @param {boolean} options.quick   a quarter of a minute, not two minutes
 * @param {(row: ProbeRow, done: number, total: number) => void} options.onProgress
 * @returns {Promise<Tested>}
 */

/** "Test my connection": from the button over the progress to what was found and what helps. */
export class ConnectionTest {
  /** The last outcome, for the report. @type {Tested | null} */
  tested = null;
  #start = textButton("Test my connection", () => this.#run(true));
  #longer = textButton("Test longer, two minutes", () => this.#run(false), {
    title: "Holds connections for a while, as long as proxies like to cut them",
    class: "eg-text-button eg-test-longer",
    hidden: true,
  });
  #cancel = textButton("Stop the test", () => this.cancel(), { hidden: true });
  #doing = make("div", { class: "eg-test-doing", role: "status" });
  #bar = make("progress", { class: "eg-test-bar", max: 1, value: 0, "aria-label": "Test" });
  #table = new TestTable();
  #finding = make("div", { class: "eg-test-finding", role: "status", hidden: true });
  #advice = make("div", { class: "eg-test-advice" });
  button = make("div", { class: "eg-test-start" }, this.#start, this.#cancel);
  element = make(
    "section",
    { class: "eg-link-part eg-test", "aria-label": "Connection test", hidden: true },
    this.#doing,
    this.#bar,
    this.#finding,
    this.#advice,
    this.#table.element,
    this.#longer,
  );
  #test;
  #chosen;
  #onTransport;
  #later;
  /** @type {AbortController | null} */ #running = null;

  /**
   * @param {object} options
   * @param {RunTest} options.test
   * @param {() => string} options.chosen  the transport that is set now
   * @param {(name: string) => void} options.onTransport
   * @param {import("../io/later.mjs").Later} options.later
   */
  constructor({ test, chosen, onTransport, later }) {
    this.#test = test;
    this.#chosen = chosen;
    this.#onTransport = onTransport;
    this.#later = later;
  }

  /** Nothing of it goes on behind a closed panel. */
  cancel() {
    if (!this.#running) return;
    const hadFocus = this.#cancel.matches(":focus");
    this.#running.abort();
    this.#running = null;
    this.#showRunning(false);
    this.element.hidden = true;
    if (hadFocus) this.#start.focus();
  }

  /** @param {boolean} quick */
  async #run(quick) {
    const running = new AbortController();
    this.#running = running;
    this.#begin();
    try {
      const tested = await this.#test({
        signal: running.signal,
        quick,
        onProgress: (row, done, total) => {
          if (!running.signal.aborted) this.#advance(row, done, total);
        },
      });
      if (!running.signal.aborted) this.#conclude(tested, quick);
    } catch {
      if (!running.signal.aborted) this.#fail();
    }
    if (this.#running === running) this.#running = null;
  }

  #begin() {
    this.tested = null;
    this.element.hidden = false;
    this.#table.clear();
    this.#finding.hidden = true;
    this.#longer.hidden = true;
    this.#advice.replaceChildren();
    setText(this.#doing, "Beginning …");
    this.#bar.removeAttribute("value"); // until something is known it only says that it lives
    this.#showRunning(true);
    this.#cancel.focus();
  }

  /**
   * @param {ProbeRow} row
   * @param {number} done
   * @param {number} total
   */
  #advance(row, done, total) {
    setAttribute(this.#bar, "max", total);
    setAttribute(this.#bar, "value", done);
    setText(this.#doing, `Testing: ${done} of ${total}`);
    this.#table.add(row);
  }

  /**
   * @param {Tested} tested
   * @param {boolean} quick
   */
  #conclude(tested, quick) {
    this.tested = tested;
    this.#table.show(tested.rows);
    this.#end(tested.findings);
    this.#longer.hidden = !quick;
    const advised = recommendedBy(tested);
    if (advised !== null) this.#advice.append(this.#adviceLine(advised, tested.recommendation));
    if (tested.lines) this.#advice.append(repairLines(tested.lines, this.#later));
  }

  #fail() {
    this.#end(["The test could not be finished. Please try it again in a while."]);
  }

  /** @param {readonly string[]} findings */
  #end(findings) {
    const hadFocus = this.#cancel.matches(":focus");
    this.#finding.hidden = false;
    this.#finding.replaceChildren(...findings.map((finding) => make("p", {}, finding)));
    this.#showRunning(false);
    if (hadFocus) this.#start.focus();
  }

  /**
   * @param {string} name
   * @param {string} words
   */
  #adviceLine(name, words) {
    const isChosen = name === this.#chosen();
    const said = make("span", {}, isChosen ? rightChoice(name) : words);
    if (isChosen) return make("div", { class: "eg-test-best" }, said);
    const apply = textButton("Use it", () => {
      this.#onTransport(name);
      setText(said, rightChoice(name));
      apply.remove();
      this.#start.focus();
    });
    return make("div", { class: "eg-test-best" }, said, apply);
  }

  /** @param {boolean} isRunning */
  #showRunning(isRunning) {
    this.#start.hidden = isRunning;
    this.#cancel.hidden = !isRunning;
    this.#doing.hidden = !isRunning;
    this.#bar.hidden = !isRunning;
  }
}

/** @param {string} name */
function rightChoice(name) {
  return `${CHOICES[name]} is chosen, and right here.`;
}

import { textButton } from "./button.mjs";
import { make, setText } from "./dom.mjs";
import { LinkDetails } from "./link_details.mjs";
import { remedyFor } from "./link_remedy.mjs";
import { pageLink } from "./page_link.mjs";
import { TransportToggle } from "./transport_toggle.mjs";
import { carrierInWords, linkStory } from "./words.mjs";

/** @typedef {import("./words.mjs").LinkStatus} LinkStatus */

/**
 * What the chip and its panel ask of the gallery.
 *
 * @typedef {object} LinkDelegate
 * @property {() => LinkStatus} linkStatus
 * @property {(name: string) => void} linkTransportChosen
 * @property {() => void} linkHurried     whatever waits for a later time is to be tried now
 * @property {() => void} linkForgotten   what was learnt about this network is to be forgotten
 * @property {() => {status: object, pictures?: object | null, cache?: object | null}} linkFigures
 * @property {() => Promise<object | null>} linkServer  the server's own figures; null when it does not answer
 * @property {() => import("../model/surroundings.mjs").Surroundings} linkSurroundings
 * @property {import("./connection_test.mjs").RunTest} [linkTest]
 */

/** How the gallery is connected, what can be done about it, and which transport to use. */
export class LinkPanel {
  #carrier = make("div", { class: "eg-link-carrier" });
  #story = make("div", { class: "eg-link-story" });
  #remedy = make("div", { class: "eg-link-remedy", hidden: true });
  #toggle;
  #details;
  element;
  #delegate;
  #shownRemedy = "";

  /**
   * @param {object} options
   * @param {LinkDelegate} options.delegate
   * @param {string} options.transport as it is set now
   * @param {import("../io/later.mjs").Later} options.later
   */
  constructor({ delegate, transport, later }) {
    this.#delegate = delegate;
    const onTransport = (/** @type {string} */ name) => delegate.linkTransportChosen(name);
    this.#toggle = new TransportToggle({ transport, onTransport });
    this.#details = new LinkDetails({ delegate, chosen: () => this.#toggle.chosen, later });
    this.element = make(
      "div",
      { class: "eg-link-panel", role: "dialog", "aria-label": "Connection", hidden: true },
      make("div", { class: "eg-link-sentence", role: "status" }, this.#carrier, this.#story),
      this.#remedy,
      this.#toggle.element,
      this.#details.element,
    );
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /**
   * Shows which transport is set, without asking for it.
   *
   * @param {string} transport what holds now
   * @param {string} setting the host's
   */
  choose(transport, setting) {
    this.#toggle.choose(transport, setting);
  }

  /** @param {boolean} isOpen */
  setOpen(isOpen) {
    this.element.hidden = !isOpen;
    if (isOpen) this.refresh();
    else this.#details.rest();
  }

  refresh() {
    const status = this.#delegate.linkStatus();
    setText(this.#carrier, carrierInWords(status));
    setText(this.#story, linkStory(status, Date.now()));
    this.#offer(remedyFor(status));
    this.#details.refresh();
  }

  /** Made anew only when it is another one: the pointer may be on it. @param {import("./link_remedy.mjs").Remedy | null} remedy */
  #offer(remedy) {
    const shown = remedy ? `${remedy.kind} ${remedy.label}` : "";
    if (shown === this.#shownRemedy) return;
    this.#shownRemedy = shown;
    this.#remedy.hidden = remedy === null;
    this.#remedy.replaceChildren(...(remedy ? this.#remedies(remedy) : []));
  }

  /** @param {import("./link_remedy.mjs").Remedy} remedy */
  #remedies({ kind, label }) {
    const retry = () => this.#delegate.linkHurried();
    if (kind === "retry") return [textButton(label, retry)];
    return [pageLink(label), textButton("Try again", retry)];
  }
}

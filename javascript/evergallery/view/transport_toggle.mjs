import { textButton } from "./button.mjs";
import { make, setAttribute, setText } from "./dom.mjs";

/** @type {Readonly<Record<string, string>>} */
export const CHOICES = Object.freeze({
  auto: "Auto",
  websocket: "WebSocket",
  http_long: "Long poll",
  http_short: "Short poll",
});

/** @type {Readonly<Record<string, string>>} */
const EXPLANATIONS = Object.freeze({
  auto: "A WebSocket where one works, polling over HTTP elsewhere. Changes by itself.",
  websocket: "Only the WebSocket. Where a proxy blocks it, the gallery stays empty.",
  http_long: "Ordinary requests that wait for news. Works through almost everything.",
  http_short: "Ordinary requests every few seconds, for proxies that cut waiting ones.",
});

/** Which transport to use: effective at once. */
export class TransportToggle {
  #explanation = make("div", { class: "eg-link-explanation" });
  #choices = make("div", { class: "eg-choices", role: "radiogroup", "aria-label": "Connection" });
  #difference = make("span", {});
  #back = textButton("Use the setting", () => this.#pick(this.#setting), {
    class: "eg-text-button eg-link-back",
  });
  #ownChoice = make("div", { class: "eg-link-own", hidden: true }, this.#difference, this.#back);
  element = make("div", {}, this.#choices, this.#explanation, this.#ownChoice);
  #chosen;
  #setting;
  #onTransport;

  /**
   * @param {object} options
   * @param {string} options.transport as it is set now
   * @param {(name: string) => void} options.onTransport
   */
  constructor({ transport, onTransport }) {
    this.#chosen = transport;
    this.#setting = transport;
    this.#onTransport = onTransport;
    this.#choices.append(
      ...Object.entries(CHOICES).map(([name, label]) => this.#choice(name, label)),
    );
    this.#choices.addEventListener("keydown", (event) => this.#onKey(event));
    this.choose(transport, transport);
  }

  get chosen() {
    return this.#chosen;
  }

  /**
   * Shows which one is set, without asking for it.
   *
   * @param {string} transport what holds now
   * @param {string} setting the host's
   */
  choose(transport, setting) {
    this.#chosen = Object.hasOwn(CHOICES, transport) ? transport : "auto";
    this.#setting = Object.hasOwn(CHOICES, setting) ? setting : "auto";
    for (const choice of this.#choices.children) {
      const isChosen = choice.getAttribute("data-transport") === this.#chosen;
      setAttribute(choice, "aria-checked", String(isChosen));
      setAttribute(choice, "tabindex", isChosen ? 0 : -1);
    }
    setText(this.#explanation, EXPLANATIONS[this.#chosen]);
    this.#ownChoice.hidden = this.#chosen === this.#setting;
    setText(this.#difference, `Chosen in this browser. The setting is ${CHOICES[this.#setting]}.`);
  }

  /**
   * @param {string} name
   * @param {string} label
   */
  #choice(name, label) {
    const button = make(
      "button",
      { type: "button", class: "eg-choice", role: "radio", "data-transport": name },
      label,
    );
    button.addEventListener("click", () => this.#pick(name));
    return button;
  }

  /** @param {string} name */
  #pick(name) {
    this.choose(name, this.#setting);
    this.#onTransport(name);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const names = Object.keys(CHOICES);
    const next = (names.indexOf(this.#chosen) + step + names.length) % names.length;
    this.#pick(names[next]);
    /** @type {HTMLElement} */ (this.#choices.children[next]).focus();
  }
}

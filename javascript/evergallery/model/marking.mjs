import { Marks } from "./marks.mjs";

/** @typedef {import("./item.mjs").Item} Item */
/** @typedef {(command: string, params: object) => Promise<any>} Act   ends once, however often the link breaks */

/** An answer that takes longer is worth a word: until then the mark just looks done. */
const LATE_MS = 3_000;

/** Codes of a link that was ended by the page itself: nobody is there to be told. */
const ENDED = Object.freeze(["cancelled", "closed"]);

/**
 * Marks pictures: on the screen at once, on the server as soon as it can be reached.
 *
 * Events: `changed` {id}: shown in another way from now on; `saved` {id, favourite}: the server knows;
 * `refused` {favourite, error}: it does not, and never will; `late` {}: something waits for longer
 * than it should; `caughtup` {}: nothing waits any more, after `late`.
 */
export class Marking extends EventTarget {
  #marks = new Marks();
  #act;
  #later;
  #isLive;
  #isLate = false;
  /** Calls off what would be told later. @type {() => void} */ #callOff = () => {};

  /**
   * @param {object} options
   * @param {Act} options.act
   * @param {(callback: () => void, delayMs: number) => () => void} options.later
   * @param {() => boolean} options.isLive is the server within reach, as far as we know?
   */
  constructor({ act, later, isLive }) {
    super();
    this.#act = act;
    this.#later = later;
    this.#isLive = isLive;
  }

  /** @param {Item} item */
  isFavourite(item) {
    return this.#marks.isFavourite(item);
  }

  /** Is it not yet known to the server? @param {Item} item */
  isWaiting(item) {
    return this.#marks.isWaiting(item.id);
  }

  /** @param {Item} item */
  toggle(item) {
    const wanted = !this.isFavourite(item);
    const isFirst = this.#marks.wish(item.id, wanted);
    this.#announce("changed", { id: item.id });
    this.#watch();
    if (isFirst) this.#say(item, wanted);
  }

  stop() {
    this.#callOff();
  }

  /** @param {Item} item @param {boolean} favourite */
  async #say(item, favourite) {
    const { id, version } = item;
    try {
      await this.#act("mark", { id, favourite, version });
    } catch (error) {
      this.#onRefused(id, favourite, /** @type {any} */ (error));
      return;
    }
    const next = this.#marks.settle(id);
    this.#announce("saved", { id, favourite });
    this.#settled(id);
    if (next !== null) this.#say(item, next);
  }

  /** @param {number} id @param {boolean} favourite @param {{code?: string}} error */
  #onRefused(id, favourite, error) {
    if (ENDED.includes(error?.code ?? "")) return;
    const isMissed = this.#marks.refuse(id);
    this.#settled(id);
    if (isMissed) this.#announce("refused", { favourite, error });
  }

  /** @param {number} id */
  #settled(id) {
    this.#announce("changed", { id });
    if (this.#marks.waiting > 0) return;
    this.#callOff();
    if (this.#isLate) this.#announce("caughtup", {});
    this.#isLate = false;
  }

  /** Where the link is down, the person is told at once. */
  #watch() {
    this.#callOff();
    const delayMs = this.#isLive() ? LATE_MS : 0;
    this.#callOff = this.#later(() => this.#onLate(), delayMs);
  }

  #onLate() {
    this.#isLate = true;
    this.#announce("late", {});
  }

  /** @param {string} name @param {object} detail */
  #announce(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

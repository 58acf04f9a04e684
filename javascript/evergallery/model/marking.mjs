import { Marks } from "./marks.mjs";

/** @typedef {import("./item.mjs").Item} Item */
/** @typedef {import("./marks.mjs").Stamp} Stamp */
/** @typedef {import("./marks.mjs").Wish} Wish */
/** @typedef {import("./owner.mjs").Owner} Owner */

/**
 * Ends once, however often the link breaks.
 *
 * @callback Act
 * @param {string} command
 * @param {object} params
 * @param {{key?: string, signal?: AbortSignal}} [options]
 * @returns {Promise<any>}
 */

/**
 * Keeps wishes until the server has answered, beyond the life of the page.
 *
 * @typedef {object} Journal
 * @property {() => Stamp} stamp
 * @property {(owner: Owner) => Wish[]} recall
 * @property {(owner: Owner, wishes: Wish[]) => void} keep
 */

/** An answer that takes longer is worth a word: until then the mark just looks done. */
const LATE_MS = 3_000;

/** Codes of a link that was ended by the page itself: nobody is there to be told. */
const ENDED = Object.freeze(["cancelled", "closed"]);

/**
 * Marks pictures: on the screen at once, on the server as soon as it has said whose pictures these are. What it had
 * not answered when the page ended is said again, with the same key, by the next page in this tab.
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
  #journal;
  /** Who the person is, or is taken to be. @type {Owner | null} */ #owner = null;
  /** The server has said who they are. */ #isWelcome = false;
  /** Ends what is said for this person. */ #saying = new AbortController();
  #isLate = false;
  /** Calls off what would be told later. @type {() => void} */ #callOff = () => {};

  /**
   * @param {object} options
   * @param {Act} options.act
   * @param {(callback: () => void, delayMs: number) => () => void} options.later
   * @param {() => boolean} options.isLive is the server within reach, as far as we know?
   * @param {Journal} options.journal
   */
  constructor({ act, later, isLive, journal }) {
    super();
    this.#act = act;
    this.#later = later;
    this.#isLive = isLive;
    this.#journal = journal;
  }

  /** Until the server has said so: their wishes are shown, not said. @param {Owner} owner */
  presume(owner) {
    if (this.#owner === null) this.#adopt(owner);
  }

  /** The server has said who the person is; it may say so often. @param {Owner} owner */
  welcomed(owner) {
    const isOther = this.#owner !== owner;
    if (isOther) this.#adopt(owner);
    if (this.#isWelcome && !isOther) return;
    this.#isWelcome = true;
    this.#sayAll();
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
    const wish = this.#marks.wish(item, !this.isFavourite(item), this.#journal.stamp());
    this.#keep();
    this.#announce("changed", { id: item.id });
    this.#watch();
    if (wish && this.#isWelcome) this.#say(wish);
  }

  stop() {
    this.#callOff();
  }

  /** What another person wished is not said any more: it is kept for them. @param {Owner} owner */
  #adopt(owner) {
    const others = this.#owner === null ? [] : this.#marks.wishes;
    if (this.#owner !== null) this.#marks = new Marks();
    this.#saying.abort();
    this.#saying = new AbortController();
    this.#callOff();
    this.#isLate = false;
    this.#owner = owner;
    const recalled = this.#journal.recall(owner);
    for (const wish of recalled) this.#marks.recall(wish);
    for (const { id } of [...others, ...recalled]) this.#announce("changed", { id });
  }

  #sayAll() {
    this.#keep();
    for (const wish of this.#marks.wishes) this.#say(wish);
    if (this.#marks.waiting > 0) this.#watch();
  }

  /** @param {Wish} wish */
  async #say({ id, version, said: favourite, key }) {
    const { signal } = this.#saying;
    try {
      await this.#act("mark", { id, favourite, version }, { key, signal });
    } catch (error) {
      if (!signal.aborted) this.#onRefused(id, favourite, /** @type {any} */ (error));
      return;
    }
    if (!signal.aborted) this.#onSaved(id, favourite);
  }

  /** @param {number} id @param {boolean} favourite */
  #onSaved(id, favourite) {
    const next = this.#marks.settle(id, this.#journal.stamp());
    this.#keep();
    this.#announce("saved", { id, favourite });
    this.#settled(id);
    if (next) this.#say(next);
  }

  /** @param {number} id @param {boolean} favourite @param {{code?: string}} error */
  #onRefused(id, favourite, error) {
    if (ENDED.includes(error?.code ?? "")) return;
    const isMissed = this.#marks.refuse(id);
    this.#keep();
    this.#settled(id);
    if (isMissed) this.#announce("refused", { favourite, error });
  }

  #keep() {
    if (this.#owner !== null) this.#journal.keep(this.#owner, this.#marks.wishes);
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

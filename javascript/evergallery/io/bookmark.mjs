import { noteOf, readNote } from "../model/whereabouts.mjs";

/** @typedef {import("../model/owner.mjs").Owner} Owner */
/** @typedef {import("../model/whereabouts.mjs").Whereabouts} Whereabouts */

/** Scrolling changes the place sixty times a second; it is written down this often. */
const PACE_MS = 500;

/**
 * Where the person is in the gallery, written down for the next page in this tab. Nothing is written before the server
 * has said whose pictures these are.
 */
export class Bookmark {
  /** Where they were when the last page ended. @type {Whereabouts | null} */ found;
  #store;
  #name;
  #clock;
  #later;
  /** Whose the note is. @type {Owner | null} */ #owner;
  /** Before the server has said whose pictures these are, and after the end, nothing is written. */
  #isOpen = false;
  /** @type {(() => Whereabouts | null) | null} */ #read = null;
  #callOff = () => {};

  /**
   * @param {object} options
   * @param {import("./store.mjs").Store} options.store of this tab
   * @param {string} options.base absolute, ends with "/"
   * @param {() => number} options.clock ms since 1970
   * @param {import("./later.mjs").Later} options.later
   */
  constructor({ store, base, clock, later }) {
    this.#store = store;
    this.#name = `place:${new URL(base).pathname}`;
    this.#clock = clock;
    this.#later = later;
    const note = readNote(store.get(this.#name, null), clock());
    this.found = note?.whereabouts ?? null;
    this.#owner = note?.owner ?? null;
  }

  /** Who the person is taken to be; null when nobody knows. */
  get owner() {
    return this.#owner;
  }

  /**
   * The server has said whose pictures these are; it may say so often.
   *
   * @param {Owner} owner
   * @returns {boolean} false: the place is in somebody else's gallery
   */
  welcomed(owner) {
    const isSame = this.#owner === null || this.#owner === owner;
    if (!isSame) this.#store.remove(this.#name);
    this.#owner = owner;
    this.#isOpen = true;
    return isSame;
  }

  /** The person may be elsewhere. @param {() => Whereabouts | null} read called later; null for "not known yet" */
  note(read) {
    if (this.#read === null) this.#callOff = this.#later(() => this.settle(), PACE_MS);
    this.#read = read;
  }

  /** The page may be about to go: what waits is written now. */
  settle() {
    this.#callOff();
    const whereabouts = this.#isOpen ? this.#read?.() : null;
    this.#read = null;
    if (!whereabouts || this.#owner === null) return;
    this.#store.set(this.#name, noteOf(whereabouts, this.#owner, this.#clock()));
  }

  /** What the gallery does while it ends is nothing the person did. */
  stop() {
    this.settle();
    this.#isOpen = false;
  }
}

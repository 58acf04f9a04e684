/**
 * What is kept: the choice, and the host's setting it was made against.
 *
 * @typedef {{name: string, against: string}} Kept
 */

/**
 * Which transport holds: the host's setting, or what the person chose on the chip in its place. The choice
 * is kept for this browser and this server, and ends when the host's setting changes.
 */
export class TransportChoice {
  #store;
  #key;
  #setting;
  /** @type {Kept | null} */ #kept;

  /**
   * @param {import("../io/store.mjs").Store} store of this origin
   * @param {string} base absolute: several servers may share an origin
   * @param {string} setting the host's, as far as it is known yet
   */
  constructor(store, base, setting) {
    this.#store = store;
    this.#key = `transport:${new URL(base).pathname}`;
    this.#setting = setting;
    this.#kept = readKept(store.get(this.#key, null));
  }

  /** The host's setting. */
  get setting() {
    return this.#setting;
  }

  /** What holds now. */
  get current() {
    return this.#kept?.name ?? this.#setting;
  }

  /** Choosing the host's own setting is the way back to it. @param {string} name */
  choose(name) {
    this.#keep(name === this.#setting ? null : { name, against: this.#setting });
  }

  /** @param {string} setting the host's, as it is now */
  hostSays(setting) {
    this.#setting = setting;
    if (this.#kept && this.#kept.against !== setting) this.#keep(null);
  }

  /** @param {Kept | null} kept */
  #keep(kept) {
    this.#kept = kept;
    if (kept) this.#store.set(this.#key, kept);
    else this.#store.remove(this.#key);
  }
}

/** @param {any} value what the store has @returns {Kept | null} */
function readKept(value) {
  const { name, against } = value ?? {};
  return typeof name === "string" && typeof against === "string" ? { name, against } : null;
}

import { KIND } from "../wire/pack_frame.mjs";
import { Slices } from "../wire/slices.mjs";

/** @typedef {import("../wire/pack_frame.mjs").Entry} Entry */

/**
 * @typedef {object} Asked   a picture of a pack, as the server is asked for it
 * @property {number} id
 * @property {string} version
 */

/**
 * Why a pack ended without all its answers. `stalled`: not a byte for too long; `lost`: with its socket; `cut`: it
 * ended early; `garbled`: not our server's bytes; `refused`: a status that is no answer; `busy`: come
 * back later; `network`: no connection.
 *
 * @typedef {object} PackFailure
 * @property {"stalled" | "lost" | "cut" | "garbled" | "refused" | "busy" | "network"} reason
 * @property {number} [code] of an HTTP answer
 * @property {number} [retryAfterMs]
 */

/**
 * A way packs may travel.
 *
 * @typedef {object} PackWay
 * @property {"socket" | "http"} name
 * @property {() => boolean} isOpen   can it carry a pack right now?
 * @property {(pack: Pack<any>, ended: (failure: PackFailure | null) => void) => boolean} send   false: not after all;
 *   otherwise `ended` is called once, unless the pack is dropped before
 * @property {(pack: Pack<any>) => void} drop   nobody waits for it any more
 */

/**
 * One question for several pictures, and what of its answer is still awaited.
 *
 * @template {Asked} T
 */
export class Pack {
  #asked;
  #answer;
  #slices = new Slices();
  /** @type {Set<number>} indexes */ #awaited;
  #settled = 0;

  /**
   * @param {T[]} asked the most urgent first
   * @param {(one: T, entry: Entry) => void} answer called once for each, unless it is dropped before
   */
  constructor(asked, answer) {
    this.#asked = asked;
    this.#answer = answer;
    this.#awaited = new Set(asked.keys());
  }

  /** @returns {[number, string][]} as they go to the server */
  get items() {
    return this.#asked.map(({ id, version }) => [id, version]);
  }

  get asked() {
    return this.#asked;
  }

  /** Answered, or nobody looks any more. */
  get isDone() {
    return this.#awaited.size === 0;
  }

  /** Answers that were more than "ask again later". */
  get settled() {
    return this.#settled;
  }

  /**
   * @param {Entry[]} entries
   * @throws {import("../wire/messages.mjs").WireError}
   */
  take(entries) {
    for (const part of entries) {
      const entry = this.#slices.join(part);
      if (!entry || !this.#awaited.delete(entry.index)) continue;
      if (entry.kind !== KIND.later) this.#settled += 1;
      this.#answer(this.#asked[entry.index], entry);
    }
  }

  /** Nobody looks at it any more. @param {T} one */
  drop(one) {
    this.#awaited.delete(this.#asked.indexOf(one));
  }
}

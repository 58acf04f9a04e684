import { within } from "./within.mjs";

/** @typedef {import("../model/item.mjs").Item} Item */
/** @typedef {import("../model/snapshot.mjs").Snapshot} Snapshot */
/** @typedef {import("../model/view_query.mjs").ViewQuery} ViewQuery */
/** @typedef {import("./later.mjs").Later} Later */
/** @typedef {import("./local_cache.mjs").LocalCache} LocalCache */

/** A listing that changes is kept once it rests this long: a scan changes it ten times a second. */
const REST_MS = 2_000;

/**
 * The server is not asked later than this for the sake of what may be kept here. A database that was just opened takes
 * 10 to 30 ms, beside the start of a page now and then 80 (measured); until then there is nothing to show either.
 */
const PATIENCE_MS = 200;

/** Raised when the meaning of what is kept changes: older ones are not understood any more. */
const FORM = "1";

/** Answers of the server in the browser: listings, folders, and what is known of single pictures. */
export class AnswerCache {
  #cache;
  #clock;
  #later;
  /** @type {Map<string, () => Snapshot | null>} listings that changed, by name */ #resting =
    new Map();
  #callOff = () => {};

  /**
   * @param {LocalCache} cache
   * @param {object} options
   * @param {() => number} options.clock ms since 1970
   * @param {Later} options.later
   */
  constructor(cache, { clock, later }) {
    this.#cache = cache;
    this.#clock = clock;
    this.#later = later;
  }

  /**
   * @param {ViewQuery} query
   * @returns {Promise<{snapshot: Snapshot, savedMs: number} | null>}
   */
  async listing(query) {
    const kept = await this.#get(listingName(query), FORM);
    return kept && { snapshot: kept.answer, savedMs: kept.savedMs };
  }

  /**
   * What is read here, or null when that takes so long that the server is better asked meanwhile.
   *
   * @template T
   * @param {Promise<T>} reading
   * @returns {Promise<T | null>}
   */
  soon(reading) {
    return within(reading, { waitMs: PATIENCE_MS, substitute: null, later: this.#later });
  }

  /**
   * @param {ViewQuery} query
   * @param {() => Snapshot | null} snapshot called once the listing rests; null when it is no longer shown
   */
  keepListing(query, snapshot) {
    this.#resting.set(listingName(query), snapshot);
    this.#callOff();
    this.#callOff = this.#later(() => this.settle(), REST_MS);
  }

  /** Keeps the listings as they are now. */
  settle() {
    this.#callOff();
    for (const [name, snapshot] of this.#resting) {
      const answer = snapshot();
      if (answer) this.#put(name, FORM, answer);
    }
    this.#resting.clear();
  }

  /** What has not come to rest belongs to pictures that are no longer ours to keep. */
  forget() {
    this.#callOff();
    this.#resting.clear();
  }

  /** @returns {Promise<any | null>} body of the command `folders` */
  async folders() {
    return (await this.#get("folders", FORM))?.answer ?? null;
  }

  /** @param {any} answer */
  keepFolders(answer) {
    this.#put("folders", FORM, answer);
  }

  /** @param {Item} item @returns {Promise<any | null>} body of the command `item`, of this very version */
  async detail({ id, version }) {
    return (await this.#get(`item ${id}`, version))?.answer ?? null;
  }

  /** @param {Item} item @param {any} answer */
  keepDetail({ id, version }, answer) {
    this.#put(`item ${id}`, version, answer);
  }

  /** @param {string} name @param {string} version */
  async #get(name, version) {
    const [body] = await this.#cache.getMany([name]);
    return body?.version === version
      ? /** @type {{savedMs: number, answer: any}} */ (body.value)
      : null;
  }

  /** @param {string} name @param {string} version @param {any} answer */
  #put(name, version, answer) {
    const value = { savedMs: this.#clock(), answer };
    this.#cache.put(name, { version, value, size: JSON.stringify(answer).length });
  }
}

/** @param {ViewQuery} query */
function listingName({ folder, recursive, words, sort, descending }) {
  return `listing ${JSON.stringify([folder, recursive, words, sort, descending])}`;
}

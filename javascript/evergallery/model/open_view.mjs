import { Collection } from "./collection.mjs";
import { missingWindows, WINDOW_ROWS } from "./missing_windows.mjs";
import { NEWEST_FIRST } from "./view_query.mjs";

/** @typedef {import("./view_query.mjs").ViewQuery} ViewQuery */
/** @typedef {import("./collection.mjs").Splice} Splice */
/** @typedef {(command: string, params: object, options?: {signal?: AbortSignal}) => Promise<any>} Request */

/** Windows asked for at the same time. The first is what the person looks at; more would delay it. */
const MOST_IN_FLIGHT = 3;

/** A window that could not be had is asked for this often before the gap is left alone. */
const MOST_TRIES = 3;

/**
 * A view the server keeps for us: one query, its items as far as they were asked for, kept up to date
 * by `view_changed`.
 *
 * Events: `opened` {collection, anchorOffset} (a new collection; anchorOffset -1 for "from the top");
 * `changed` {splice, groups}; `rows` {first, count}; `missed` {} (changes were lost: open anew);
 * `failed` {error}.
 */
export class OpenView extends EventTarget {
  #request;
  /** @type {ViewQuery} */ #query = NEWEST_FIRST;
  /** @type {Collection | null} */ #collection = null;
  #key = "";
  /** A view whose first windows are on their way. @type {{key: string, collection: Collection} | null} */
  #arriving = null;
  #opening = new AbortController();
  /** @type {Map<number, AbortController>} */ #inFlight = new Map();
  /** @type {Map<number, number>} */ #tries = new Map();
  /** @type {[number, number]} */ #wanted = [0, 0];

  /** @param {Request} request */
  constructor(request) {
    super();
    this.#request = request;
  }

  get query() {
    return this.#query;
  }

  get collection() {
    return this.#collection;
  }

  /**
   * @param {ViewQuery} query
   * @param {number | null} [anchorId] an item to stay at, when the new view has it
   */
  async open(query, anchorId = null) {
    this.#query = query;
    this.#opening.abort();
    this.#opening = new AbortController();
    const { signal } = this.#opening;
    try {
      await this.#load(query, anchorId, signal);
    } catch (error) {
      if (!signal.aborted) this.#announce("failed", { error });
    }
  }

  /** Asks again for the same query: the server has forgotten the view. @param {number | null} anchorId */
  reopen(anchorId) {
    this.#key = "";
    return this.open(this.#query, anchorId);
  }

  /** Nothing is asked for any more. */
  close() {
    this.#opening.abort();
    this.#cancelWindows(() => true);
    if (this.#key) this.#request("close_view", { view: this.#key }).catch(() => {});
    this.#key = "";
  }

  /**
   * The items that should be known: what is on the screen, and a little around it. Requests for
   * others are cancelled.
   *
   * @param {number} first
   * @param {number} end one past the last
   */
  need(first, end) {
    this.#wanted = [first, end];
    this.#collection?.trim(first, end);
    this.#cancelWindows((offset) => offset + WINDOW_ROWS <= first || offset >= end);
    this.#askForMissing();
  }

  /**
   * Where an item is now; asks the server when it is not among the known.
   *
   * @param {number} id
   * @returns {Promise<number>} -1 when it is not in this view
   */
  async locate(id) {
    const offset = this.#collection?.offsetOf(id) ?? -1;
    if (offset >= 0 || !this.#key) return offset;
    const answer = await this.#request("locate", { view: this.#key, id });
    return answer.offset;
  }

  /** @param {any} data body of the event view_changed */
  viewChanged(data) {
    const change = { ...data, fromVersion: data.from_version };
    if (data.view === this.#arriving?.key) this.#arriving?.collection.change(change);
    if (data.view !== this.#key || !this.#collection) return;
    if (data.version <= this.#collection.version) return;
    if (!this.#collection.change(change)) {
      this.#announce("missed", {});
      return;
    }
    this.#tries.clear();
    this.#announce("changed", { splice: data.splice, groups: data.groups });
    this.#askForMissing();
  }

  /**
   * Files were overwritten or their details have become known.
   *
   * @param {number[]} ids
   */
  itemsChanged(ids) {
    const collection = this.#collection;
    if (!collection) return;
    const changed = new Set(ids);
    const [first, end] = this.#wanted;
    const windows = new Set();
    for (let offset = Math.max(0, first); offset < Math.min(end, collection.total); offset += 1) {
      const item = collection.at(offset);
      if (item && changed.has(item.id)) windows.add(offset - (offset % WINDOW_ROWS));
    }
    for (const offset of windows) this.#ask(offset);
  }

  /**
   * @param {ViewQuery} query
   * @param {number | null} anchorId
   * @param {AbortSignal} signal
   */
  async #load(query, anchorId, signal) {
    const page = await this.#request("open_view", { ...query, limit: WINDOW_ROWS }, { signal });
    const collection = new Collection(page);
    collection.put(page.offset, page.items, page.version);
    this.#arriving = { key: page.view, collection };
    if (anchorId !== null) await this.#loadAround(page.view, anchorId, collection, signal);
    if (signal.aborted) return;
    this.#arriving = null;
    this.#adopt(page.view, collection);
    const anchorOffset = anchorId === null ? -1 : collection.offsetOf(anchorId);
    this.#announce("opened", { collection, anchorOffset });
  }

  /** @param {string} key @param {Collection} collection */
  #adopt(key, collection) {
    const old = this.#key;
    this.#key = key;
    this.#collection = collection;
    this.#tries.clear();
    this.#cancelWindows(() => true);
    if (old && old !== key) this.#request("close_view", { view: old }).catch(() => {});
  }

  /**
   * The window around the item to stay at comes first, so that the old picture is replaced by the new
   * one without a gap.
   *
   * @param {string} view
   * @param {number} anchorId
   * @param {Collection} collection
   * @param {AbortSignal} signal
   */
  async #loadAround(view, anchorId, collection, signal) {
    const { offset } = await this.#request("locate", { view, id: anchorId }, { signal });
    if (offset < 0) return;
    const start = Math.max(0, offset - WINDOW_ROWS / 2);
    const params = { view, offset: start, limit: WINDOW_ROWS };
    const page = await this.#request("window", params, { signal });
    collection.put(page.offset, page.items, page.version);
  }

  #askForMissing() {
    if (!this.#collection || !this.#key) return;
    for (const offset of missingWindows(...this.#wanted, this.#collection)) {
      if (this.#inFlight.size >= MOST_IN_FLIGHT) return;
      if (this.#inFlight.has(offset)) continue;
      if ((this.#tries.get(offset) ?? 0) < MOST_TRIES) this.#ask(offset);
    }
  }

  /** @param {number} offset */
  async #ask(offset) {
    this.#inFlight.get(offset)?.abort();
    const controller = new AbortController();
    this.#inFlight.set(offset, controller);
    try {
      const params = { view: this.#key, offset, limit: WINDOW_ROWS };
      this.#take(await this.#request("window", params, { signal: controller.signal }), offset);
    } catch (error) {
      if (!controller.signal.aborted) this.#onWindowFailed(offset, error);
    } finally {
      if (this.#inFlight.get(offset) === controller) this.#inFlight.delete(offset);
      if (!controller.signal.aborted) this.#askForMissing();
    }
  }

  /**
   * @param {any} page
   * @param {number} asked offset
   */
  #take(page, asked) {
    if (page.view !== this.#key || !this.#collection) return;
    if (this.#collection.put(page.offset, page.items, page.version) && page.items.length > 0) {
      this.#announce("rows", { first: page.offset, count: page.items.length });
    } else {
      this.#count(asked);
    }
  }

  /**
   * @param {number} offset
   * @param {any} error
   */
  #onWindowFailed(offset, error) {
    this.#count(offset);
    if (error?.code === "view_unknown") this.#announce("missed", {});
  }

  /** @param {number} offset */
  #count(offset) {
    this.#tries.set(offset, (this.#tries.get(offset) ?? 0) + 1);
  }

  /** @param {(offset: number) => boolean} isUnwanted */
  #cancelWindows(isUnwanted) {
    for (const [offset, controller] of [...this.#inFlight]) {
      if (!isUnwanted(offset)) continue;
      this.#inFlight.delete(offset);
      controller.abort();
    }
  }

  /** @param {string} name @param {object} detail */
  #announce(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

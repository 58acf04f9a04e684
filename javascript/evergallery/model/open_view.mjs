import { Collection } from "./collection.mjs";
import { missingWindows, WINDOW_ROWS, windowOf } from "./missing_windows.mjs";
import { isSameQuery, NEWEST_FIRST } from "./view_query.mjs";

/** @typedef {import("./view_query.mjs").ViewQuery} ViewQuery */
/** @typedef {import("./collection.mjs").Splice} Splice */
/** @typedef {import("./snapshot.mjs").Snapshot} Snapshot */
/** @typedef {import("./whereabouts.mjs").Spot} Spot */
/** @typedef {(command: string, params: object, options?: {signal?: AbortSignal}) => Promise<any>} Request */

/**
 * Listings of earlier visits.
 *
 * @typedef {object} Memory
 * @property {(query: ViewQuery) => Promise<{snapshot: Snapshot, savedMs: number} | null>} listing
 * @property {<T>(reading: Promise<T>) => Promise<T | null>} soon   null when it takes so long that the server is
 *   better asked meanwhile
 * @property {(query: ViewQuery, snapshot: () => Snapshot | null) => void} keepListing   the function is called later
 */

/** @type {Memory} */
const NO_MEMORY = {
  listing: async () => null,
  soon: (reading) => reading,
  keepListing: () => {},
};

/** Windows asked for at the same time. The first is what the person looks at; more would delay it. */
const MOST_IN_FLIGHT = 3;

/** What is remembered around of a view that was left. @type {[number, number]} */
const WHOLE_SCREEN = [0, 0];

/** A window that could not be had is asked for this often before the gap is left alone. */
const MOST_TRIES = 3;

/**
 * A view the server keeps for us: one query, its items as far as they were asked for, kept up to date
 * by `view_changed`. Until the server answers, what an earlier visit kept is shown; an answer that says the same
 * changes nothing on the screen.
 *
 * Events: `opened` {collection, anchorOffset} (a new collection; anchorOffset -1 for "from the top");
 * `confirmed` {} (the server says what is shown already); `changed` {splice, groups}; `rows` {first, count};
 * `missed` {} (changes were lost: open anew); `failed` {error}; `forgotten` {} (nothing is shown any more).
 */
export class OpenView extends EventTarget {
  #request;
  #memory;
  #anchorId;
  /** @type {ViewQuery} */ #query = NEWEST_FIRST;
  /** @type {Collection | null} */ #collection = null;
  /** The query whose items are shown. @type {ViewQuery | null} */ #shown = null;
  /** When an earlier visit kept what is shown; null once the server has spoken. @type {number | null} */
  #savedMs = null;
  /** Windows the server has not been asked for since. @type {Set<number>} */ #doubtful = new Set();
  #key = "";
  /** A view whose first windows are on their way. @type {{key: string, collection: Collection} | null} */
  #arriving = null;
  #opening = new AbortController();
  /** Where to begin, until the server has answered or the person went elsewhere. @type {Spot | null} */
  #beginning = null;
  /** @type {Map<number, AbortController>} */ #inFlight = new Map();
  /** @type {Map<number, number>} */ #tries = new Map();
  /** @type {[number, number]} */ #wanted = [0, 0];

  /**
   * @param {Request} request
   * @param {object} [options]
   * @param {Memory} [options.memory]
   * @param {() => number | null} [options.anchorId]   an item to stay at when the same query is opened anew
   */
  constructor(request, { memory = NO_MEMORY, anchorId = () => null } = {}) {
    super();
    this.#request = request;
    this.#memory = memory;
    this.#anchorId = anchorId;
  }

  get query() {
    return this.#query;
  }

  get collection() {
    return this.#collection;
  }

  /** When what is shown was kept, in ms since 1970; null while it is the server's own word. */
  get savedMs() {
    return this.#savedMs;
  }

  /** Is what is shown what was asked for last? */
  get isAnswered() {
    return this.#shows(this.#query);
  }

  /**
   * @param {ViewQuery} query
   * @param {Spot | null} [beginning] whose surroundings are to come first
   */
  async open(query, beginning = null) {
    this.#query = query;
    this.#beginning = beginning;
    this.#opening.abort();
    this.#opening = new AbortController();
    const { signal } = this.#opening;
    try {
      await this.#load(query, signal);
    } catch (error) {
      if (!signal.aborted) this.#onOpeningFailed(error);
    }
  }

  /** Asks again for the same query: the server has forgotten the view. */
  reopen() {
    this.#key = "";
    return this.open(this.#query, this.#beginning);
  }

  /** What is shown is not for this person's eyes, or of another library. */
  forget() {
    if (!this.#collection) return;
    this.#adopt("", null);
    this.#announce("forgotten", {});
  }

  /** Keeps what is shown for the next visit, as of now. */
  remember() {
    const collection = this.#collection;
    if (!collection || !this.#key) return;
    const wanted = () => (this.#collection === collection ? this.#wanted : WHOLE_SCREEN);
    this.#memory.keepListing(this.#query, () => collection.snapshot(...wanted()));
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
    const begun = this.#beginning?.offset ?? first;
    if (begun < first || begun >= end) this.#beginning = null;
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
    if (this.#doubtful.size > 0) this.#doubtful = windowsFrom(0, this.#collection.total);
    this.#announce("changed", { splice: data.splice, groups: data.groups });
    this.remember();
    this.#askForMissing();
  }

  /**
   * Files were overwritten or their details have become known.
   *
   * @param {number[]} ids
   */
  itemsChanged(ids) {
    const collection = this.#collection;
    if (!collection || !this.#key) return;
    const changed = new Set(ids);
    const [first, end] = this.#wanted;
    const windows = new Set();
    for (let offset = Math.max(0, first); offset < Math.min(end, collection.total); offset += 1) {
      const item = collection.at(offset);
      if (item && changed.has(item.id)) windows.add(windowOf(offset));
    }
    for (const offset of windows) this.#ask(offset);
  }

  /**
   * @param {ViewQuery} query
   * @param {AbortSignal} signal
   */
  async #load(query, signal) {
    const known = await this.#knownOf(query, signal);
    if (signal.aborted) return;
    const page = await this.#askFor(query, known, signal);
    if (signal.aborted) return;
    if (page.unchanged) this.#confirm(page);
    else if (this.#shows(query) && this.#isSaidBy(page)) this.#confirm(page);
    else await this.#replace(page, this.#shows(query) ? this.#anchorId() : null, signal);
  }

  /**
   * Fingerprint of what is shown for this query, now or by what an earlier visit kept.
   *
   * @param {ViewQuery} query
   * @param {AbortSignal} signal
   */
  async #knownOf(query, signal) {
    if (!this.#shows(query)) await this.#memory.soon(this.#recall(query, signal));
    return this.#fingerprintOf(query);
  }

  /** @param {ViewQuery} query */
  #fingerprintOf(query) {
    return this.#shows(query) ? (this.#collection?.fingerprint ?? "") : "";
  }

  /**
   * What was known when it was asked may be gone when "unchanged" comes: forgotten as somebody else's, or changed.
   *
   * @param {ViewQuery} query
   * @param {string} known
   * @param {AbortSignal} signal
   */
  async #askFor(query, known, signal) {
    const params = { ...query, limit: WINDOW_ROWS, ...this.#around(query) };
    const page = await this.#request("open_view", { ...params, known }, { signal });
    if (signal.aborted || !page.unchanged) return page;
    if (this.#fingerprintOf(query) === page.fingerprint) return page;
    return this.#request("open_view", params, { signal });
  }

  /** Parameters that ask for the rows to begin at, unless they are shown already. @param {ViewQuery} query */
  #around(query) {
    const { id, offset } = this.#beginning ?? { id: null, offset: 0 };
    if (offset === 0) return {};
    const isShown = id !== null && this.#shows(query) && this.#known(id) >= 0;
    return isShown ? {} : { around: id, offset };
  }

  /** @param {number} id @returns {number} its place among what is known; -1 */
  #known(id) {
    return this.#collection?.offsetOf(id) ?? -1;
  }

  /** What is shown is doubted window by window from the second on, so it is the first that must agree. @param {any} page */
  #isSaidBy(page) {
    return page.offset === 0 && (this.#collection?.agreesWith(page) ?? false);
  }

  /**
   * @param {any} page
   * @param {number | null} anchorId
   * @param {AbortSignal} signal
   */
  async #replace(page, anchorId, signal) {
    const collection = new Collection(page);
    collection.put(page.offset, page.items, page.version);
    collection.fingerprint = page.offset === 0 ? (page.fingerprint ?? "") : "";
    this.#arriving = { key: page.view, collection };
    const isFar = anchorId !== null && collection.offsetOf(anchorId) < 0;
    if (isFar) await this.#loadAround(page.view, anchorId, collection, signal);
    if (signal.aborted) return;
    const anchorOffset =
      anchorId === null ? beginningIn(collection, this.#beginning) : collection.offsetOf(anchorId);
    this.#adopt(page.view, collection);
    this.#announce("opened", { collection, anchorOffset });
    this.remember();
  }

  /** The server says what is shown: only what it has not spoken of is asked for again, when it is seen. @param {any} page */
  #confirm(page) {
    const collection = /** @type {Collection} */ (this.#collection);
    collection.confirm(page);
    this.#adopt(page.view, collection);
    this.#doubtful = windowsFrom(WINDOW_ROWS, collection.total);
    this.#announce("confirmed", {});
    this.remember();
    this.#askForMissing();
  }

  /**
   * What an earlier visit kept, if it is there before the server's answer.
   *
   * @param {ViewQuery} query
   * @param {AbortSignal} signal
   */
  async #recall(query, signal) {
    const kept = await this.#memory.listing(query).catch(() => null);
    if (!kept || signal.aborted || this.#shows(query)) return;
    const collection = Collection.from(kept.snapshot);
    this.#adopt("", collection, kept.savedMs);
    this.#announce("opened", { collection, anchorOffset: -1 });
  }

  /** What is shown from an earlier visit may be of a folder that is gone. @param {any} error */
  #onOpeningFailed(error) {
    if (this.#savedMs !== null) this.forget();
    this.#announce("failed", { error });
  }

  /** @param {ViewQuery} query */
  #shows(query) {
    return this.#collection !== null && this.#shown !== null && isSameQuery(this.#shown, query);
  }

  /**
   * @param {string} key "" when the server keeps no view of it for us
   * @param {Collection | null} collection of the present query
   * @param {number | null} [savedMs]
   */
  #adopt(key, collection, savedMs = null) {
    const old = this.#key;
    this.#key = key;
    this.#collection = collection;
    this.#shown = collection && this.#query;
    this.#savedMs = savedMs;
    this.#arriving = null;
    if (key) this.#beginning = null;
    this.#doubtful.clear();
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
    for (const offset of missingWindows(...this.#wanted, this.#collection, this.#doubtful)) {
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
    const isKnown = page.version === this.#collection.version && page.items.length > 0;
    this.#doubtful.delete(asked);
    if (isKnown && this.#collection.hasRows(page.offset, page.items)) return;
    if (this.#collection.put(page.offset, page.items, page.version) && page.items.length > 0) {
      this.#announce("rows", { first: page.offset, count: page.items.length });
      this.remember();
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

/**
 * @param {Collection} collection
 * @param {Spot | null} beginning
 * @returns {number} its place, or where it was; -1 for the top
 */
function beginningIn(collection, beginning) {
  const offset = beginning?.id == null ? -1 : collection.offsetOf(beginning.id);
  if (!beginning || offset >= 0) return offset;
  return Math.min(beginning.offset, collection.total - 1);
}

/**
 * @param {number} first
 * @param {number} end one past the last
 * @returns {Set<number>} offsets of the windows that reach into it
 */
function windowsFrom(first, end) {
  const windows = new Set();
  for (let start = windowOf(first); start < end; start += WINDOW_ROWS) windows.add(start);
  return windows;
}

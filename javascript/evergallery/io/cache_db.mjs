import { BODIES, DATABASE, ENTRIES, upgrade, VERSION } from "./cache_schema.mjs";
import { within } from "./within.mjs";

/** @typedef {import("./cache_schema.mjs").Body} Body */
/** @typedef {import("./cache_schema.mjs").Entry} Entry */
/** @typedef {import("./later.mjs").Later} Later */

/**
 * One batch of changes.
 *
 * @typedef {object} Changes
 * @property {{entry: Entry, body: Body}[]} [puts]
 * @property {string[]} [touches]   keys that were used, at `nowMs`
 * @property {string[]} [deletes]
 * @property {number} nowMs
 */

/**
 * A gallery waits no longer than this for what may be in the browser: less than it takes to notice, more
 * than a cold database needs on a slow disk.
 */
const PATIENCE_MS = 300;

/** Of a touched entry its time is written only when it is older than this. */
const FRESH_MS = 3_600_000;

/**
 * The browser's database. Every failure (private window, quota, another tab that holds an older schema, a newer
 * schema, a broken file, a browser that never answers) means the same: there is nothing, and nothing is kept.
 */
export class CacheDb {
  #db;
  #later;
  /** @type {"open" | "closed"} */ #state = "open";

  /** @param {IDBDatabase} db @param {Later} later */
  constructor(db, later) {
    this.#db = db;
    this.#later = later;
    // Another tab upgrades, or the person clears the site's data: holding on would block them.
    db.onversionchange = () => this.close();
    db.onclose = () => this.close();
  }

  /**
   * @param {object} options
   * @param {IDBFactory | undefined} options.indexedDB
   * @param {Later} options.later
   * @returns {Promise<CacheDb | null>} null when it cannot be had in time
   */
  static async open({ indexedDB, later }) {
    /** @type {"wanted" | "late"} */
    let state = "wanted";
    const opening = opened(indexedDB);
    // One that opens after all, later on, must not stand in another tab's way.
    opening.then((db) => state === "late" && db.close()).catch(() => {});
    const db = await within(opening, { waitMs: PATIENCE_MS, substitute: null, later });
    if (db) return new CacheDb(db, later);
    state = "late";
    return null;
  }

  get isOpen() {
    return this.#state === "open";
  }

  close() {
    if (!this.isOpen) return;
    this.#state = "closed";
    this.#db.close();
  }

  /**
   * @param {string[]} keys read in one transaction
   * @returns {Promise<(Body | undefined)[]>} in the order of the keys
   */
  async getMany(keys) {
    const bodies = await this.#patiently(this.#read(keys));
    return bodies ?? keys.map(() => undefined);
  }

  /** @returns {Promise<Entry[]>} */
  async entries() {
    const reading = async () => {
      const store = this.#transaction("readonly").objectStore(ENTRIES);
      return /** @type {Entry[]} */ (await resultOf(store.getAll()));
    };
    return (await outcomeOf(reading())) ?? [];
  }

  /**
   * All of it, or nothing.
   *
   * @param {Changes} changes
   * @returns {Promise<boolean>} false when it could not be kept
   */
  async write(changes) {
    return (await outcomeOf(this.#write(changes))) === true;
  }

  /** @param {Changes} changes */
  async #write({ puts = [], touches = [], deletes = [], nowMs }) {
    const transaction = this.#transaction("readwrite");
    const bodies = transaction.objectStore(BODIES);
    const entries = transaction.objectStore(ENTRIES);
    for (const { entry, body } of puts) {
      bodies.put(body, entry.key);
      entries.put(entry);
    }
    for (const key of deletes) {
      bodies.delete(key);
      entries.delete(key);
    }
    for (const key of touches) touch(entries, key, nowMs);
    return done(transaction);
  }

  /** @param {string[]} keys */
  async #read(keys) {
    const store = this.#transaction("readonly").objectStore(BODIES);
    return Promise.all(keys.map((key) => resultOf(store.get(key))));
  }

  /** @param {"readonly" | "readwrite"} mode */
  #transaction(mode) {
    // What is lost when the machine loses power can be had again: no need to wait for the disk.
    return this.#db.transaction([BODIES, ENTRIES], mode, { durability: "relaxed" });
  }

  /**
   * A database that hangs once is not asked again on this page.
   *
   * @template T
   * @param {Promise<T>} reading
   */
  async #patiently(reading) {
    const late = Symbol("late");
    const options = { waitMs: PATIENCE_MS, substitute: late, later: this.#later };
    const outcome = await within(outcomeOf(reading), options);
    if (outcome !== late) return /** @type {T | null} */ (outcome);
    this.close();
    return null;
  }
}

/** @param {IDBFactory | undefined} indexedDB @returns {Promise<IDBDatabase>} */
async function opened(indexedDB) {
  if (!indexedDB) throw new Error("no database");
  const request = indexedDB.open(DATABASE, VERSION);
  request.onupgradeneeded = ({ oldVersion }) => upgrade(request.result, oldVersion);
  return resultOf(request);
}

/**
 * @param {IDBObjectStore} entries
 * @param {string} key
 * @param {number} nowMs
 */
function touch(entries, key, nowMs) {
  const request = entries.get(key);
  request.onsuccess = () => {
    const entry = /** @type {Entry | undefined} */ (request.result);
    if (entry && nowMs - entry.usedMs > FRESH_MS) entries.put({ ...entry, usedMs: nowMs });
  };
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function resultOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {IDBTransaction} transaction @returns {Promise<true>} */
function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(true);
    transaction.onabort = () => reject(transaction.error);
  });
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T | null>} null when it failed
 */
function outcomeOf(promise) {
  return promise.catch(() => null);
}

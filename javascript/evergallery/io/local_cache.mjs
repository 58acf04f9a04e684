import { keysToDelete } from "./cache_cleaning.mjs";

/** @typedef {import("./cache_db.mjs").CacheDb} CacheDb */
/** @typedef {import("./cache_schema.mjs").Body} Body */
/** @typedef {import("./cache_schema.mjs").Entry} Entry */
/** @typedef {import("./later.mjs").Later} Later */

/**
 * Whose pictures: the library, and the person the server tells apart by an opaque tag ("" without a login).
 *
 * @typedef {{library: string, tag: string}} Owner
 */

/** Something to keep. @typedef {{version: string, value: any, size: number}} Kept */

/** What was seen on a screen is written together. */
const WRITE_PAUSE_MS = 1_000;

/** Times of use can wait: a crash loses nothing by it. */
const TOUCH_PAUSE_MS = 20_000;

/** More than this in memory is written without waiting. */
const MOST_PENDING_BYTES = 4 * 2 ** 20;

/** After this share of the limit was written, it is looked whether something must go. */
const CLEANING_SHARE = 0.05;

/** Writes that failed one after the other, before nothing more is written on this page. */
const MOST_FAILURES = 3;

const MB = 2 ** 20;

/**
 * Pictures and answers kept in the browser, for one address. Reads are quick or nothing; writes come later and
 * together. Nothing is written before the server has said whose pictures these are.
 */
export class LocalCache {
  #open;
  #place;
  #clock;
  #later;
  #limitBytes;
  /** @type {Promise<CacheDb | null> | null} */ #db = null;
  #scope = "";
  #isConfirmed = false;
  /** @type {Map<string, {entry: Entry, body: Body}>} */ #puts = new Map();
  /** @type {Set<string>} */ #touches = new Set();
  #pendingBytes = 0;
  #callOff = () => {};
  #writesAtMs = Number.POSITIVE_INFINITY;
  #sinceCleaning = Number.POSITIVE_INFINITY;
  #failures = 0;
  #figures = { hits: 0, misses: 0, writtenBytes: 0 };

  /**
   * @param {object} options
   * @param {() => Promise<CacheDb | null>} options.open
   * @param {string} options.place path of the page
   * @param {() => number} options.clock ms since 1970
   * @param {Later} options.later
   * @param {number} options.limitMb 0 keeps nothing
   */
  constructor({ open, place, clock, later, limitMb }) {
    this.#open = open;
    this.#place = place;
    this.#clock = clock;
    this.#later = later;
    this.#limitBytes = limitMb * MB;
  }

  /** Since the page was opened: {hits, misses, writtenBytes}. */
  get figures() {
    return { ...this.#figures };
  }

  /** May be read, if the last visit's owner is to be trusted; see `confirm`. @param {Owner} owner */
  presume(owner) {
    this.#scope = this.#scopeOf(owner);
    this.#isConfirmed = false;
  }

  /** The server has said whose pictures these are. @param {Owner} owner */
  confirm(owner) {
    const scope = this.#scopeOf(owner);
    if (scope !== this.#scope) this.#dropPending();
    this.#scope = scope;
    if (!this.#isConfirmed) this.#writeWithin(TOUCH_PAUSE_MS); // cleans once, even when nothing is written
    this.#isConfirmed = true;
  }

  /** Nothing is read or kept until the next `confirm`. */
  lock() {
    this.#dropPending();
    this.#scope = "";
    this.#isConfirmed = false;
  }

  /** @param {number} limitMb 0 also deletes what there is of this place */
  setLimit(limitMb) {
    const limitBytes = limitMb * MB;
    if (limitBytes === this.#limitBytes) return;
    this.#limitBytes = limitBytes;
    this.#sinceCleaning = Number.POSITIVE_INFINITY;
    if (limitBytes === 0) this.#dropPending();
    this.#writeWithin(WRITE_PAUSE_MS);
  }

  /**
   * What is kept under these names, read together.
   *
   * @param {string[]} names
   * @returns {Promise<(Body | undefined)[]>} in their order
   */
  async getMany(names) {
    if (!this.#scope || this.#limitBytes === 0) return names.map(() => undefined);
    const scope = this.#scope;
    const keys = names.map((name) => keyOf(scope, name));
    const stored = (await (await this.#database())?.getMany(keys)) ?? [];
    if (scope !== this.#scope) return names.map(() => undefined);
    return keys.map((key, index) => this.#puts.get(key)?.body ?? this.#noted(key, stored[index]));
  }

  /**
   * Kept soon, in place of what had this name.
   *
   * @param {string} name
   * @param {Kept} kept
   */
  put(name, { version, value, size }) {
    if (!this.#isConfirmed || this.#limitBytes === 0 || this.#failures >= MOST_FAILURES) return;
    const key = keyOf(this.#scope, name);
    const entry = { key, place: this.#place, scope: this.#scope, size, usedMs: this.#clock() };
    this.#pendingBytes += size - (this.#puts.get(key)?.entry.size ?? 0);
    this.#puts.set(key, { entry, body: { version, value } });
    this.#writeWithin(this.#pendingBytes > MOST_PENDING_BYTES ? 0 : WRITE_PAUSE_MS);
  }

  /** Counted by those who know what they looked for. @param {boolean} isHit */
  count(isHit) {
    this.#figures[isHit ? "hits" : "misses"] += 1;
  }

  /** Writes what waits, now: the page may be about to go. */
  async flush() {
    this.#callOff();
    this.#writesAtMs = Number.POSITIVE_INFINITY;
    const puts = [...this.#puts.values()];
    const touches = [...this.#touches];
    this.#puts.clear();
    this.#touches.clear();
    this.#pendingBytes = 0;
    const db = await this.#database();
    if (!db) return;
    if (puts.length + touches.length > 0) await this.#write(db, puts, touches);
    await this.#clean(db);
  }

  async stop() {
    await this.flush();
    this.#callOff();
    (await this.#db)?.close();
  }

  /** @param {CacheDb} db @param {{entry: Entry, body: Body}[]} puts @param {string[]} touches */
  async #write(db, puts, touches) {
    const size = puts.reduce((sum, { entry }) => sum + entry.size, 0);
    const isKept = await db.write({ puts, touches, nowMs: this.#clock() });
    this.#failures = isKept ? 0 : this.#failures + 1;
    this.#sinceCleaning += isKept ? size : Number.POSITIVE_INFINITY;
    if (isKept) this.#figures.writtenBytes += size;
  }

  /** @param {CacheDb} db */
  async #clean(db) {
    if (this.#sinceCleaning <= this.#limitBytes * CLEANING_SHARE) return;
    this.#sinceCleaning = 0;
    const entries = this.#governed(await db.entries());
    const nowMs = this.#clock();
    // A disk that has no more room for us has none for others: half of what we wanted will do.
    const limitBytes = this.#failures > 0 ? usedBy(entries) / 2 : this.#limitBytes;
    const options = { place: this.#place, scope: this.#scope, limitBytes, nowMs };
    const deletes = keysToDelete(entries, options);
    if (deletes.length > 0) await db.write({ deletes, nowMs });
  }

  /** A gallery that keeps nothing leaves those at other addresses alone. @param {Entry[]} entries */
  #governed(entries) {
    if (this.#limitBytes > 0) return entries;
    return entries.filter(({ place }) => place === this.#place);
  }

  /** @param {string} key @param {Body | undefined} body */
  #noted(key, body) {
    if (body) {
      this.#touches.add(key);
      this.#writeWithin(TOUCH_PAUSE_MS);
    }
    return body;
  }

  /** @param {number} delayMs */
  #writeWithin(delayMs) {
    const atMs = this.#clock() + delayMs;
    if (atMs >= this.#writesAtMs) return;
    this.#callOff();
    this.#writesAtMs = atMs;
    this.#callOff = this.#later(() => this.flush(), delayMs);
  }

  #dropPending() {
    this.#puts.clear();
    this.#touches.clear();
    this.#pendingBytes = 0;
  }

  #database() {
    this.#db ??= this.#open();
    return this.#db;
  }

  /** @param {Owner} owner */
  #scopeOf({ library, tag }) {
    return JSON.stringify([this.#place, library, tag]);
  }
}

/** @param {string} scope @param {string} name */
function keyOf(scope, name) {
  return `${scope} ${name}`;
}

/** @param {Entry[]} entries bytes */
function usedBy(entries) {
  return entries.reduce((sum, { size }) => sum + size, 0);
}

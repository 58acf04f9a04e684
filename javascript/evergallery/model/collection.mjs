import { aspectOf, isSameItem, itemOf } from "./item.mjs";
import { WINDOW_ROWS } from "./missing_windows.mjs";
import { runsIn } from "./snapshot.mjs";

/** @typedef {import("./item.mjs").Item} Item */
/** @typedef {import("./item.mjs").Row} Row */
/** @typedef {{offset: number, removed: number, inserted: number}} Splice */
/** @typedef {[key: string, count: number]} Group */
/** @typedef {{version: number, from: number, splice: Splice}} Change */
/** @typedef {import("./snapshot.mjs").Snapshot} Snapshot */

/** A late answer is older than this many changes only when something is wrong: it is asked for anew. */
const REMEMBERED_CHANGES = 64;

/** Items kept in memory before those far from the screen are given up (about 300 bytes each). */
const MOST_KEPT = 12_000;
const KEPT_AROUND = 3_000;

/** A snapshot holds the beginning of the view, and so many items on both sides of the screen. */
const REMEMBERED_ITEMS = 1_200;

/** The shape to assume before any picture is known: most models make squares or 2:3. */
const USUAL_ASPECT = 0.8;

/** The items of one view that are known so far, at their places; all others are gaps. */
export class Collection {
  /** @type {(Item | null)[]} */ #items = [];
  /** @type {Change[]} */ #changes = [];
  #known = 0;

  /** Of the server's answer to the opening, while what it said still stands here; "" once it does not. */
  fingerprint = "";

  /**
   * @param {object} page
   * @param {number} page.version
   * @param {number} page.total
   * @param {Group[]} page.groups
   */
  constructor({ version, total, groups }) {
    this.version = version;
    this.groups = groups;
    this.#items = new Array(total).fill(null);
  }

  /** What was known at an earlier visit; its version means nothing until `confirm`. @param {Snapshot} snapshot */
  static from({ total, groups, runs, fingerprint = "" }) {
    const collection = new Collection({ version: -1, total, groups });
    for (const [first, items] of runs) {
      for (const [index, item] of items.entries()) collection.#set(first + index, item);
    }
    collection.fingerprint = fingerprint;
    return collection;
  }

  get total() {
    return this.#items.length;
  }

  /** @param {number} offset */
  at(offset) {
    return this.#items[offset] ?? null;
  }

  /** @param {number} offset */
  aspectAt(offset) {
    return aspectOf(this.at(offset));
  }

  /** Average shape of the known items. */
  get usualAspect() {
    let sum = 0;
    let count = 0;
    for (const item of this.#items.slice(0, 1_000)) {
      const aspect = aspectOf(item);
      if (aspect === null) continue;
      sum += aspect;
      count += 1;
    }
    return count > 0 ? sum / count : USUAL_ASPECT;
  }

  /**
   * @param {number} id
   * @returns {number} -1 when it is not among the known items
   */
  offsetOf(id) {
    return this.#items.findIndex((item) => item?.id === id);
  }

  /**
   * @param {number} first on the screen
   * @param {number} end
   * @returns {Snapshot}
   */
  snapshot(first, end) {
    const near = /** @type {[number, number]} */ ([
      first - REMEMBERED_ITEMS,
      end + REMEMBERED_ITEMS,
    ]);
    const runs = runsIn(this.#items, [[0, REMEMBERED_ITEMS], near]);
    return { total: this.total, groups: this.groups, runs, fingerprint: this.fingerprint };
  }

  /**
   * Does an answer to the opening of a view say what is known already?
   *
   * @param {{total: number, groups: Group[], offset: number, items: Row[]}} page
   */
  agreesWith({ total, groups, offset, items }) {
    if (total !== this.total || !this.hasRows(offset, items)) return false;
    return JSON.stringify(groups) === JSON.stringify(this.groups);
  }

  /**
   * @param {number} offset
   * @param {Row[]} rows
   */
  hasRows(offset, rows) {
    return rows.every((row, index) => isSameItem(this.at(offset + index), itemOf(row)));
  }

  /**
   * What is known holds for this version of a newly opened view.
   *
   * @param {{version: number, fingerprint?: string}} page
   */
  confirm({ version, fingerprint = "" }) {
    this.version = version;
    this.fingerprint = fingerprint;
    this.#changes = [];
  }

  /**
   * Takes over rows of an answer. Rows of an older version are put where the changes since have
   * moved them.
   *
   * @param {number} offset
   * @param {Row[]} rows
   * @param {number} version of the view the answer speaks of
   * @returns {boolean} false when the answer cannot be placed
   */
  put(offset, rows, version) {
    const since = this.#changesSince(version);
    if (since === null) return false;
    rows.forEach((row, index) => {
      const place = since.reduce(moved, offset + index);
      if (place >= 0 && place < this.total) this.#set(place, itemOf(row));
    });
    return true;
  }

  /**
   * @param {{fromVersion: number, version: number, splice: Splice, groups: Group[]}} change
   * @returns {boolean} false when changes in between were missed: the view must be opened anew
   */
  change({ fromVersion, version, splice, groups }) {
    if (fromVersion !== this.version) return false;
    this.#changes.push({ version, from: fromVersion, splice });
    this.#changes.splice(0, this.#changes.length - REMEMBERED_CHANGES);
    this.#splice(splice);
    this.version = version;
    this.groups = groups;
    this.fingerprint = "";
    return true;
  }

  /**
   * What the server has just confirmed; it tells the row itself a moment later.
   *
   * @param {number} id
   * @param {boolean} favourite
   */
  mark(id, favourite) {
    const offset = this.offsetOf(id);
    const item = this.at(offset);
    if (item) this.#set(offset, { ...item, favourite });
  }

  /**
   * Forgets far items when there are too many.
   *
   * @param {number} first on the screen
   * @param {number} end
   */
  trim(first, end) {
    if (this.#known <= MOST_KEPT) return;
    this.#items.fill(null, 0, Math.max(0, first - KEPT_AROUND));
    this.#items.fill(null, end + KEPT_AROUND);
    this.#known = this.#items.reduce((count, item) => count + (item ? 1 : 0), 0);
  }

  /** @param {number} offset @param {Item} item */
  #set(offset, item) {
    const old = this.#items[offset];
    if (!old) this.#known += 1;
    if (offset < WINDOW_ROWS && !isSameButColor(old, item)) this.fingerprint = "";
    this.#items[offset] = item;
  }

  /** @param {Splice} splice */
  #splice({ offset, removed, inserted }) {
    const before = this.#items.slice(0, offset);
    const after = this.#items.slice(offset + removed);
    this.#items = before.concat(new Array(inserted).fill(null), after);
  }

  /**
   * @param {number} version
   * @returns {Splice[] | null} null when they are not (or not yet) known
   */
  #changesSince(version) {
    if (version === this.version) return [];
    const first = this.#changes.findIndex(({ from }) => from === version);
    return first < 0 ? null : this.#changes.slice(first).map(({ splice }) => splice);
  }
}

/**
 * The server's fingerprint leaves the colour out: it is learnt with the first thumbnail.
 *
 * @param {Item | null} old
 * @param {Item} item
 */
function isSameButColor(old, item) {
  return old !== null && isSameItem({ ...old, color: item.color }, item);
}

/**
 * @param {number} offset -1 for an item that is gone
 * @param {Splice} splice
 */
function moved(offset, splice) {
  if (offset < splice.offset) return offset;
  if (offset < splice.offset + splice.removed) return -1;
  return offset + splice.inserted - splice.removed;
}

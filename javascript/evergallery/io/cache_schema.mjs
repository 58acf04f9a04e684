/**
 * How the browser's database is laid out. Raise the version with every change, and add a step to `STEPS`: what is
 * kept can be had again from the server, so a step may as well throw everything away.
 */

export const DATABASE = "evergallery";

/** What a key leads to: {version, value}. Never read as a whole. */
export const BODIES = "bodies";

/** What is known of each body without reading it: see `Entry`. */
export const ENTRIES = "entries";

/**
 * @typedef {object} Entry
 * @property {string} key     of the body
 * @property {string} place   path of the page that kept it
 * @property {string} scope   place, library and person
 * @property {number} size    bytes
 * @property {number} usedMs  since 1970; written once an hour at most
 */

/** @typedef {{version: string, value: any}} Body */

/** From version n to n + 1. @type {((db: IDBDatabase) => void)[]} */
const STEPS = [
  (db) => {
    db.createObjectStore(BODIES);
    db.createObjectStore(ENTRIES, { keyPath: "key" });
  },
];

export const VERSION = STEPS.length;

/**
 * @param {IDBDatabase} db
 * @param {number} oldVersion 0 for a new one
 */
export function upgrade(db, oldVersion) {
  for (const step of STEPS.slice(oldVersion)) step(db);
}

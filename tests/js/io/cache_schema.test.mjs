import assert from "node:assert/strict";
import test from "node:test";

import {
  BODIES,
  ENTRIES,
  upgrade,
  VERSION,
} from "../../../javascript/evergallery/io/cache_schema.mjs";

/** @param {number} oldVersion @returns {string[]} stores made */
function upgradedFrom(oldVersion) {
  /** @type {string[]} */
  const made = [];
  const db = { createObjectStore: (/** @type {string} */ name) => made.push(name) };
  upgrade(/** @type {any} */ (db), oldVersion);
  return made;
}

test("a new database gets every store", () => {
  assert.deepEqual(upgradedFrom(0), [BODIES, ENTRIES]);
});

test("a database of this version is left as it is", () => {
  assert.deepEqual(upgradedFrom(VERSION), []);
});

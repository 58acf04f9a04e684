import assert from "node:assert/strict";
import { test } from "node:test";
import { roundTripHint } from "../../../javascript/evergallery/io/round_trip_hint.mjs";

const TREE = "http://host/evergallery/v1/static/abc/";

/**
 * @param {string} name
 * @param {number} waitMs
 * @param {number} [transferSize]
 */
function loaded(name, waitMs, transferSize = 5_000) {
  return { name, transferSize, requestStart: 1_000, responseStart: 1_000 + waitMs };
}

/** @param {...object} entries @returns {any} */
function timeline(...entries) {
  return { getEntriesByType: (/** @type {string} */ type) => (type === "resource" ? entries : []) };
}

test("the quickest answer to one of our files is about a round trip", () => {
  const entries = [loaded(`${TREE}css/all.css`, 260), loaded(`${TREE}javascript/a.mjs`, 205)];
  assert.equal(roundTripHint(timeline(...entries), TREE), 205);
});

test("what came from the browser's cache says nothing about the network", () => {
  const entries = [loaded(`${TREE}css/all.css`, 1, 0), loaded(`${TREE}javascript/a.mjs`, 205)];
  assert.equal(roundTripHint(timeline(...entries), TREE), 205);
  assert.equal(roundTripHint(timeline(entries[0]), TREE), undefined);
});

test("other files of the page may take a server's time", () => {
  assert.equal(roundTripHint(timeline(loaded("http://host/info", 3)), TREE), undefined);
});

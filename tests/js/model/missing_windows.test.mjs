import assert from "node:assert/strict";
import test from "node:test";

import { missingWindows } from "../../../javascript/evergallery/model/missing_windows.mjs";

/** @param {(offset: number) => boolean} isKnown */
const collectionOf = (isKnown) => ({
  total: 1_000,
  at: (/** @type {number} */ offset) => (isKnown(offset) ? {} : null),
});

test("only windows with a gap in the range are asked for", () => {
  const collection = collectionOf((offset) => offset < 120 || offset >= 240);
  assert.deepEqual(missingWindows(60, 300, collection, new Set()), [120]);
});

test("windows known from an earlier visit are asked for when they are seen", () => {
  const collection = collectionOf(() => true);
  assert.deepEqual(missingWindows(60, 300, collection, new Set([120, 480])), [120]);
});

test("a range beyond the end asks for nothing there", () => {
  const collection = collectionOf(() => false);
  assert.deepEqual(missingWindows(-50, 10, collection, new Set()), [0]);
  assert.deepEqual(missingWindows(950, 5_000, collection, new Set()), [840, 960]);
});

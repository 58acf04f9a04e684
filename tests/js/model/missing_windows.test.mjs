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
  assert.deepEqual(missingWindows(60, 300, collection), [120]);
});

test("a range beyond the end asks for nothing there", () => {
  const collection = collectionOf(() => false);
  assert.deepEqual(missingWindows(-50, 10, collection), [0]);
  assert.deepEqual(missingWindows(950, 5_000, collection), [840, 960]);
});

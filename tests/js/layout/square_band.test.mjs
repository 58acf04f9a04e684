import assert from "node:assert/strict";
import test from "node:test";

import { SquareBand } from "../../../javascript/evergallery/layout/square_band.mjs";

/** @type {import("../../../javascript/evergallery/layout/box.mjs").Frame} */
const FRAME = {
  mode: "squares",
  width: 308,
  size: 100,
  gap: 4,
  headerHeight: 0,
  sectionGap: 0,
  aspect: 1,
};

test("columns fill the width", () => {
  const band = new SquareBand(FRAME, 7);
  assert.deepEqual(band.box(2), { x: 208, y: 0, width: 100, height: 100 });
  assert.deepEqual(band.box(3), { x: 0, y: 104, width: 100, height: 100 });
  assert.equal(band.height, 308);
});

test("whole rows that touch the stripe are found, and no others", () => {
  const band = new SquareBand(FRAME, 7);
  assert.deepEqual(band.between(0, 100), [0, 3]);
  assert.deepEqual(band.between(101, 205), [3, 6]);
  assert.deepEqual(band.between(99, 105), [0, 6]);
  assert.deepEqual(band.between(300, 9_000), [6, 7]);
  assert.deepEqual(band.between(9_000, 9_100), [7, 7]);
});

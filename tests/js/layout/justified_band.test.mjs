import assert from "node:assert/strict";
import test from "node:test";

import { JustifiedBand } from "../../../javascript/evergallery/layout/justified_band.mjs";

/** @type {import("../../../javascript/evergallery/layout/box.mjs").Frame} */
const FRAME = {
  mode: "rows",
  width: 1000,
  size: 200,
  gap: 4,
  headerHeight: 0,
  sectionGap: 0,
  aspect: 1,
};

test("the estimate is near the measured height when the shapes are as assumed", () => {
  const band = new JustifiedBand(FRAME, 120, true);
  const estimate = band.height;
  band.measure(() => 1);
  assert.ok(Math.abs(band.height - estimate) / estimate < 0.05);
});

test("it counts as measured only when every shape is known", () => {
  const band = new JustifiedBand(FRAME, 10, false);
  band.measure((index) => (index < 5 ? 1 : null));
  assert.equal(band.isMeasured, false);
  band.measure(() => 1);
  assert.equal(band.isMeasured, true);
  band.forget();
  assert.equal(band.isMeasured, false);
});

test("every stripe finds exactly the tiles that touch it, rounded to rows", () => {
  const band = new JustifiedBand(FRAME, 60, false);
  band.measure((index) => [2 / 3, 1, 1.5][index % 3]);
  for (let top = -50; top < band.height + 50; top += 37) {
    const [first, end] = band.between(top, top + 90);
    for (let index = 0; index < 60; index += 1) {
      const { y, height } = band.box(index);
      const touches = y < top + 90 && y + height > top;
      assert.equal(index >= first && index < end, touches, `${index} at ${top}`);
    }
  }
});

test("extreme shapes are cropped so that they share a row with others", () => {
  const band = new JustifiedBand(FRAME, 8, false);
  band.measure((index) => (index === 3 ? 50 : 1));
  assert.ok(band.box(3).width < 1000);
});

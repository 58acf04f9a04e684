import assert from "node:assert/strict";
import test from "node:test";

import { JustifiedBand } from "../../../javascript/evergallery/layout/justified_band.mjs";
import { Section } from "../../../javascript/evergallery/layout/section.mjs";

/** @type {import("../../../javascript/evergallery/layout/box.mjs").Frame} */
const FRAME = {
  mode: "rows",
  width: 1000,
  size: 200,
  gap: 4,
  headerHeight: 40,
  sectionGap: 16,
  aspect: 1,
};

/** @param {Section} section */
const counts = (section) => section.bands.map(({ count }) => count);

test("many pictures are spread over bands of about one window", () => {
  const section = new Section(FRAME, "2026-01-01", 1_000);
  assert.equal(section.count, 1_000);
  assert.ok(counts(section).every((count) => count > 80 && count < 160));
});

test("all bands but the last are filled to the edge", () => {
  const { bands } = new Section(FRAME, "", 400);
  const filled = bands.map((band) => band instanceof JustifiedBand && band.fillLast);
  assert.deepEqual(filled, [true, true, false]);
});

test("what is kept apart leaves every other band as it was", () => {
  const section = new Section(FRAME, "", 400);
  const before = [...section.bands];
  section.insert(0, 3, true);
  assert.deepEqual(section.bands.slice(1), before);
  assert.equal(section.bands[0].count, 3);
  section.insert(0, 2, true);
  assert.equal(section.bands[0].count, 5);
  assert.deepEqual(section.bands.slice(1), before);
});

test("settling takes what was apart back into the rows", () => {
  const section = new Section(FRAME, "", 400);
  section.insert(0, 3, true);
  section.settle();
  assert.equal(section.count, 403);
  assert.equal(section.hasApart, false);
});

test("pictures can be put in the middle and taken out across bands", () => {
  const section = new Section(FRAME, "", 400);
  section.insert(200, 300, false);
  assert.equal(section.count, 700);
  section.remove(100, 450);
  assert.equal(section.count, 250);
  section.remove(0, 250);
  assert.deepEqual(section.bands, []);
});

test("a section of squares stays one band as long as nothing is kept apart", () => {
  const section = new Section({ ...FRAME, mode: "squares" }, "", 400);
  section.insert(120, 500, false);
  section.remove(3, 10);
  assert.deepEqual(counts(section), [890]);
});

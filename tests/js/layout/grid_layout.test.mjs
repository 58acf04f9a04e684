import assert from "node:assert/strict";
import test from "node:test";

import { GridLayout } from "../../../javascript/evergallery/layout/grid_layout.mjs";

/** @typedef {import("../../../javascript/evergallery/layout/grid_layout.mjs").Group} Group */

/** @type {import("../../../javascript/evergallery/layout/box.mjs").Frame} */
const FRAME = {
  mode: "rows",
  width: 1000,
  size: 200,
  gap: 4,
  headerHeight: 40,
  sectionGap: 16,
  aspect: 0.8,
};

/** @param {number} offset */
const shapeOf = (offset) => [2 / 3, 1, 1, 1.5, 16 / 9][(offset * 3) % 5];

/** @type {Group[]} */
const DAYS = [
  ["2026-01-03", 15],
  ["2026-01-02", 700],
  ["2026-01-01", 2],
];

test("every picture has a box below its section's header, and none overlap within a row", () => {
  const layout = new GridLayout(FRAME, DAYS, shapeOf);
  layout.settleAround(null, layout.height, 0);
  const boxes = layout.boxesBetween(0, layout.height);
  assert.deepEqual(
    boxes.map(({ offset }) => offset),
    Array.from({ length: 717 }, (_, offset) => offset),
  );
  for (const { offset, y, x, width } of boxes) {
    const section = layout.sectionOf(offset);
    assert.ok(y >= section.top + 40 - 1e-6);
    assert.ok(x >= 0 && x + width <= 1000.001);
    assert.deepEqual(layout.boxOf(offset).y, y);
  }
});

test("the picture held on to does not move when estimates above it give way to facts", () => {
  const layout = new GridLayout(FRAME, [["", 5_000]], shapeOf);
  const anchor = layout.anchorAt(60_000, 800);
  assert.ok(anchor);
  const top = layout.settleAround(anchor, 800, 2_000);
  assert.ok(Math.abs(layout.boxOf(anchor.offset).y - top - anchor.above) < 0.5);
  const again = layout.settleAround(anchor, 800, 2_000);
  assert.ok(Math.abs(again - top) < 0.5);
});

test("the end of everything can be reached although all of it was an estimate", () => {
  const layout = new GridLayout(FRAME, [["", 5_000]], () => 0.5);
  let top = layout.height;
  for (let turn = 0; turn < 5; turn += 1) {
    const anchor = layout.anchorAt(top, 800);
    top = layout.settleAround(anchor, 800, 400);
    top = layout.height - 800;
  }
  assert.equal(layout.boxesBetween(top, top + 800).at(-1)?.offset, 4_999);
});

test("new pictures kept apart do not change the row of any other", () => {
  const layout = new GridLayout(FRAME, DAYS, shapeOf);
  layout.settleAround(null, layout.height, 0);
  const before = layout.boxOf(300);
  layout.splice({ offset: 0, removed: 0, inserted: 2 }, [["2026-01-03", 17], ...DAYS.slice(1)], {
    apart: true,
  });
  const after = layout.boxOf(302);
  assert.deepEqual([after.x, after.width, after.height], [before.x, before.width, before.height]);
  assert.equal(layout.count, 719);
});

test("a splice may begin a day, end a day and change another", () => {
  const layout = new GridLayout(FRAME, DAYS, shapeOf);
  /** @type {Group[]} */
  const groups = [
    ["2026-01-04", 3],
    ["2026-01-02", 690],
    ["2026-01-01", 2],
  ];
  layout.splice({ offset: 0, removed: 25, inserted: 3 }, groups);
  assert.deepEqual(
    layout.sections.map(({ key, count, first }) => [key, count, first]),
    [
      ["2026-01-04", 3, 0],
      ["2026-01-02", 690, 3],
      ["2026-01-01", 2, 693],
    ],
  );
});

test("arrows go to the neighbour beside, above and below, across sections", () => {
  const layout = new GridLayout({ ...FRAME, mode: "squares" }, DAYS, shapeOf);
  assert.equal(layout.neighbour(0, "left"), 0);
  assert.equal(layout.neighbour(0, "right"), 1);
  assert.equal(layout.neighbour(1, "down"), 6);
  assert.equal(layout.neighbour(6, "up"), 1);
  assert.equal(layout.neighbour(12, "down"), 17);
  assert.equal(layout.neighbour(17, "up"), 12);
  assert.equal(layout.neighbour(716, "down"), 716);
});

test("a million pictures cost no more than a screen of them", () => {
  let asked = 0;
  const layout = new GridLayout(FRAME, [["", 1_000_000]], (offset) => {
    asked += 1;
    return shapeOf(offset);
  });
  layout.settleAround(layout.anchorAt(layout.height / 2, 800), 800, 400);
  assert.ok(asked < 2_000, `${asked} shapes were asked for`);
});

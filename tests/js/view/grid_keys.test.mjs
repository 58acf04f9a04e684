import assert from "node:assert/strict";
import test from "node:test";

import { GridLayout } from "../../../javascript/evergallery/layout/grid_layout.mjs";
import { targetOfKey } from "../../../javascript/evergallery/view/grid_keys.mjs";

const layout = new GridLayout(
  { mode: "squares", width: 308, size: 100, gap: 4, headerHeight: 0, sectionGap: 0, aspect: 1 },
  [["", 30]],
  () => 1,
);

/** @param {string} key @param {number} at */
const target = (key, at) => targetOfKey(key, { at, firstVisible: 9, rowsPerPage: 4, layout });

test("the first arrow goes to the first picture in the window", () => {
  assert.equal(target("ArrowDown", -1), 9);
});

test("arrows, pages and ends", () => {
  assert.equal(target("ArrowDown", 1), 4);
  assert.equal(target("PageDown", 1), 10);
  assert.equal(target("PageUp", 4), 1);
  assert.equal(target("Home", 12), 0);
  assert.equal(target("End", 12), 29);
});

test("Enter and space open the picture the keyboard is on", () => {
  assert.equal(target("Enter", 3), "open");
  assert.equal(target(" ", 3), "open");
  assert.equal(target("Enter", -1), null);
});

test("s marks the picture the keyboard is on", () => {
  assert.equal(target("s", 3), "mark");
  assert.equal(target("s", -1), null);
});

test("other keys are not ours", () => {
  assert.equal(target("x", 3), null);
  assert.equal(target("toString", 3), null);
});

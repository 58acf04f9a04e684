import assert from "node:assert/strict";
import test from "node:test";

import { ScrollSpace } from "../../../javascript/evergallery/layout/scroll_space.mjs";

/** @param {number} layoutHeight */
function spaceOf(layoutHeight) {
  const space = new ScrollSpace();
  space.resize(layoutHeight, 800);
  return space;
}

test("a layout that fits is scrolled pixel by pixel, without a shift", () => {
  const space = spaceOf(50_000);
  assert.equal(space.height, 50_000);
  assert.equal(space.scrolled(1_234), 1_234);
  assert.equal(space.shift, 0);
});

test("no element is higher than a browser allows", () => {
  assert.ok(spaceOf(40_000_000).height < 16_000_000);
});

test("in a compressed layout a turn of the wheel still moves by as many pixels", () => {
  const space = spaceOf(40_000_000);
  space.scrolled(5_000_000);
  const top = space.top;
  space.scrolled(5_000_120);
  assert.equal(space.top - top, 120);
});

test("dragging the scroll bar reaches both ends of a compressed layout", () => {
  const space = spaceOf(40_000_000);
  assert.equal(space.scrolled(space.height - 800), 40_000_000 - 800);
  assert.equal(space.scrolled(0), 0);
});

test("a correction of the layout moves nothing, and the scroll bar follows at rest", () => {
  const space = spaceOf(50_000);
  space.scrolled(1_000);
  space.moveTo(1_300);
  space.resize(50_300, 800);
  assert.equal(space.shift, 300);
  assert.equal(space.rest(), 1_300);
  assert.equal(space.shift, 0);
});

test("after resting the scroll event that follows changes nothing", () => {
  const space = spaceOf(40_000_000);
  space.moveTo(7_654_321);
  const scrollTop = space.rest();
  assert.equal(space.scrolled(scrollTop), 7_654_321);
});

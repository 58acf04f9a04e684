import assert from "node:assert/strict";
import test from "node:test";

import { ThumbWant } from "../../../javascript/evergallery/io/thumb_want.mjs";

function want() {
  const ticket = { id: 1, version: "a", url: "u", rank: 5, picture: {}, loaded() {}, failed() {} };
  return new ThumbWant(/** @type {any} */ (ticket), 0);
}

/** @param {any} reason @param {number} times */
function laneAfter(reason, times) {
  const one = want();
  for (let time = 0; time < times; time += 1) one.failedOn(0, { reason });
  return one.lane;
}

test("a pack that failed is followed by one more on the same lane, then by the next lane", () => {
  for (const reason of ["cut", "garbled", "refused", "network"]) {
    assert.deepEqual([laneAfter(reason, 1), laneAfter(reason, 2)], [0, 1], reason);
  }
});

test("a lane that stalls, and a socket that is gone, are left at once", () => {
  assert.deepEqual([laneAfter("stalled", 1), laneAfter("lost", 1)], [1, 1]);
});

test("a busy server is asked again as often as it likes", () => {
  assert.equal(laneAfter("busy", 9), 0);
});

test("on the next lane it begins with a clean slate", () => {
  const one = want();
  one.failedOn(0, { reason: "stalled" });
  one.failedOn(1, { reason: "cut" });
  assert.equal(one.lane, 1);
});

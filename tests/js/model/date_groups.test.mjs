import assert from "node:assert/strict";
import test from "node:test";

import { dateGroups } from "../../../javascript/evergallery/model/date_groups.mjs";

/** @typedef {import("../../../javascript/evergallery/model/date_groups.mjs").Group} Group */

/** @param {number} count of pictures on each @returns {Group[]} */
const days = (count) => [
  ["2026-03-02", count],
  ["2026-03-01", count],
  ["2026-02-27", count],
  ["2026-02-20", count],
  ["2025-02-20", count],
];

test("days with pictures enough stand by themselves", () => {
  assert.deepEqual(dateGroups(days(9)), days(9));
});

test("days with a picture or two are told as months", () => {
  assert.deepEqual(dateGroups(days(1)), [
    ["2026-03", 2],
    ["2026-02", 2],
    ["2025-02", 1],
  ]);
});

test("a few days stay days, and a view without days stays one group", () => {
  assert.deepEqual(dateGroups(days(1).slice(0, 4)), days(1).slice(0, 4));
  assert.deepEqual(dateGroups([["", 2]]), [["", 2]]);
});

import assert from "node:assert/strict";
import test from "node:test";

import { dateMarks } from "../../../javascript/evergallery/layout/date_marks.mjs";

const ROOM = { length: 1_000, spacing: 30 };

/** @param {[string, number][]} days @param {typeof ROOM} [room] */
function labels(days, room = ROOM) {
  const placed = days.map(([key, top]) => ({ key, top }));
  return dateMarks(placed, 1_000, room).map(({ label }) => label);
}

test("each month is marked once, at its first day", () => {
  const days = /** @type {[string, number][]} */ ([
    ["2026-03-09", 0],
    ["2026-03-01", 100],
    ["2026-02-20", 300],
  ]);
  assert.deepEqual(labels(days), ["Mar", "Feb"]);
});

test("where a year begins, it is the year that is marked", () => {
  assert.deepEqual(
    labels([
      ["2026-01-09", 0],
      ["2025-12-20", 300],
    ]),
    ["Jan", "2025"],
  );
});

test("marks without room are left out, and a year pushes out the month before it", () => {
  assert.deepEqual(
    labels([
      ["2026-03-09", 0],
      ["2026-02-09", 10],
      ["2026-01-09", 50],
      ["2025-12-20", 60],
    ]),
    ["Mar", "2025"],
  );
});

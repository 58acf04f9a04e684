import assert from "node:assert/strict";
import test from "node:test";

import { formatMoment } from "../../../javascript/evergallery/util/format_moment.mjs";

const NOW_MS = new Date(2026, 10, 23, 18, 30).getTime();

test("today only the time is told", () => {
  assert.equal(formatMoment(new Date(2026, 10, 23, 14, 2).getTime(), NOW_MS), "14:02");
});

test("of another day the day is told as well", () => {
  assert.equal(
    formatMoment(new Date(2026, 10, 22, 23, 59).getTime(), NOW_MS),
    "22 November, 23:59",
  );
});

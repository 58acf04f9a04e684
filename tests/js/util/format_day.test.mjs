import assert from "node:assert/strict";
import test from "node:test";

import { formatDay } from "../../../javascript/evergallery/util/format_day.mjs";

test("the last two days have names", () => {
  assert.equal(formatDay("2026-03-01", "2026-03-01"), "Today");
  assert.equal(formatDay("2026-02-28", "2026-03-01"), "Yesterday");
});

test("other days are told in words, with the year when it is another one", () => {
  assert.match(formatDay("2026-02-27", "2026-03-01"), /^Friday,? 27 February$/);
  assert.match(formatDay("2025-12-31", "2026-01-02"), /^Wednesday,? 31 December 2025$/);
});

test("what is not a day is shown as it is", () => {
  assert.equal(formatDay("someday", "2026-03-01"), "someday");
});

test("a month is told with its year", () => {
  assert.equal(formatDay("2026-11", "2026-11-20"), "November 2026");
});

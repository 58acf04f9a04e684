import assert from "node:assert/strict";
import test from "node:test";

import { formatClock } from "../../../javascript/evergallery/util/format_clock.mjs";

test("a moment is told as hours and minutes of the local day", () => {
  assert.equal(formatClock(new Date(2026, 0, 5, 14, 2).getTime()), "14:02");
});

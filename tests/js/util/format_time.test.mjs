import assert from "node:assert/strict";
import test from "node:test";

import { formatTime } from "../../../javascript/evergallery/util/format_time.mjs";

test("the clock has seconds", () => {
  assert.equal(formatTime(new Date(2026, 10, 23, 14, 2, 9).getTime()), "14:02:09");
});

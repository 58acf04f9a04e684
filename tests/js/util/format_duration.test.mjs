import assert from "node:assert/strict";
import test from "node:test";

import { formatDuration } from "../../../javascript/evergallery/util/format_duration.mjs";

test("a duration has one unit", () => {
  assert.equal(formatDuration(0), "1 s");
  assert.equal(formatDuration(40.4), "40 s");
  assert.equal(formatDuration(180), "3 min");
  assert.equal(formatDuration(7_200), "2 h");
});

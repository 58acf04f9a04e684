import assert from "node:assert/strict";
import test from "node:test";

import { formatMs } from "../../../javascript/evergallery/util/format_ms.mjs";

test("a duration is told in the unit it is short in", () => {
  assert.equal(formatMs(0), "0 ms");
  assert.equal(formatMs(38.4), "38 ms");
  assert.equal(formatMs(1_234), "1.2 s");
  assert.equal(formatMs(9_960), "10 s");
  assert.equal(formatMs(99_800), "100 s");
  assert.equal(formatMs(360_000), "6 min");
});

import assert from "node:assert/strict";
import test from "node:test";

import { formatCount } from "../../../javascript/evergallery/util/format_count.mjs";

test("thousands are set apart", () => {
  assert.equal(formatCount(20_412), "20,412");
  assert.equal(formatCount(7), "7");
});

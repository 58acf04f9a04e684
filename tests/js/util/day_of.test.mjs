import assert from "node:assert/strict";
import test from "node:test";

import { dayOf } from "../../../javascript/evergallery/util/day_of.mjs";

test("a moment belongs to its local day", () => {
  assert.equal(dayOf(new Date(2026, 0, 5, 0, 1)), "2026-01-05");
  assert.equal(dayOf(new Date(2026, 11, 31, 23, 59)), "2026-12-31");
});

import assert from "node:assert/strict";
import test from "node:test";

import { clamp } from "../../../javascript/evergallery/util/clamp.mjs";

test("a value is held between the bounds", () => {
  assert.equal(clamp(5, 0, 3), 3);
  assert.equal(clamp(-5, 0, 3), 0);
  assert.equal(clamp(2, 0, 3), 2);
});

test("the lower bound wins when the bounds cross", () => {
  assert.equal(clamp(2, 4, 1), 4);
});

import assert from "node:assert/strict";
import test from "node:test";

import { lastIndexWhere } from "../../../javascript/evergallery/util/last_index_where.mjs";

test("the end of the prefix is found for every length of it", () => {
  for (let length = 0; length < 20; length += 1) {
    for (let prefix = 0; prefix <= length; prefix += 1) {
      assert.equal(
        lastIndexWhere(length, (index) => index < prefix),
        prefix - 1,
      );
    }
  }
});

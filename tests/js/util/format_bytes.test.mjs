import assert from "node:assert/strict";
import test from "node:test";

import { formatBytes } from "../../../javascript/evergallery/util/format_bytes.mjs";

test("sizes have at most three digits and the unit that fits", () => {
  assert.equal(formatBytes(0), "0 B");
  assert.equal(formatBytes(999), "999 B");
  assert.equal(formatBytes(1_000), "1.0 KB");
  assert.equal(formatBytes(153 * 1024), "153 KB");
  assert.equal(formatBytes(1.4 * 1024 ** 2), "1.4 MB");
  assert.equal(formatBytes(2 ** 50), "1024 TB");
});

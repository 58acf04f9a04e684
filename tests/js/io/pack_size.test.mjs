import assert from "node:assert/strict";
import test from "node:test";

import { PackSize } from "../../../javascript/evergallery/io/pack_size.mjs";

/** @param {number} bytes */
function learnt(bytes) {
  const size = new PackSize();
  for (let picture = 0; picture < 500; picture += 1) size.learn(bytes);
  return size.items;
}

test("the first pack fits into one answer, three of them hold a screenful of sixty tiles", () => {
  const { items } = new PackSize();
  assert.ok(items * 17_000 <= 524_288);
  assert.ok(items * 3 >= 60);
});

test("large pictures make small packs, so that each fits into one answer", () => {
  assert.ok(learnt(20_000) * 20_000 <= 524_288);
  assert.ok(learnt(20_000) > 20);
});

test("a pack is never larger than the server takes, and never a handful", () => {
  assert.equal(learnt(100), 128);
  assert.equal(learnt(1_000_000), 8);
});

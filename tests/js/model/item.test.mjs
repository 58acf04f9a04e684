import assert from "node:assert/strict";
import test from "node:test";

import { aspectOf, itemOf } from "../../../javascript/evergallery/model/item.mjs";

test("a row becomes an item, field by field", () => {
  assert.deepEqual(itemOf([7, "a.png", 512, 768, 1_700_000_000, 4_096, "v", "image", 0x102030]), {
    id: 7,
    name: "a.png",
    width: 512,
    height: 768,
    mtimeS: 1_700_000_000,
    sizeBytes: 4_096,
    version: "v",
    kind: "image",
    color: 0x102030,
  });
});

test("the shape is unknown until the size is known", () => {
  assert.equal(aspectOf(itemOf([7, "a.png", 0, 0, 0, 0, "v", "image", -1])), null);
  assert.equal(aspectOf(itemOf([7, "a.png", 512, 1024, 0, 0, "v", "image", -1])), 0.5);
  assert.equal(aspectOf(null), null);
});

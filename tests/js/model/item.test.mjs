import assert from "node:assert/strict";
import test from "node:test";

import { aspectOf, isSameItem, itemOf } from "../../../javascript/evergallery/model/item.mjs";

test("a row becomes an item, field by field", () => {
  const row = /** @type {const} */ ([7, "a.png", 512, 768, 1_700_000_000, 4_096, "v", "image"]);
  assert.deepEqual(itemOf([...row, 0x102030, 1]), {
    id: 7,
    name: "a.png",
    width: 512,
    height: 768,
    mtimeS: 1_700_000_000,
    sizeBytes: 4_096,
    version: "v",
    kind: "image",
    color: 0x102030,
    favourite: true,
  });
  assert.equal(itemOf([...row, -1, 2]).favourite, false);
});

test("the shape is unknown until the size is known", () => {
  assert.equal(aspectOf(itemOf([7, "a.png", 0, 0, 0, 0, "v", "image", -1, 0])), null);
  assert.equal(aspectOf(itemOf([7, "a.png", 512, 1024, 0, 0, "v", "image", -1, 0])), 0.5);
  assert.equal(aspectOf(null), null);
});

test("two items are the same when every field is", () => {
  const item = itemOf([7, "a.png", 512, 512, 0, 0, "v", "image", -1, 0]);
  assert.equal(isSameItem(item, { ...item }), true);
  assert.equal(isSameItem(item, { ...item, version: "w" }), false);
  assert.equal(isSameItem(item, null), false);
  const fromAnEarlierVersion = /** @type {any} */ ({ id: 7, name: "a.png" });
  assert.equal(isSameItem(fromAnEarlierVersion, item), false);
});

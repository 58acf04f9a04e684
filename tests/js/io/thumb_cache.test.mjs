import assert from "node:assert/strict";
import test from "node:test";

import { ThumbCache } from "../../../javascript/evergallery/io/thumb_cache.mjs";

/** A LocalCache that keeps everything, at once. */
class Shelf {
  /** @type {Map<string, any>} */ kept = new Map();
  /** @type {boolean[]} */ counted = [];

  /** @param {string[]} names */
  async getMany(names) {
    return names.map((name) => this.kept.get(name));
  }

  /** @param {string} name @param {any} kept */
  put(name, kept) {
    this.kept.set(name, kept);
  }

  /** @param {boolean} isHit */
  count(isHit) {
    this.counted.push(isHit);
  }
}

function thumbsOf() {
  const shelf = new Shelf();
  return { shelf, thumbs: new ThumbCache(/** @type {any} */ (shelf)) };
}

test("thumbnails come in the order asked, with gaps for those not kept", async () => {
  const { thumbs } = thumbsOf();
  thumbs.put(1, "a", new Uint8Array([1]));
  thumbs.put(3, "c", new Uint8Array([3]));
  const found = await thumbs.getMany([
    [3, "c"],
    [2, "b"],
    [1, "a"],
  ]);
  assert.deepEqual(
    found.map((bytes) => bytes?.[0] ?? null),
    [3, null, 1],
  );
});

test("an overwritten picture is never shown as it was, and takes the older one's place", async () => {
  const { thumbs, shelf } = thumbsOf();
  thumbs.put(1, "old", new Uint8Array([1]));
  assert.deepEqual(await thumbs.getMany([[1, "new"]]), [null]);
  thumbs.put(1, "new", new Uint8Array([2]));
  assert.equal(shelf.kept.size, 1);
  assert.deepEqual(await thumbs.getMany([[1, "old"]]), [null]);
});

test("a part of a frame is kept without the frame", () => {
  const { thumbs, shelf } = thumbsOf();
  const frame = new Uint8Array(64 * 1024);
  thumbs.put(1, "a", frame.subarray(10, 20));
  const { value, size } = shelf.kept.get("thumb 1");
  assert.equal(value.buffer.byteLength, 10);
  assert.equal(size, 10);
});

test("hits and misses are counted", async () => {
  const { thumbs, shelf } = thumbsOf();
  thumbs.put(1, "a", new Uint8Array([1]));
  await thumbs.getMany([
    [1, "a"],
    [2, "b"],
  ]);
  assert.deepEqual(shelf.counted, [true, false]);
});

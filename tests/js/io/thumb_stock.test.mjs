import assert from "node:assert/strict";
import test from "node:test";

import { BlobShelf } from "../../../javascript/evergallery/io/blob_shelf.mjs";
import { ThumbStock } from "../../../javascript/evergallery/io/thumb_stock.mjs";
import { settled } from "./fakes.mjs";
import { FakeLater } from "./pack_fakes.mjs";

const A = { id: 1, version: "a" };
const B = { id: 2, version: "b" };

/** A cache that answers when the test says so. */
class FakeCache {
  /** @type {[number, string][][]} */ asked = [];
  /** @type {[number, string, number][]} */ kept = [];
  /** @type {(answer: (Uint8Array | null)[]) => void} */ answer = () => {};
  /** @type {() => void} */ break = () => {};

  /** @param {[number, string][]} items @returns {Promise<(Uint8Array | null)[]>} */
  getMany(items) {
    this.asked.push(items);
    return new Promise((resolve, reject) => {
      this.answer = resolve;
      this.break = () => reject(new Error("the disk is gone"));
    });
  }

  /** @param {number} id @param {string} version @param {Uint8Array} bytes */
  put(id, version, bytes) {
    this.kept.push([id, version, bytes.length]);
  }
}

function stockOf(cache = /** @type {FakeCache | null} */ (new FakeCache())) {
  const time = new FakeLater();
  const stock = new ThumbStock({ shelf: new BlobShelf(1_000), cache, later: time.later });
  /** @type {any[]} */ const log = [];
  const find = () =>
    stock.find([A, B], {
      found: ({ id }, blob) => log.push([id, blob.size, blob.type]),
      over: () => log.push("over"),
    });
  return { time, stock, cache: /** @type {FakeCache} */ (cache), log, find };
}

test("the cache is asked for all at once, and says when it has nothing more", async () => {
  const { time, cache, log, find } = stockOf();
  find();
  cache.answer([null, Uint8Array.from([1, 2, 3])]);
  await settled();
  assert.deepEqual(cache.asked, [
    [
      [1, "a"],
      [2, "b"],
    ],
  ]);
  assert.deepEqual(log, [[2, 3, "image/webp"], "over"]);
  assert.equal(time.armed, 0);
});

test("a slow disk is waited for 50 ms, and its answer still counts", async () => {
  const { time, cache, log, find } = stockOf();
  find();
  time.advance(50);
  assert.deepEqual(log, ["over"]);
  cache.answer([new Uint8Array(1), null]);
  await settled();
  assert.deepEqual(log, ["over", [1, 1, "image/webp"]]);
});

test("a broken cache is an empty one", async () => {
  const { cache, log, find } = stockOf();
  find();
  cache.break();
  await settled();
  assert.deepEqual(log, ["over"]);
});

test("without a cache nothing is waited for", () => {
  const { time, log, find } = stockOf(null);
  find();
  assert.deepEqual([log, time.armed], [["over"], 0]);
});

test("what came from the network is kept in memory and in the cache", async () => {
  const { stock, cache } = stockOf();
  const blob = new Blob([new Uint8Array(5)]);
  await stock.add(A, blob);
  assert.equal(stock.take(A), blob);
  assert.deepEqual(cache.kept, [[1, "a", 5]]);
});

test("what came from the cache is kept in memory only", () => {
  const { stock, cache } = stockOf();
  const blob = new Blob(["x"]);
  stock.keep(A, blob);
  assert.equal(stock.take(A), blob);
  assert.deepEqual(cache.kept, []);
});

test("another version is another picture", () => {
  const { stock } = stockOf();
  stock.keep(A, new Blob(["x"]));
  assert.equal(stock.take({ id: 1, version: "newer" }), null);
});

test("what is somebody else's is not in memory any more", () => {
  const { stock } = stockOf();
  stock.keep(A, new Blob(["x"]));
  stock.clear();
  assert.equal(stock.take(A), null);
});

import assert from "node:assert/strict";
import test from "node:test";

import { BlobShelf } from "../../../javascript/evergallery/io/blob_shelf.mjs";

/** @param {number} size */
const blobOf = (size) => new Blob([new Uint8Array(size)]);

test("what was put there is found again", () => {
  const shelf = new BlobShelf(100);
  const blob = blobOf(10);
  shelf.put("a", blob);
  assert.deepEqual([shelf.get("a"), shelf.get("b"), shelf.sizeBytes], [blob, null, 10]);
});

test("when it is full, what was not asked for the longest goes first", () => {
  const shelf = new BlobShelf(100);
  for (const key of ["a", "b", "c"]) shelf.put(key, blobOf(30));
  shelf.get("a");
  shelf.put("d", blobOf(30));
  assert.deepEqual(
    ["a", "b", "c", "d"].map((key) => shelf.get(key) !== null),
    [true, false, true, true],
  );
  assert.equal(shelf.sizeBytes, 90);
});

test("the same key put twice counts once", () => {
  const shelf = new BlobShelf(100);
  shelf.put("a", blobOf(30));
  shelf.put("a", blobOf(40));
  assert.equal(shelf.sizeBytes, 40);
});

test("what is larger than the shelf does not stay", () => {
  const shelf = new BlobShelf(100);
  shelf.put("a", blobOf(101));
  assert.deepEqual([shelf.get("a"), shelf.sizeBytes], [null, 0]);
});

test("cleared, it holds nothing", () => {
  const shelf = new BlobShelf(100);
  shelf.put("a", blobOf(30));
  shelf.clear();
  assert.deepEqual([shelf.get("a"), shelf.sizeBytes], [null, 0]);
});

import assert from "node:assert/strict";
import test from "node:test";

import { Marks } from "../../../javascript/evergallery/model/marks.mjs";

const plain = { id: 7, version: "v1", favourite: false };
const starred = { id: 7, version: "v1", favourite: true };
const other = { id: 8, version: "v2", favourite: false };

const one = { key: "one", sinceMs: 1 };
const two = { key: "two", sinceMs: 2 };

test("a wish shows at once, before the server knows", () => {
  const marks = new Marks();
  assert.equal(marks.isFavourite(plain), false);
  const wish = marks.wish(plain, true, one);
  assert.deepEqual(wish, {
    id: 7,
    version: "v1",
    wanted: true,
    said: true,
    key: "one",
    sinceMs: 1,
  });
  assert.equal(marks.isFavourite(plain), true);
  assert.equal(marks.isWaiting(7), true);
  assert.equal(marks.isFavourite(other), false);
});

test("once settled the server's word counts again", () => {
  const marks = new Marks();
  marks.wish(plain, true, one);
  assert.equal(marks.settle(7, two), null);
  assert.equal(marks.waiting, 0);
  assert.equal(marks.isFavourite(starred), true);
  assert.equal(marks.isFavourite(plain), false);
});

test("a wish made meanwhile waits for its turn, and only the latest is said, with a key of its own", () => {
  const marks = new Marks();
  marks.wish(plain, true, one);
  assert.equal(marks.wish(plain, false, two), null);
  assert.equal(marks.wish(plain, true, two), null);
  assert.equal(marks.wish(plain, false, two), null);
  assert.equal(marks.isFavourite(starred), false);
  assert.equal(marks.wishes[0].key, "one", "what was said is still under way");
  const next = marks.settle(7, two);
  assert.deepEqual([next?.said, next?.key], [false, "two"]);
  assert.equal(marks.settle(7, two), null);
});

test("a person who changed their mind and back has nothing more to say", () => {
  const marks = new Marks();
  marks.wish(plain, true, one);
  marks.wish(plain, false, one);
  marks.wish(plain, true, one);
  assert.equal(marks.settle(7, two), null);
});

test("a refused wish is undone", () => {
  const marks = new Marks();
  marks.wish(plain, true, one);
  assert.equal(marks.refuse(7), true);
  assert.equal(marks.isFavourite(plain), false);
  assert.equal(marks.waiting, 0);
});

test("a refused wish nobody has any more is no loss", () => {
  const marks = new Marks();
  marks.wish(plain, true, one);
  marks.wish(plain, false, one);
  assert.equal(marks.refuse(7), false);
  assert.equal(marks.isFavourite(plain), false);
});

test("pictures do not wait for each other", () => {
  const marks = new Marks();
  assert.notEqual(marks.wish(plain, true, one), null);
  assert.notEqual(marks.wish(other, true, two), null);
  marks.settle(7, two);
  assert.equal(marks.isWaiting(8), true);
  assert.equal(marks.waiting, 1);
});

test("a wish of the page before is as good as one of this page, but a newer one is better", () => {
  const before = { id: 7, version: "v1", wanted: true, said: false, key: "old", sinceMs: 0 };
  const marks = new Marks();
  marks.recall(before);
  assert.equal(marks.isFavourite(plain), true);
  assert.deepEqual(marks.wishes, [before]);
  const anew = new Marks();
  anew.wish(starred, false, one);
  anew.recall(before);
  assert.equal(anew.isFavourite(starred), false);
});

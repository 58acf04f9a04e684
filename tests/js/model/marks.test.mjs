import assert from "node:assert/strict";
import test from "node:test";

import { Marks } from "../../../javascript/evergallery/model/marks.mjs";

const plain = { id: 7, favourite: false };
const starred = { id: 7, favourite: true };

test("a wish shows at once, before the server knows", () => {
  const marks = new Marks();
  assert.equal(marks.isFavourite(plain), false);
  assert.equal(marks.wish(7, true), true);
  assert.equal(marks.isFavourite(plain), true);
  assert.equal(marks.isWaiting(7), true);
  assert.equal(marks.isFavourite({ id: 8, favourite: false }), false);
});

test("once settled the server's word counts again", () => {
  const marks = new Marks();
  marks.wish(7, true);
  assert.equal(marks.settle(7), null);
  assert.equal(marks.waiting, 0);
  assert.equal(marks.isFavourite(starred), true);
  assert.equal(marks.isFavourite(plain), false);
});

test("a wish made meanwhile waits for its turn, and only the latest is said", () => {
  const marks = new Marks();
  marks.wish(7, true);
  assert.equal(marks.wish(7, false), false);
  assert.equal(marks.wish(7, true), false);
  assert.equal(marks.wish(7, false), false);
  assert.equal(marks.isFavourite(starred), false);
  assert.equal(marks.settle(7), false, "off is to be said now");
  assert.equal(marks.settle(7), null);
});

test("a person who changed their mind and back has nothing more to say", () => {
  const marks = new Marks();
  marks.wish(7, true);
  marks.wish(7, false);
  marks.wish(7, true);
  assert.equal(marks.settle(7), null);
});

test("a refused wish is undone", () => {
  const marks = new Marks();
  marks.wish(7, true);
  assert.equal(marks.refuse(7), true);
  assert.equal(marks.isFavourite(plain), false);
  assert.equal(marks.waiting, 0);
});

test("a refused wish nobody has any more is no loss", () => {
  const marks = new Marks();
  marks.wish(7, true);
  marks.wish(7, false);
  assert.equal(marks.refuse(7), false);
  assert.equal(marks.isFavourite(plain), false);
});

test("pictures do not wait for each other", () => {
  const marks = new Marks();
  assert.equal(marks.wish(7, true), true);
  assert.equal(marks.wish(8, true), true);
  marks.settle(7);
  assert.equal(marks.isWaiting(8), true);
  assert.equal(marks.waiting, 1);
});

import assert from "node:assert/strict";
import test from "node:test";
import { Deadlines, earliest } from "../../../javascript/evergallery/wire/deadlines.mjs";

test("due names come earliest first and only once", () => {
  const deadlines = new Deadlines();
  deadlines.set("late", 20);
  deadlines.set("early", 10);
  deadlines.set("later", 30);
  assert.deepEqual(deadlines.takeDue(20), ["early", "late"]);
  assert.deepEqual(deadlines.takeDue(20), []);
  assert.equal(deadlines.next(), 30);
});

test("a cleared deadline never comes", () => {
  const deadlines = new Deadlines();
  deadlines.set("a", 1);
  deadlines.set("b", 2);
  deadlines.clear("a", "unknown");
  assert.deepEqual(deadlines.takeDue(5), ["b"]);
  deadlines.set("c", 1);
  deadlines.clearAll();
  assert.equal(deadlines.next(), null);
});

test("the earliest of nothing is nothing", () => {
  assert.equal(earliest([null, null]), null);
  assert.equal(earliest([null, 7, 3]), 3);
});

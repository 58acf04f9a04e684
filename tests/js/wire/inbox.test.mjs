import assert from "node:assert/strict";
import test from "node:test";
import { Inbox } from "../../../javascript/evergallery/wire/inbox.mjs";

test("numbers are accepted in order only", () => {
  const inbox = new Inbox();
  assert.deepEqual(
    [1, 2, 4, 3, 4].map((seq) => inbox.accept(seq)),
    [true, true, false, true, true],
  );
  assert.equal(inbox.received, 4);
});

test("a repeat is counted and refused, a gap is no repeat", () => {
  const inbox = new Inbox();
  inbox.accept(1);
  assert.equal(inbox.accept(1), false);
  assert.equal(inbox.accept(9), false);
  assert.equal(inbox.duplicates, 1);
});

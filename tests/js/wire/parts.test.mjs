import assert from "node:assert/strict";
import test from "node:test";
import { Parts } from "../../../javascript/evergallery/wire/parts.mjs";

test("what was cut comes out whole with the last part, and the next message begins anew", () => {
  const parts = new Parts();
  assert.equal(parts.add({ text: "o", last: false }), null);
  assert.equal(parts.add({ text: "ne", last: true }), "one");
  assert.equal(parts.add({ text: "two", last: true }), "two");
});

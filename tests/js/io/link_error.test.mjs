import assert from "node:assert/strict";
import { test } from "node:test";
import { LinkError } from "../../../javascript/evergallery/io/link_error.mjs";

test("a link error is an error with a code and a sentence", () => {
  const error = new LinkError("item_unknown", "There is no such picture.");
  assert.ok(error instanceof Error);
  assert.equal(error.code, "item_unknown");
  assert.equal(String(error), "LinkError: There is no such picture.");
});

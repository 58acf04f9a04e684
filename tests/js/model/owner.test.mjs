import assert from "node:assert/strict";
import test from "node:test";

import { ownerOf } from "../../../javascript/evergallery/model/owner.mjs";

test("another login and another library are somebody else's", () => {
  const mine = ownerOf({ library: "a", user_tag: "b" });
  assert.equal(ownerOf({ library: "a", user_tag: "b" }), mine);
  assert.notEqual(ownerOf({ library: "a", user_tag: "c" }), mine);
  assert.notEqual(ownerOf({ library: "ab", user_tag: "" }), ownerOf({ library: "a" }));
});

test("a server that does not say is always the same one", () => {
  assert.equal(ownerOf({}), ownerOf({ library: "", user_tag: "" }));
});

import assert from "node:assert/strict";
import test from "node:test";

import {
  isSameQuery,
  NEWEST_FIRST,
  queryFrom,
  usuallyDescending,
} from "../../../javascript/evergallery/model/view_query.mjs";

test("names go from A to Z, everything else from the largest or newest", () => {
  assert.equal(usuallyDescending("name"), false);
  assert.equal(usuallyDescending("date"), true);
});

test("what was kept is taken over where it makes sense", () => {
  assert.deepEqual(queryFrom({ sort: "size", descending: false }), {
    ...NEWEST_FIRST,
    sort: "size",
    descending: false,
  });
  assert.deepEqual(queryFrom({ sort: "toString", descending: "yes" }), NEWEST_FIRST);
  assert.deepEqual(queryFrom(null), NEWEST_FIRST);
});

test("two queries are the same when they ask for the same", () => {
  assert.equal(isSameQuery(NEWEST_FIRST, { ...NEWEST_FIRST }), true);
  for (const change of [{ folder: 1 }, { words: "fox" }, { recursive: false }]) {
    assert.equal(isSameQuery(NEWEST_FIRST, { ...NEWEST_FIRST, ...change }), false);
  }
});

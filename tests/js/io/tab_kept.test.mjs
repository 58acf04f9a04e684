import assert from "node:assert/strict";
import test from "node:test";

import { tabKept } from "../../../javascript/evergallery/io/tab_kept.mjs";
import { NEWEST_FIRST } from "../../../javascript/evergallery/model/view_query.mjs";
import { FakeShelf } from "./fake_shelf.mjs";

const BASE = "https://here.test/";
const PLACE = { query: NEWEST_FIRST, top: null, current: 3, viewer: null };
const never = () => () => {};

/** @param {object} scope */
function keptIn(scope) {
  return tabKept(/** @type {any} */ ({ crypto, ...scope }), { base: BASE, later: never });
}

test("the next page of a tab goes on where this one ended", () => {
  const sessionStorage = new FakeShelf();
  const { bookmark, journal } = keptIn({ sessionStorage });
  bookmark.welcomed("me");
  bookmark.note(() => PLACE);
  bookmark.settle();
  const wish = { id: 7, version: "v1", wanted: true, said: true, ...journal.stamp() };
  journal.keep("me", [wish]);
  const next = keptIn({ sessionStorage });
  assert.deepEqual(next.bookmark.found, PLACE);
  assert.deepEqual(next.journal.recall("me"), [wish]);
});

test("another tab, or one that forbids storage, begins anew and works", () => {
  const scope = {
    crypto,
    get sessionStorage() {
      throw new DOMException("denied", "SecurityError");
    },
  };
  const { bookmark, journal } = tabKept(/** @type {any} */ (scope), { base: BASE, later: never });
  assert.equal(bookmark.found, null);
  bookmark.welcomed("me");
  bookmark.note(() => PLACE);
  bookmark.settle();
  assert.notEqual(journal.stamp().key, journal.stamp().key);
});

import assert from "node:assert/strict";
import test from "node:test";

import { MarkJournal } from "../../../javascript/evergallery/io/mark_journal.mjs";
import { Store } from "../../../javascript/evergallery/io/store.mjs";
import { FakeShelf } from "./fake_shelf.mjs";

/** @param {{shelf?: FakeShelf, base?: string}} [options] */
function journalIn({ shelf = new FakeShelf(), base = "https://here.test/" } = {}) {
  let keys = 0;
  const newKey = () => `key ${++keys}`;
  const store = new Store(() => shelf);
  return { shelf, journal: new MarkJournal({ store, base, clock: () => 5_000, newKey }) };
}

/** @param {MarkJournal} journal */
function wishIn(journal) {
  return { id: 7, version: "v1", wanted: true, said: true, ...journal.stamp() };
}

test("the next page of the tab finds what this one kept", () => {
  const { shelf, journal } = journalIn();
  const wish = wishIn(journal);
  assert.deepEqual([wish.key, wish.sinceMs], ["key 1", 5_000]);
  journal.keep("me", [wish]);
  assert.deepEqual(journalIn({ shelf }).journal.recall("me"), [wish]);
  assert.deepEqual([...shelf.values.keys()], ["evergallery:marks:/"]);
});

test("once everything is answered nothing is left", () => {
  const { shelf, journal } = journalIn();
  journal.keep("me", [wishIn(journal)]);
  journal.keep("me", []);
  assert.equal(shelf.values.size, 0);
});

test("two galleries on one server keep theirs apart", () => {
  const { shelf, journal } = journalIn({ base: "https://here.test/a/" });
  journal.keep("me", [wishIn(journal)]);
  assert.deepEqual(journalIn({ shelf, base: "https://here.test/b/" }).journal.recall("me"), []);
});

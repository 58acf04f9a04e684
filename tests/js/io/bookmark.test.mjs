import assert from "node:assert/strict";
import test from "node:test";

import { Bookmark } from "../../../javascript/evergallery/io/bookmark.mjs";
import { Store } from "../../../javascript/evergallery/io/store.mjs";
import { NEWEST_FIRST } from "../../../javascript/evergallery/model/view_query.mjs";
import { FakeShelf } from "./fake_shelf.mjs";

const HERE = { query: NEWEST_FIRST, top: { id: 5, offset: 4, above: 2 }, current: 5, viewer: null };
const THERE = { ...HERE, viewer: { id: 9, offset: 8 } };

/** A page in a tab, whose timers run when they are told to. @param {{shelf?: FakeShelf, base?: string, now?: number}} [options] */
function page({ shelf = new FakeShelf(), base = "https://here.test/", now = 1_000 } = {}) {
  /** @type {{callback: () => void, delayMs: number}[]} */
  const timers = [];
  const bookmark = new Bookmark({
    store: new Store(() => shelf),
    base,
    clock: () => now,
    later: (callback, delayMs) => {
      const timer = { callback, delayMs };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer), 1);
    },
  });
  const ring = () => {
    for (const { callback } of timers.splice(0)) callback();
  };
  return { shelf, bookmark, timers, ring };
}

test("the next page of the tab finds where the person was, and whose it is", () => {
  const { shelf, bookmark } = page();
  assert.equal(bookmark.found, null);
  assert.equal(bookmark.welcomed("me"), true);
  bookmark.note(() => HERE);
  bookmark.settle();
  const next = page({ shelf }).bookmark;
  assert.deepEqual(next.found, HERE);
  assert.equal(next.owner, "me");
  assert.deepEqual([...shelf.values.keys()], ["evergallery:place:/"]);
});

test("however often the place changes, it is read and written at a pace", () => {
  const { shelf, bookmark, timers, ring } = page();
  bookmark.welcomed("me");
  let reads = 0;
  for (let frame = 0; frame < 60; frame += 1) {
    bookmark.note(() => {
      reads += 1;
      return frame < 59 ? HERE : THERE;
    });
  }
  assert.deepEqual(
    timers.map(({ delayMs }) => delayMs),
    [500],
  );
  ring();
  assert.equal(reads, 1);
  assert.deepEqual(page({ shelf }).bookmark.found, THERE);
});

test("nothing is written before the server has said whose it is", () => {
  const { shelf, bookmark, ring } = page();
  bookmark.note(() => HERE);
  ring();
  assert.equal(shelf.values.size, 0);
});

test("a place that is not known yet leaves what was noted", () => {
  const { shelf, bookmark } = page();
  bookmark.welcomed("me");
  bookmark.note(() => HERE);
  bookmark.settle();
  bookmark.note(() => null);
  bookmark.settle();
  assert.deepEqual(page({ shelf }).bookmark.found, HERE);
});

test("somebody else, or another library, does not go on there", () => {
  const { shelf, bookmark } = page();
  bookmark.welcomed("me");
  bookmark.note(() => HERE);
  bookmark.settle();
  const next = page({ shelf }).bookmark;
  assert.equal(next.welcomed("you"), false);
  assert.equal(next.welcomed("you"), true);
  assert.equal(page({ shelf }).bookmark.found, null);
});

test("what a gallery does while it ends is not noted", () => {
  const { shelf, bookmark, ring } = page();
  bookmark.welcomed("me");
  bookmark.note(() => THERE);
  bookmark.stop();
  bookmark.note(() => HERE);
  ring();
  assert.deepEqual(page({ shelf }).bookmark.found, THERE);
});

test("galleries under two addresses, and a note of yesterday, say nothing to each other", () => {
  const { shelf, bookmark } = page({ base: "https://here.test/a/" });
  bookmark.welcomed("me");
  bookmark.note(() => HERE);
  bookmark.settle();
  assert.equal(page({ shelf, base: "https://here.test/b/" }).bookmark.found, null);
  assert.equal(page({ shelf, base: "https://here.test/a/", now: 1e9 }).bookmark.found, null);
});

import assert from "node:assert/strict";
import test from "node:test";

import { AnswerCache } from "../../../javascript/evergallery/io/answer_cache.mjs";
import { NEWEST_FIRST } from "../../../javascript/evergallery/model/view_query.mjs";
import { FakeTime } from "./fakes.mjs";

function answersOf() {
  const time = new FakeTime();
  /** @type {Map<string, any>} */
  const kept = new Map();
  const cache = {
    getMany: async (/** @type {string[]} */ names) => names.map((name) => kept.get(name)),
    put: (/** @type {string} */ name, /** @type {any} */ value) => kept.set(name, value),
  };
  const { timers } = time;
  const later = (/** @type {() => void} */ callback, /** @type {number} */ delayMs) => {
    const handle = timers.setTimeout(callback, delayMs);
    return () => timers.clearTimeout(handle);
  };
  const answers = new AnswerCache(/** @type {any} */ (cache), { clock: time.clock, later });
  return { answers, time, kept };
}

/** @param {number} total @returns {import("../../../javascript/evergallery/model/snapshot.mjs").Snapshot} */
function snapshotOf(total) {
  return { total, groups: [["", total]], runs: [] };
}

/** @param {number} id @param {string} version */
function item(id, version) {
  return /** @type {any} */ ({ id, version });
}

test("a listing that keeps changing is kept once, as it is in the end", async () => {
  const { answers, time, kept } = answersOf();
  for (const total of [1, 2, 3]) {
    answers.keepListing(NEWEST_FIRST, () => snapshotOf(total));
    time.advance(100);
  }
  assert.equal(kept.size, 0);
  time.advance(2_000);
  const listing = await answers.listing(NEWEST_FIRST);
  assert.equal(listing?.snapshot.total, 3);
  assert.equal(listing?.savedMs, time.now - 100);
});

test("each query has its own listing", async () => {
  const { answers } = answersOf();
  answers.keepListing(NEWEST_FIRST, () => snapshotOf(1));
  answers.keepListing({ ...NEWEST_FIRST, words: "fox" }, () => snapshotOf(2));
  answers.settle();
  assert.equal((await answers.listing(NEWEST_FIRST))?.snapshot.total, 1);
  assert.equal((await answers.listing({ ...NEWEST_FIRST, words: "fox" }))?.snapshot.total, 2);
  assert.equal(await answers.listing({ ...NEWEST_FIRST, folder: 7 }), null);
});

test("a page that goes away keeps what it shows at once", async () => {
  const { answers, time } = answersOf();
  answers.keepListing(NEWEST_FIRST, () => snapshotOf(1));
  answers.settle();
  assert.equal((await answers.listing(NEWEST_FIRST))?.savedMs, time.now);
  assert.equal(time.armed, 0);
});

test("what turns out to be somebody else's is not kept", async () => {
  const { answers, time, kept } = answersOf();
  answers.keepListing(NEWEST_FIRST, () => snapshotOf(1));
  answers.forget();
  time.advance(5_000);
  answers.settle();
  assert.equal(kept.size, 0);
});

test("what is known of a picture holds for this version of it only", async () => {
  const { answers } = answersOf();
  answers.keepDetail(item(1, "old"), { prompt: "a fox" });
  assert.deepEqual(await answers.detail(item(1, "old")), { prompt: "a fox" });
  assert.equal(await answers.detail(item(1, "new")), null);
});

test("folders are kept as they came", async () => {
  const { answers } = answersOf();
  assert.equal(await answers.folders(), null);
  answers.keepFolders({ folders: [{ id: 1 }] });
  assert.deepEqual(await answers.folders(), { folders: [{ id: 1 }] });
});

test("what takes longer than a person notices is not waited for", async () => {
  const { answers, time } = answersOf();
  const soon = answers.soon(new Promise(() => {}));
  time.advance(200);
  assert.equal(await soon, null);
  assert.equal(await answers.soon(Promise.resolve(7)), 7);
  assert.equal(time.armed, 0);
});

import assert from "node:assert/strict";
import test from "node:test";
import { IDBFactory } from "fake-indexeddb";

import { CacheDb } from "../../../javascript/evergallery/io/cache_db.mjs";
import { LocalCache } from "../../../javascript/evergallery/io/local_cache.mjs";
import { forbiddenDatabases, soon } from "./cache_fakes.mjs";

const MB = 2 ** 20;
const OURS = { library: "library", tag: "" };

/** @param {{indexedDB?: any, limitMb?: number, place?: string}} [options] */
function cacheOf({ indexedDB = new IDBFactory(), limitMb = 1, place = "/" } = {}) {
  const time = { nowMs: 1_000 };
  /** @type {number[]} */
  const waits = [];
  /** @type {(() => void) | null} */
  let pending = null;
  const cache = new LocalCache({
    open: () => CacheDb.open({ indexedDB, later: soon }),
    place,
    clock: () => time.nowMs,
    later: (callback, delayMs) => {
      waits.push(delayMs);
      pending = callback;
      return () => {
        pending = null;
      };
    },
    limitMb,
  });
  return { cache, time, waits, isWaiting: () => pending !== null, indexedDB };
}

/** @param {string} value */
function kept(value, size = 100) {
  return { version: "v1", value, size };
}

/** @param {LocalCache} cache @param {...string} names */
async function valuesOf(cache, ...names) {
  return (await cache.getMany(names)).map((body) => body?.value);
}

test("what was put is found at once, and by the next visit once it was written", async () => {
  const { cache, indexedDB } = cacheOf();
  cache.confirm(OURS);
  cache.put("a", kept("A"));
  assert.deepEqual(await valuesOf(cache, "a"), ["A"]);
  await cache.flush();
  const next = cacheOf({ indexedDB }).cache;
  next.presume(OURS);
  assert.deepEqual(await valuesOf(next, "a"), ["A"]);
});

test("what is put within a second is written together", async () => {
  const { cache, waits } = cacheOf();
  cache.confirm(OURS);
  waits.length = 0;
  for (const name of ["a", "b", "c"]) cache.put(name, kept(name));
  assert.deepEqual(waits, [1_000]);
});

test("a great deal is not held in memory for a second", () => {
  const { cache, waits } = cacheOf();
  cache.confirm(OURS);
  cache.put("huge", kept("x", 5 * MB));
  assert.equal(waits.at(-1), 0);
});

test("nothing is kept before the server has said whose pictures these are", async () => {
  const { cache } = cacheOf();
  cache.presume(OURS);
  cache.put("a", kept("A"));
  await cache.flush();
  assert.deepEqual(await valuesOf(cache, "a"), [undefined]);
});

test("another person, and another library, find nothing", async () => {
  const { cache } = cacheOf();
  cache.confirm(OURS);
  cache.put("a", kept("A"));
  await cache.flush();
  cache.confirm({ library: "library", tag: "somebody else" });
  assert.deepEqual(await valuesOf(cache, "a"), [undefined]);
  cache.confirm({ library: "another library", tag: "" });
  assert.deepEqual(await valuesOf(cache, "a"), [undefined]);
  cache.confirm(OURS);
  assert.deepEqual(await valuesOf(cache, "a"), ["A"]);
});

test("what waited to be written for one person is never written for another", async () => {
  const { cache } = cacheOf();
  cache.confirm(OURS);
  cache.put("a", kept("A"));
  cache.confirm({ library: "library", tag: "somebody else" });
  await cache.flush();
  assert.deepEqual(await valuesOf(cache, "a"), [undefined]);
});

test("an answer that arrives after the person changed is not theirs", async () => {
  const { cache } = cacheOf();
  cache.confirm(OURS);
  cache.put("a", kept("A"));
  await cache.flush();
  const reading = valuesOf(cache, "a");
  cache.confirm({ library: "library", tag: "somebody else" });
  assert.deepEqual(await reading, [undefined]);
});

test("locked, it gives nothing and takes nothing", async () => {
  const { cache } = cacheOf();
  cache.confirm(OURS);
  cache.put("a", kept("A"));
  await cache.flush();
  cache.lock();
  cache.put("b", kept("B"));
  assert.deepEqual(await valuesOf(cache, "a", "b"), [undefined, undefined]);
});

test("the least recently used make room", async () => {
  const { cache, time } = cacheOf({ limitMb: 1 });
  cache.confirm(OURS);
  cache.put("old", kept("old", 0.6 * MB));
  await cache.flush();
  time.nowMs += 2 * 3_600_000;
  cache.put("new", kept("new", 0.6 * MB));
  await cache.flush();
  assert.deepEqual(await valuesOf(cache, "old", "new"), [undefined, "new"]);
});

test("what was looked at lately stays", async () => {
  const { cache, time } = cacheOf({ limitMb: 1 });
  cache.confirm(OURS);
  cache.put("first", kept("first", 0.4 * MB));
  await cache.flush();
  time.nowMs += 2 * 3_600_000;
  cache.put("second", kept("second", 0.4 * MB));
  await cache.flush();
  time.nowMs += 2 * 3_600_000;
  await valuesOf(cache, "first");
  cache.put("third", kept("third", 0.4 * MB));
  await cache.flush();
  assert.deepEqual(await valuesOf(cache, "first", "second", "third"), [
    "first",
    undefined,
    "third",
  ]);
});

test("reading writes nothing but the times of use, and those late", async () => {
  const { cache, waits } = cacheOf();
  cache.confirm(OURS);
  cache.put("a", kept("A"));
  await cache.flush();
  waits.length = 0;
  await valuesOf(cache, "a");
  await valuesOf(cache, "a");
  assert.deepEqual(waits, [20_000]);
});

test("a limit of nothing keeps nothing, and what was kept goes", async () => {
  const { cache } = cacheOf();
  cache.confirm(OURS);
  cache.put("a", kept("A"));
  await cache.flush();
  cache.setLimit(0);
  cache.put("b", kept("B"));
  await cache.flush();
  cache.setLimit(1);
  assert.deepEqual(await valuesOf(cache, "a", "b"), [undefined, undefined]);
});

test("a gallery that keeps nothing leaves those at other addresses alone", async () => {
  const { cache: other, indexedDB } = cacheOf({ place: "/other/" });
  other.confirm(OURS);
  other.put("a", kept("A"));
  await other.flush();
  const { cache } = cacheOf({ indexedDB, limitMb: 0 });
  cache.confirm(OURS);
  await cache.flush();
  assert.deepEqual(await valuesOf(other, "a"), ["A"]);
});

test("without a database everything goes on, with nothing kept", async () => {
  const { cache } = cacheOf({ indexedDB: forbiddenDatabases() });
  cache.confirm(OURS);
  cache.put("a", kept("A"));
  await cache.flush();
  assert.deepEqual(await valuesOf(cache, "a"), [undefined]);
  await cache.stop();
});

test("a disk without room is asked three times and then no more", async () => {
  let writes = 0;
  const full = {
    getMany: async (/** @type {string[]} */ keys) => keys.map(() => undefined),
    entries: async () => [],
    write: async () => {
      writes += 1;
      return false;
    },
    close: () => {},
  };
  const cache = new LocalCache({
    open: async () => /** @type {any} */ (full),
    place: "/",
    clock: () => 0,
    later: () => () => {},
    limitMb: 1,
  });
  cache.confirm(OURS);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    cache.put("a", kept("A"));
    await cache.flush();
  }
  assert.equal(writes, 3);
});

test("after stopping nothing waits", async () => {
  const { cache, isWaiting } = cacheOf();
  cache.confirm(OURS);
  cache.put("a", kept("A"));
  await cache.stop();
  assert.equal(isWaiting(), false);
});

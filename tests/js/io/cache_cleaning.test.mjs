import assert from "node:assert/strict";
import test from "node:test";

import { keysToDelete } from "../../../javascript/evergallery/io/cache_cleaning.mjs";

const DAY_MS = 86_400_000;
const NOW_MS = 100 * DAY_MS;
const OURS = { place: "/", scope: "ours", limitBytes: 100, nowMs: NOW_MS };

/** @param {string} key @param {{size?: number, daysAgo?: number, scope?: string, place?: string}} [more] */
function entry(key, { size = 10, daysAgo = 0, scope = "ours", place = "/" } = {}) {
  return { key, place, scope, size, usedMs: NOW_MS - daysAgo * DAY_MS };
}

test("what fits is kept", () => {
  assert.deepEqual(keysToDelete([entry("a", { size: 60 }), entry("b", { size: 40 })], OURS), []);
});

test("the least recently used go first, until there is a little room again", () => {
  const entries = [
    entry("new", { size: 40 }),
    entry("oldest", { size: 30, daysAgo: 3 }),
    entry("older", { size: 40, daysAgo: 2 }),
  ];
  assert.deepEqual(keysToDelete(entries, OURS), ["oldest"]);
});

test("another library at the same address is kept for three days, in case it comes back", () => {
  const entries = [
    entry("yesterday", { scope: "theirs", daysAgo: 1 }),
    entry("last week", { scope: "theirs", daysAgo: 7 }),
    entry("ours of last week", { daysAgo: 7 }),
  ];
  assert.deepEqual(keysToDelete(entries, OURS), ["last week"]);
});

test("a gallery at another address keeps its own", () => {
  const entries = [entry("theirs", { scope: "theirs", place: "/other/", daysAgo: 7 })];
  assert.deepEqual(keysToDelete(entries, OURS), []);
});

test("what nobody used for two months goes", () => {
  assert.deepEqual(keysToDelete([entry("old", { daysAgo: 61 })], OURS), ["old"]);
});

test("a limit of nothing keeps nothing", () => {
  assert.deepEqual(keysToDelete([entry("a")], { ...OURS, limitBytes: 0 }), ["a"]);
});

import assert from "node:assert/strict";
import test from "node:test";

import { Collection } from "../../../javascript/evergallery/model/collection.mjs";
import { row, rows } from "./rows.mjs";

/** @typedef {import("../../../javascript/evergallery/model/collection.mjs").Group} Group */

/** @param {number} total */
const groupsOf = (total) => [/** @type {Group} */ (["", total])];

/** @param {number} total */
function collectionOf(total) {
  return new Collection({ version: 1, total, groups: groupsOf(total) });
}

/**
 * @param {Collection} collection
 * @param {[offset: number, removed: number, inserted: number]} splice
 */
function change(collection, [offset, removed, inserted]) {
  const { version, total } = collection;
  return collection.change({
    fromVersion: version,
    version: version + 1,
    splice: { offset, removed, inserted },
    groups: groupsOf(total + inserted - removed),
  });
}

/** @param {Collection} collection */
function ids(collection) {
  return Array.from({ length: collection.total }, (_, at) => collection.at(at)?.id ?? null);
}

test("rows stand where the answer says, all else is a gap", () => {
  const collection = collectionOf(5);
  assert.equal(collection.put(1, rows(10, 2), 1), true);
  assert.deepEqual(ids(collection), [null, 10, 11, null, null]);
  assert.equal(collection.offsetOf(11), 2);
  assert.equal(collection.offsetOf(99), -1);
});

test("a splice moves what is known and leaves gaps for what is new", () => {
  const collection = collectionOf(4);
  collection.put(0, rows(1, 4), 1);
  assert.equal(change(collection, [1, 1, 2]), true);
  assert.deepEqual(ids(collection), [1, null, null, 3, 4]);
  assert.equal(collection.version, 2);
});

test("an answer from before a change is put where the change has moved its rows", () => {
  const collection = collectionOf(6);
  change(collection, [0, 0, 2]);
  change(collection, [4, 1, 0]);
  collection.put(0, rows(1, 6), 1);
  assert.deepEqual(ids(collection), [null, null, 1, 2, 4, 5, 6]);
});

test("an answer of a version not heard of yet is refused", () => {
  const collection = collectionOf(6);
  assert.equal(collection.put(0, rows(1, 6), 2), false);
  assert.deepEqual(ids(collection), [null, null, null, null, null, null]);
});

test("a change that does not follow the last one is refused", () => {
  const collection = collectionOf(6);
  const splice = { offset: 0, removed: 0, inserted: 1 };
  const groups = groupsOf(7);
  assert.equal(collection.change({ fromVersion: 2, version: 3, splice, groups }), false);
  assert.equal(collection.total, 6);
});

test("random changes and late answers agree with a plain list", () => {
  let seed = 7;
  const random = (/** @type {number} */ below) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed % below;
  };
  let truth = Array.from({ length: 40 }, (_, index) => index + 1);
  const collection = collectionOf(40);
  let nextId = 1_000;
  /** @type {{offset: number, ids: number[], version: number}[]} */
  const answers = [];
  for (let turn = 0; turn < 300; turn += 1) {
    const offset = random(truth.length);
    answers.push({ offset, ids: truth.slice(offset, offset + 9), version: collection.version });
    const removed = Math.min(random(3), truth.length - offset - 1);
    const fresh = Array.from({ length: 1 + random(3) }, () => nextId++);
    truth = truth.toSpliced(offset, Math.max(0, removed), ...fresh);
    change(collection, [offset, Math.max(0, removed), fresh.length]);
    const late = answers[Math.max(0, answers.length - 1 - random(20))];
    collection.put(late.offset, late.ids.map(row), late.version);
    ids(collection).forEach((id, at) => {
      assert.ok(id === null || id === truth[at], `turn ${turn}, place ${at}`);
    });
  }
  assert.equal(collection.total, truth.length);
});

test("items far from the screen are given up, those near are kept", () => {
  const collection = collectionOf(20_000);
  collection.put(0, rows(1, 20_000), 1);
  collection.trim(10_000, 10_100);
  assert.equal(collection.at(0), null);
  assert.equal(collection.at(19_999), null);
  assert.equal(collection.at(10_050)?.id, 10_051);
});

test("the usual shape is the average of what is known", () => {
  const collection = collectionOf(3);
  assert.equal(collection.usualAspect, 0.8);
  collection.put(0, rows(1, 2), 1);
  assert.equal(collection.usualAspect, 1);
});

test("a snapshot brings back what was known, and its gaps", () => {
  const collection = collectionOf(5_000);
  collection.put(0, rows(1, 120), 1);
  collection.put(3_000, rows(3_001, 120), 1);
  const restored = Collection.from(structuredClone(collection.snapshot(3_000, 3_060)));
  assert.equal(restored.total, 5_000);
  assert.deepEqual(restored.groups, groupsOf(5_000));
  assert.deepEqual(ids(restored), ids(collection));
});

test("a snapshot holds the beginning and what is near the screen, not everything", () => {
  const collection = collectionOf(10_000);
  collection.put(0, rows(1, 10_000), 1);
  const restored = Collection.from(collection.snapshot(5_000, 5_060));
  const known = ids(restored).filter((id) => id !== null).length;
  assert.equal(known, 1_200 + 1_200 + 60 + 1_200);
  assert.equal(restored.at(0)?.id, 1);
  assert.equal(restored.at(5_030)?.id, 5_031);
  assert.equal(restored.at(9_999), null);
});

test("an answer agrees when total, days and rows are those known already", () => {
  const collection = collectionOf(500);
  collection.put(0, rows(1, 120), 1);
  const page = { total: 500, groups: groupsOf(500), offset: 0, items: rows(1, 120) };
  assert.equal(collection.agreesWith(page), true);
  assert.equal(collection.agreesWith({ ...page, total: 501 }), false);
  assert.equal(collection.agreesWith({ ...page, groups: [["2026-01-01", 500]] }), false);
  assert.equal(collection.agreesWith({ ...page, items: rows(2, 120) }), false);
  const overwritten = rows(1, 120);
  overwritten[7][6] = "v2";
  assert.equal(collection.agreesWith({ ...page, items: overwritten }), false);
  assert.equal(collection.agreesWith({ ...page, items: rows(1, 121) }), false);
});

test("confirmed, it goes on from the version of the new view", () => {
  const collection = collectionOf(500);
  change(collection, [0, 0, 1]);
  collection.confirm({ version: 1 });
  assert.equal(collection.version, 1);
  collection.put(0, rows(1, 1), 1);
  assert.equal(collection.at(0)?.id, 1);
});

test("a confirmed mark is in the row, and the row before is left as it was", () => {
  const collection = new Collection({ version: 1, total: 3, groups: [["", 3]] });
  collection.put(0, rows(1, 2), 1);
  const before = collection.at(1);
  collection.mark(2, true);
  collection.mark(99, true);
  assert.deepEqual(
    [0, 1, 2].map((offset) => collection.at(offset)?.favourite),
    [false, true, undefined],
  );
  assert.equal(before?.favourite, false);
});

/** An answer's first window of 240 items, and what follows of it. */
function answered() {
  const collection = collectionOf(240);
  collection.put(0, rows(1, 120), 1);
  collection.fingerprint = "f";
  return collection;
}

test("a fingerprint goes with a snapshot from one visit to the next", () => {
  const collection = Collection.from(structuredClone(answered().snapshot(0, 10)));
  assert.equal(collection.fingerprint, "f");
  assert.equal(Collection.from({ total: 1, groups: [], runs: [] }).fingerprint, "");
});

test("rows as they were, or further down, leave the fingerprint true", () => {
  const collection = answered();
  collection.put(0, rows(1, 120), 1);
  collection.put(120, rows(500, 120), 1);
  const [colored] = rows(7, 1);
  colored[8] = 0x336699;
  collection.put(6, [colored], 1);
  assert.equal(collection.at(6)?.color, 0x336699);
  assert.equal(collection.fingerprint, "f");
});

for (const [what, happens] of /** @type {[string, (collection: Collection) => void][]} */ ([
  ["another row", (collection) => collection.put(3, rows(900, 1), 1)],
  ["a mark", (collection) => collection.mark(5, true)],
  ["a splice", (collection) => change(collection, [200, 1, 0])],
])) {
  test(`${what} makes the fingerprint untrue`, () => {
    const collection = answered();
    happens(collection);
    assert.equal(collection.fingerprint, "");
  });
}

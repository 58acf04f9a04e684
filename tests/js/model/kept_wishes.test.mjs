import assert from "node:assert/strict";
import test from "node:test";

import { wishesFrom, withWishes } from "../../../javascript/evergallery/model/kept_wishes.mjs";

const DAY_MS = 24 * 3_600_000;

/** @param {number} id @param {object} [other] */
function wish(id, other = {}) {
  return { id, version: "v1", wanted: true, said: true, key: `key ${id}`, sinceMs: 0, ...other };
}

test("wishes are found by whoever made them, and by nobody else", () => {
  const kept = withWishes(null, "me", [wish(7), wish(8)], 1);
  assert.deepEqual(wishesFrom(kept, "me", 1), [wish(7), wish(8)]);
  assert.deepEqual(wishesFrom(kept, "you", 1), []);
});

test("those of others in this tab stay", () => {
  const mine = withWishes(null, "me", [wish(7)], 1);
  const both = withWishes(mine, "you", [wish(9)], 1);
  assert.deepEqual(wishesFrom(both, "me", 1), [wish(7)]);
  assert.deepEqual(wishesFrom(withWishes(both, "you", [], 1), "you", 1), []);
});

test("long before the server forgets a key it is not said any more", () => {
  const kept = withWishes(null, "me", [wish(7), wish(8, { sinceMs: DAY_MS })], 1);
  assert.deepEqual(
    wishesFrom(kept, "me", DAY_MS).map(({ id }) => id),
    [8],
  );
});

test("never more than two hundred, and the newest of them", () => {
  const wishes = Array.from({ length: 300 }, (_, index) => wish(index + 1));
  const kept = withWishes(null, "me", wishes, 1);
  const ids = wishesFrom(kept, "me", 1).map(({ id }) => id);
  assert.deepEqual([ids.length, ids[0], ids.at(-1)], [200, 101, 300]);
});

for (const [name, kept] of /** @type {[string, any][]} */ ([
  ["nothing", null],
  ["another version", { form: 2, wishes: [{ owner: "me", ...wish(7) }] }],
  ["no list", { form: 1, wishes: "all of them" }],
  ["a wish without a key", { form: 1, wishes: [{ owner: "me", ...wish(7, { key: "" }) }] }],
  ["an endless key", { form: 1, wishes: [{ owner: "me", ...wish(7, { key: "x".repeat(65) }) }] }],
  ["a wish for no picture", { form: 1, wishes: [{ owner: "me", ...wish(7, { id: "../7" }) }] }],
  ["holes", { form: 1, wishes: [null, 3, {}] }],
])) {
  test(`${name} is no wish`, () => {
    assert.deepEqual(wishesFrom(kept, "me", 1), []);
  });
}

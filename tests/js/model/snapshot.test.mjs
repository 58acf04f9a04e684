import assert from "node:assert/strict";
import test from "node:test";

import { itemOf } from "../../../javascript/evergallery/model/item.mjs";
import { runsIn } from "../../../javascript/evergallery/model/snapshot.mjs";
import { row } from "./rows.mjs";

/** @param {...(number | null)} ids */
const itemsOf = (...ids) => ids.map((id) => (id === null ? null : itemOf(row(id))));

/** @param {ReturnType<typeof runsIn>} runs */
const told = (runs) => runs.map(([offset, items]) => [offset, items.map(({ id }) => id)]);

test("gaps part the runs", () => {
  const items = itemsOf(1, 2, null, 4, null, 6);
  assert.deepEqual(told(runsIn(items, [[0, 6]])), [
    [0, [1, 2]],
    [3, [4]],
    [5, [6]],
  ]);
});

test("ranges that overlap give each item once", () => {
  const runs = runsIn(itemsOf(1, 2, 3, 4, 5), [
    [0, 3],
    [-2, 4],
    [1, 99],
  ]);
  assert.deepEqual(told(runs), [[0, [1, 2, 3, 4, 5]]]);
});

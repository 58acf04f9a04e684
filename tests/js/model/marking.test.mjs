import assert from "node:assert/strict";
import test from "node:test";

import { itemOf } from "../../../javascript/evergallery/model/item.mjs";
import { Marking } from "../../../javascript/evergallery/model/marking.mjs";
import { row } from "./rows.mjs";

const item = itemOf(row(7));
const other = itemOf(row(8));

/** A marking whose server answers when it is told to, and what it has announced. */
function scene({ isLive = true } = {}) {
  /** @type {{params: any, resolve: (body: any) => void, reject: (error: any) => void}[]} */
  const said = [];
  /** @type {Map<number, {callback: () => void, delayMs: number}>} */
  const timers = new Map();
  let timer = 0;
  const marking = new Marking({
    act: (_, params) =>
      new Promise((resolve, reject) => {
        said.push({ params, resolve, reject });
      }),
    later: (callback, delayMs) => {
      timer += 1;
      const own = timer;
      timers.set(own, { callback, delayMs });
      return () => timers.delete(own);
    },
    isLive: () => isLive,
  });
  /** @type {string[]} */
  const heard = [];
  for (const name of ["changed", "saved", "refused", "late", "caughtup"]) {
    marking.addEventListener(name, () => heard.push(name));
  }
  const delays = () => [...timers.values()].map(({ delayMs }) => delayMs);
  const ring = () => {
    const due = [...timers.values()];
    timers.clear();
    for (const { callback } of due) callback();
  };
  /** @param {number} index @param {any} [error] */
  const answer = async (index, error) => {
    if (error) said[index].reject(error);
    else said[index].resolve(said[index].params);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { marking, said, heard, delays, ring, answer };
}

test("a mark shows at once and is said once", async () => {
  const { marking, said, heard, answer, delays } = scene();
  marking.toggle(item);
  assert.equal(marking.isFavourite(item), true);
  assert.equal(marking.isWaiting(item), true);
  assert.deepEqual(said[0].params, { id: 7, favourite: true, version: "v1" });
  await answer(0);
  assert.equal(said.length, 1);
  assert.deepEqual(heard, ["changed", "saved", "changed"]);
  assert.equal(marking.isWaiting(item), false);
  assert.deepEqual(delays(), [], "no timer outlives what it waits for");
});

test("clicks while the answer is on its way end in what was wanted last", async () => {
  const { marking, said, answer } = scene();
  for (let click = 0; click < 4; click += 1) marking.toggle(item);
  assert.equal(said.length, 1);
  await answer(0);
  assert.deepEqual(said[1].params, { id: 7, favourite: false, version: "v1" });
  assert.equal(marking.isFavourite(item), false);
  await answer(1);
  assert.equal(said.length, 2);
});

test("what the server refuses is undone and told", async () => {
  const { marking, heard, answer } = scene();
  marking.toggle(item);
  await answer(0, { code: "item_gone", message: "The file of this picture is no longer there." });
  assert.equal(marking.isFavourite(item), false);
  assert.deepEqual(heard, ["changed", "changed", "refused"]);
});

test("the end of the page is no refusal", async () => {
  const { marking, heard, answer } = scene();
  marking.toggle(item);
  await answer(0, { code: "closed" });
  assert.deepEqual(heard, ["changed"]);
});

test("an answer that takes long is told once, and so is its coming", async () => {
  const { marking, heard, delays, ring, answer } = scene();
  marking.toggle(item);
  marking.toggle(other);
  assert.deepEqual(delays(), [3_000]);
  ring();
  await answer(0);
  assert.equal(heard.includes("caughtup"), false, "the other still waits");
  await answer(1);
  assert.deepEqual(
    heard.filter((name) => name === "late" || name === "caughtup"),
    ["late", "caughtup"],
  );
});

test("without a link it is told at once that the mark waits", () => {
  const { marking, delays } = scene({ isLive: false });
  marking.toggle(item);
  assert.deepEqual(delays(), [0]);
  marking.stop();
  assert.deepEqual(delays(), []);
});

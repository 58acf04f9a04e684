import assert from "node:assert/strict";
import test from "node:test";

import { itemOf } from "../../../javascript/evergallery/model/item.mjs";
import { Marking } from "../../../javascript/evergallery/model/marking.mjs";
import { row } from "./rows.mjs";

const item = itemOf(row(7));
const other = itemOf(row(8));

/** What outlives a page: wishes by whose they are, and keys that count up. */
class FakeJournal {
  /** @type {Map<string, import("../../../javascript/evergallery/model/marks.mjs").Wish[]>} */
  kept = new Map();
  #keys = 0;

  stamp() {
    this.#keys += 1;
    return { key: `key ${this.#keys}`, sinceMs: 0 };
  }

  /** @param {string} owner */
  recall(owner) {
    return this.kept.get(owner) ?? [];
  }

  /** @param {string} owner @param {any[]} wishes */
  keep(owner, wishes) {
    this.kept.set(owner, structuredClone(wishes));
  }
}

/** A marking whose server answers when it is told to, and what it has announced. */
function scene({ isLive = true, journal = new FakeJournal(), owner = "me" } = {}) {
  /** @type {{params: any, key: string, signal: AbortSignal, resolve: (body: any) => void, reject: (error: any) => void}[]} */
  const said = [];
  /** @type {Map<number, {callback: () => void, delayMs: number}>} */
  const timers = new Map();
  let timer = 0;
  const marking = new Marking({
    act: (_, params, options) =>
      new Promise((resolve, reject) => {
        said.push({ params, .../** @type {any} */ (options), resolve, reject });
      }),
    journal,
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
  if (owner) marking.welcomed(owner);
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
  return { marking, said, heard, delays, ring, answer, journal };
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

test("what was not answered is said by the next page with the same key, once", async () => {
  const before = scene();
  before.marking.toggle(item);
  before.marking.toggle(other);
  await before.answer(1);
  const after = scene({ journal: before.journal, owner: "" });
  after.marking.presume("me");
  assert.equal(after.marking.isFavourite(item), true, "it is shown at once");
  assert.equal(after.said.length, 0, "and said when it is certain whose it is");
  after.marking.welcomed("me");
  after.marking.welcomed("me");
  assert.deepEqual(
    after.said.map(({ params, key }) => [params.id, key]),
    [[7, before.said[0].key]],
  );
  await after.answer(0);
  assert.deepEqual(after.heard, ["changed", "saved", "changed"]);
  assert.deepEqual(after.journal.recall("me"), []);
});

test("what was wanted last is said after what was said last, with another key", async () => {
  const before = scene();
  before.marking.toggle(item);
  before.marking.toggle(item);
  const { marking, said, answer } = scene({ journal: before.journal });
  assert.equal(marking.isFavourite(item), false);
  assert.deepEqual(said[0].params, before.said[0].params);
  await answer(0);
  assert.equal(said[1].params.favourite, false);
  assert.notEqual(said[1].key, said[0].key);
});

test("an error of a mark of the page before is told like any other", async () => {
  const before = scene();
  before.marking.toggle(item);
  const { heard, answer, journal } = scene({ journal: before.journal });
  await answer(0, { code: "item_gone", message: "The file of this picture is no longer there." });
  assert.deepEqual(heard.slice(-1), ["refused"]);
  assert.deepEqual(journal.recall("me"), []);
});

test("nobody's marks are said for somebody else, and they wait for their owner", async () => {
  const before = scene();
  before.marking.toggle(item);
  const { marking, said, heard } = scene({ journal: before.journal, owner: "" });
  marking.presume("me");
  marking.welcomed("you");
  assert.equal(said.length, 0);
  assert.equal(marking.isFavourite(item), false);
  assert.deepEqual(heard, ["changed", "changed"]);
  assert.equal(before.journal.recall("me").length, 1);
  marking.welcomed("me");
  assert.equal(said[0].key, before.said[0].key);
});

test("somebody else's login calls off what is under way", async () => {
  const { marking, said, journal, answer, heard } = scene();
  marking.toggle(item);
  marking.welcomed("you");
  assert.equal(said[0].signal.aborted, true);
  await answer(0);
  assert.equal(heard.includes("saved"), false);
  assert.equal(journal.recall("me").length, 1);
});

test("a mark made before anything was heard of the server is said once it is", () => {
  const { marking, said, journal } = scene({ owner: "" });
  marking.toggle(item);
  assert.equal(marking.isFavourite(item), true);
  assert.equal(said.length, 0);
  marking.welcomed("me");
  assert.equal(said.length, 1);
  assert.equal(journal.recall("me").length, 1);
});

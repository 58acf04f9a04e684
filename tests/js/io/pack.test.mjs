import assert from "node:assert/strict";
import test from "node:test";

import { Pack } from "../../../javascript/evergallery/io/pack.mjs";
import { KIND } from "../../../javascript/evergallery/wire/pack_frame.mjs";
import { entry } from "./pack_fakes.mjs";

/** @param {...number} ids */
function packOf(...ids) {
  const asked = ids.map((id) => ({ id, version: `v${id}` }));
  /** @type {[number, number, number][]} id, kind and size */ const answers = [];
  const pack = new Pack(asked, ({ id }, { kind, bytes }) => answers.push([id, kind, bytes.length]));
  return { pack, asked, answers };
}

test("it asks by id and version, in the order given", () => {
  assert.deepEqual(packOf(7, 3).pack.items, [
    [7, "v7"],
    [3, "v3"],
  ]);
});

test("each picture is answered once, whatever order they come in", () => {
  const { pack, answers } = packOf(7, 3);
  pack.take([entry(1, KIND.gone), entry(0), entry(0), entry(1)]);
  assert.deepEqual(answers, [
    [3, KIND.gone, 0],
    [7, KIND.complete, 3],
  ]);
  assert.ok(pack.isDone);
});

test("a sliced picture is answered when it is whole", () => {
  const { pack, answers } = packOf(7);
  pack.take([entry(0, KIND.slice)]);
  assert.deepEqual(answers, []);
  pack.take([entry(0)]);
  assert.deepEqual(answers, [[7, KIND.complete, 6]]);
});

test("a place nobody asked for is passed over", () => {
  const { pack, answers } = packOf(7);
  pack.take([entry(9)]);
  assert.deepEqual([answers, pack.isDone], [[], false]);
});

test("what nobody looks at any more is not answered and not waited for", () => {
  const { pack, asked, answers } = packOf(7, 3);
  pack.drop(asked[0]);
  pack.take([entry(0), entry(1)]);
  assert.deepEqual(answers, [[3, KIND.complete, 3]]);
  assert.ok(pack.isDone);
});

test("'ask again later' is an answer that settles nothing", () => {
  const { pack } = packOf(7, 3);
  pack.take([entry(0, KIND.later)]);
  assert.equal(pack.settled, 0);
  pack.take([entry(1, KIND.broken)]);
  assert.equal(pack.settled, 1);
});

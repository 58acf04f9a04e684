import assert from "node:assert/strict";
import test from "node:test";

import { Patience } from "../../../javascript/evergallery/io/patience.mjs";
import { FakeLater } from "./pack_fakes.mjs";

function patienceOf(waitMs = 100) {
  const time = new FakeLater();
  /** @type {number[]} */ const over = [];
  const onOver = () => over.push(time.now);
  return { time, over, patience: new Patience({ later: time.later, waitMs, onOver }) };
}

test("it is over when nothing happens for long enough", () => {
  const { time, over } = patienceOf();
  time.advance(99);
  assert.deepEqual(over, []);
  time.advance(1);
  assert.equal(over.length, 1);
});

test("each sign of life begins it anew", () => {
  const { time, over, patience } = patienceOf();
  time.advance(90);
  patience.renew();
  time.advance(90);
  assert.deepEqual(over, []);
});

test("after its end nothing is armed", () => {
  const { time, patience } = patienceOf();
  patience.end();
  assert.equal(time.armed, 0);
});

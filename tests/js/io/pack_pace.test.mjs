import assert from "node:assert/strict";
import test from "node:test";

import { PackPace } from "../../../javascript/evergallery/io/pack_pace.mjs";

test("a refusal halves what goes at the same time, clean packs bring it back", () => {
  const pace = new PackPace(2);
  pace.refused(0, 500);
  assert.equal(pace.limit, 1);
  for (let pack = 0; pack < 3; pack += 1) pace.worked();
  assert.equal(pace.limit, 1);
  pace.worked();
  assert.equal(pace.limit, 2);
});

test("one at a time is the least, what was allowed at first is the most", () => {
  const pace = new PackPace(2);
  for (let time = 0; time < 5; time += 1) pace.refused(0);
  assert.equal(pace.limit, 1);
  for (let pack = 0; pack < 50; pack += 1) pace.worked();
  assert.equal(pace.limit, 2);
});

test("Retry-After is obeyed, without one it is a second, and never is it for ever", () => {
  const pace = new PackPace(2);
  pace.refused(0);
  assert.equal(pace.restMs(0), 1_000);
  pace.refused(0, 7_000);
  assert.equal(pace.restMs(1_000), 6_000);
  pace.refused(0, 86_400_000);
  assert.equal(pace.restMs(0), 120_000);
});

test("a shorter rest does not shorten a longer one", () => {
  const pace = new PackPace(2);
  pace.rest(0, 1_000);
  pace.rest(0, 100);
  assert.equal(pace.restMs(0), 1_000);
});

test("pictures in the making are asked for less and less often, until one comes", () => {
  const pace = new PackPace(2);
  const rests = [];
  let now = 0;
  for (let answer = 0; answer < 5; answer += 1) {
    pace.notReady(now);
    rests.push(pace.restMs(now));
    now += pace.restMs(now);
  }
  assert.deepEqual(rests, [200, 400, 800, 1_600, 1_600]);
  pace.worked();
  pace.notReady(now);
  assert.equal(pace.restMs(now), 200);
});

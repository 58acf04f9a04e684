import assert from "node:assert/strict";
import test from "node:test";

import { rttCurve } from "../../../javascript/evergallery/layout/rtt_curve.mjs";

const BOX = { width: 100, height: 44, p95Ms: null };
const samples = (/** @type {number[]} */ ...times) => times.map((ms) => ({ ms }));

test("the line goes from edge to edge, the slowest at the top", () => {
  const { line, area } = rttCurve(samples(0, 40, 20), BOX);
  assert.equal(line, "M0 42L50 2L100 22");
  assert.equal(area, "M0 42L50 2L100 22L100 44L0 44Z");
});

test("one very slow answer does not press the others to the ground", () => {
  const { yOf } = rttCurve(samples(20, 20, 9_000), { ...BOX, p95Ms: 40 });
  assert.equal(yOf(9_000), 2);
  assert.ok(yOf(20) < 30);
});

test("round trips of nothing at all still make a line", () => {
  assert.equal(rttCurve(samples(0, 0), BOX).line, "M0 42L100 42");
});

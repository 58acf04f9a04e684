import assert from "node:assert/strict";
import test from "node:test";

import { WireError } from "../../../javascript/evergallery/wire/messages.mjs";
import { KIND } from "../../../javascript/evergallery/wire/pack_frame.mjs";
import { Slices } from "../../../javascript/evergallery/wire/slices.mjs";

/** @param {number} index @param {number} kind @param {...number} bytes */
const part = (index, kind, ...bytes) => ({ index, kind, bytes: Uint8Array.from(bytes) });

test("a picture that comes whole passes", () => {
  const whole = part(0, KIND.complete, 1, 2);
  assert.equal(new Slices().join(whole), whole);
});

test("slices are joined in their order, with other pictures in between", () => {
  const slices = new Slices();
  assert.equal(slices.join(part(3, KIND.slice, 1, 2)), null);
  assert.deepEqual(slices.join(part(4, KIND.complete, 9)), part(4, KIND.complete, 9));
  assert.equal(slices.join(part(3, KIND.slice, 3)), null);
  assert.deepEqual(
    slices.join(part(3, KIND.complete, 4, 5)),
    part(3, KIND.complete, 1, 2, 3, 4, 5),
  );
});

test("a picture that breaks off is not shown in part", () => {
  const slices = new Slices();
  slices.join(part(0, KIND.slice, 1));
  assert.deepEqual(slices.join(part(0, KIND.gone)), part(0, KIND.gone));
});

test("large pictures one after the other are no picture without end", () => {
  const slices = new Slices();
  const [part1, part2] = [KIND.slice, KIND.complete].map((kind) => ({
    index: 0,
    kind,
    bytes: new Uint8Array(3 * 1024 * 1024),
  }));
  for (let picture = 0; picture < 4; picture += 1) {
    slices.join(part1);
    assert.equal(slices.join(part2)?.bytes.length, 6 * 1024 * 1024);
  }
});

test("a picture without end does not fill the memory", () => {
  const slices = new Slices();
  const slice = { index: 0, kind: KIND.slice, bytes: new Uint8Array(4 * 1024 * 1024) };
  slices.join(slice);
  slices.join(slice);
  assert.throws(() => slices.join(slice), WireError);
});

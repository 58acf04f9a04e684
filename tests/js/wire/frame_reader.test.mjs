import assert from "node:assert/strict";
import test from "node:test";

import { FrameReader } from "../../../javascript/evergallery/wire/frame_reader.mjs";
import { WireError } from "../../../javascript/evergallery/wire/messages.mjs";
import { encodeFrames, KIND } from "../../../javascript/evergallery/wire/pack_frame.mjs";

const ENTRIES = [
  { index: 0, kind: KIND.complete, bytes: new Uint8Array(300).fill(7) },
  { index: 2, kind: KIND.gone, bytes: new Uint8Array(0) },
  { index: 1, kind: KIND.complete, bytes: new Uint8Array(5).fill(9) },
];
const [FRAME] = encodeFrames(0, ENTRIES, 524_288);

/** @param {number} size */
function readInPieces(size) {
  const reader = new FrameReader();
  const entries = [];
  for (let at = 0; at < FRAME.length; at += size) {
    entries.push(...reader.push(FRAME.subarray(at, at + size)));
  }
  reader.end();
  return entries;
}

test("a frame reads the same in pieces of any size", () => {
  for (const size of [1, 2, 7, 100, FRAME.length]) assert.deepEqual(readInPieces(size), ENTRIES);
});

test("a picture is handed out with its last byte, not with the last of the frame", () => {
  const reader = new FrameReader();
  assert.deepEqual(reader.push(FRAME.subarray(0, 312)), []);
  assert.deepEqual(reader.push(FRAME.subarray(312, 313)), [ENTRIES[0]]);
});

test("what was handed out does not change when more arrives in the same buffer", () => {
  const reader = new FrameReader();
  const buffer = FRAME.slice();
  const [first] = [...reader.push(buffer.subarray(0, 100)), ...reader.push(buffer.subarray(100))];
  buffer.fill(0, 0, 100);
  assert.deepEqual(first, ENTRIES[0]);
});

test("a frame that ends early is refused at its end, wherever it was cut", () => {
  const borders = new Set([6, 313, 320, FRAME.length]);
  for (let cut = 0; cut <= FRAME.length; cut += 1) {
    const reader = new FrameReader();
    reader.push(FRAME.subarray(0, cut));
    if (borders.has(cut)) reader.end();
    else assert.throws(() => reader.end(), WireError);
  }
});

test("somebody else's page is refused with its first bytes", () => {
  const page = new TextEncoder().encode("<!doctype html>");
  assert.throws(() => new FrameReader().push(page), WireError);
});

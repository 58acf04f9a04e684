import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { WireError } from "../../../javascript/evergallery/wire/messages.mjs";
import {
  decodeFrame,
  encodeFrames,
  KIND,
} from "../../../javascript/evergallery/wire/pack_frame.mjs";

const VECTORS = JSON.parse(
  readFileSync(new URL("../../vectors/pack_frames.json", import.meta.url), "utf-8"),
);

/** @param {string} hex */
const bytesOf = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));
/** @param {Uint8Array} bytes */
const hexOf = (bytes) => Buffer.from(bytes).toString("hex");

/**
 * The pictures of decoded frames, slices joined.
 *
 * @param {{entries: {index: number, kind: number, bytes: Uint8Array}[]}[]} frames
 */
function joined(frames) {
  const found = [];
  let begun = "";
  for (const { index, kind, bytes } of frames.flatMap(({ entries }) => entries)) {
    const hex = begun + hexOf(bytes);
    begun = kind === KIND.slice ? hex : "";
    if (kind !== KIND.slice) found.push({ index, kind, hex });
  }
  return found;
}

for (const { name, token, limit_bytes, entries, frames } of VECTORS.filter(
  (/** @type {any} */ vector) => vector.frames,
)) {
  test(`frames: ${name}`, () => {
    const asked = entries.map((/** @type {any} */ { index, kind, hex }) => ({
      index,
      kind,
      bytes: bytesOf(hex),
    }));
    assert.deepEqual(encodeFrames(token, asked, limit_bytes).map(hexOf), frames);
    const decoded = frames.map((/** @type {string} */ hex) => decodeFrame(bytesOf(hex)));
    assert.deepEqual(joined(decoded), entries);
    assert.ok(decoded.every((/** @type {any} */ frame) => frame.token === token));
    const lasts = decoded.map((/** @type {any} */ frame) => frame.isLast);
    assert.deepEqual(lasts, [...Array(frames.length - 1).fill(false), true]);
    assert.ok(frames.every((/** @type {string} */ hex) => hex.length / 2 <= limit_bytes));
  });
}

for (const { name, refused } of VECTORS.filter((/** @type {any} */ vector) => !vector.frames)) {
  test(`refused: ${name}`, () => {
    assert.throws(() => decodeFrame(bytesOf(refused)), WireError);
  });
}

test("bytes that lie in the middle of a larger buffer are read from there", () => {
  const [frame] = encodeFrames(
    1,
    [{ index: 2, kind: KIND.complete, bytes: bytesOf("c0ffee") }],
    99,
  );
  const larger = new Uint8Array(frame.length + 10);
  larger.set(frame, 5);
  const { entries } = decodeFrame(larger.subarray(5, 5 + frame.length));
  assert.equal(hexOf(entries[0].bytes), "c0ffee");
});

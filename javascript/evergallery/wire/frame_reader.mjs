import { WireError } from "./messages.mjs";
import { HEAD_BYTES, readEntry, readHead, sizeOf } from "./pack_frame.mjs";

/** @typedef {import("./pack_frame.mjs").Entry} Entry */

/**
 * Reads a frame that comes in pieces, as an HTTP answer does: each entry is handed out as soon as its last
 * byte is there. What a proxy keeps back until the end comes at the end.
 */
export class FrameReader {
  #rest = new Uint8Array(0);
  #isBegun = false;

  /**
   * @param {Uint8Array} piece
   * @returns {Entry[]} those that became complete
   * @throws {WireError} when this is not a frame
   */
  push(piece) {
    const bytes = joined(this.#rest, piece);
    let at = 0;
    if (!this.#isBegun && bytes.length >= HEAD_BYTES) {
      readHead(bytes);
      this.#isBegun = true;
      at = HEAD_BYTES;
    }
    const entries = this.#isBegun ? entriesFrom(bytes, at) : [];
    this.#rest = bytes.slice(entries.reduce((end, entry) => end + sizeOf(entry), at));
    return entries;
  }

  /** Nothing more comes. @throws {WireError} when something is missing */
  end() {
    if (!this.#isBegun || this.#rest.length > 0) throw new WireError("a frame is cut short");
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {number} start
 */
function entriesFrom(bytes, start) {
  const entries = [];
  let at = start;
  for (let entry = readEntry(bytes, at); entry; entry = readEntry(bytes, at)) {
    entries.push(entry);
    at += sizeOf(entry);
  }
  return entries;
}

/**
 * @param {Uint8Array} first
 * @param {Uint8Array} second
 */
function joined(first, second) {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

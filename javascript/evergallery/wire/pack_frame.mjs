/**
 * Packs: many thumbnails in one binary answer; twin of evergallery/wire/pack_frame.py. docs/protocol.md
 * draws the bytes. What a server sends is checked before anything relies on it.
 */

import { WireError } from "./messages.mjs";

export const VERSION = 1;

/** A pack asks for at most so many pictures. */
export const MAX_ITEMS = 128;

/** What an entry says about the picture at its place in the asked list. */
export const KIND = Object.freeze({
  /** its bytes, or the end of a sliced one */ complete: 0,
  /** more of this picture follows in the next frame */ slice: 1,
  /** cannot be shown: no decoder for it, or a broken file */ broken: 2,
  /** no such picture any more */ gone: 3,
  /** not in this answer: ask again */ later: 4,
});

/**
 * @typedef {object} Entry
 * @property {number} index  place in the asked list
 * @property {number} kind   one of KIND
 * @property {Uint8Array} bytes  of a WebP picture; none for broken, gone and later
 */

/** @typedef {{token: number, isLast: boolean}} Head */

export const HEAD_BYTES = 6;
const ENTRY_HEAD_BYTES = 7;
const LAST = 1;

/** No thumbnail comes near: the largest setting makes some 600 kB of the worst noise. */
const MAX_PICTURE_BYTES = 4 * 1024 * 1024;

/**
 * Frames of at most `limitBytes`, each filled before the next begins: a picture that does not fit is sliced.
 * Without entries one empty frame, which ends the pack.
 *
 * @param {number} token
 * @param {Entry[]} entries in any order, pictures whole
 * @param {number} limitBytes at least 14: room for one byte of a picture
 * @returns {Uint8Array[]} the last one says so
 */
export function encodeFrames(token, entries, limitBytes) {
  const frames = /** @type {Entry[][]} */ ([[]]);
  let room = limitBytes - HEAD_BYTES;
  for (const { index, kind, bytes } of entries) {
    let rest = bytes;
    while (ENTRY_HEAD_BYTES + rest.length > room) {
      const fitting = kind === KIND.complete ? room - ENTRY_HEAD_BYTES : 0;
      if (fitting > 0) frames.at(-1)?.push(sliceOf(index, rest.subarray(0, fitting)));
      rest = rest.subarray(Math.max(0, fitting));
      frames.push([]);
      room = limitBytes - HEAD_BYTES;
    }
    frames.at(-1)?.push({ index, kind, bytes: rest });
    room -= ENTRY_HEAD_BYTES + rest.length;
  }
  return frames.map((inside, at) => encodeFrame(token, at === frames.length - 1, inside));
}

/**
 * One frame as a socket delivers it, complete.
 *
 * @param {Uint8Array} bytes
 * @returns {Head & {entries: Entry[]}}
 * @throws {WireError} when it is not such a frame
 */
export function decodeFrame(bytes) {
  const head = readHead(bytes);
  const entries = [];
  let at = HEAD_BYTES;
  while (at < bytes.length) {
    const entry = readEntry(bytes, at);
    if (entry === null) throw new WireError("a frame is cut short");
    entries.push(entry);
    at += sizeOf(entry);
  }
  return { ...head, entries };
}

/**
 * @param {Uint8Array} bytes HEAD_BYTES of them at least
 * @returns {Head}
 * @throws {WireError}
 */
export function readHead(bytes) {
  if (bytes.length < HEAD_BYTES) throw new WireError("a frame is cut short");
  const [version, flags] = bytes;
  if (version !== VERSION || flags > LAST) throw new WireError("not a frame of a pack");
  return { token: viewOf(bytes).getUint32(2), isLast: flags === LAST };
}

/**
 * @param {Uint8Array} bytes
 * @param {number} at where the entry begins
 * @returns {Entry | null} null when its end is not there yet
 * @throws {WireError} as soon as it cannot become one
 */
export function readEntry(bytes, at) {
  if (bytes.length < at + ENTRY_HEAD_BYTES) return null;
  const view = viewOf(bytes);
  const [index, kind, length] = [view.getUint16(at), view.getUint8(at + 2), view.getUint32(at + 3)];
  if (index >= MAX_ITEMS || !lengthFits(kind, length))
    throw new WireError("not an entry of a pack");
  const start = at + ENTRY_HEAD_BYTES;
  if (bytes.length < start + length) return null;
  return { index, kind, bytes: bytes.subarray(start, start + length) };
}

/** @param {Entry} entry @returns {number} bytes it takes in a frame */
export function sizeOf({ bytes }) {
  return ENTRY_HEAD_BYTES + bytes.length;
}

/**
 * A slice brings the picture further, the end of one may be empty, the rest has no bytes.
 *
 * @param {number} kind
 * @param {number} length
 */
function lengthFits(kind, length) {
  if (kind === KIND.complete) return length <= MAX_PICTURE_BYTES;
  if (kind === KIND.slice) return length > 0 && length <= MAX_PICTURE_BYTES;
  return kind <= KIND.later && length === 0;
}

/**
 * @param {number} index
 * @param {Uint8Array} bytes
 * @returns {Entry}
 */
function sliceOf(index, bytes) {
  return { index, kind: KIND.slice, bytes };
}

/**
 * @param {number} token
 * @param {boolean} isLast
 * @param {Entry[]} entries
 */
function encodeFrame(token, isLast, entries) {
  const frame = new Uint8Array(entries.reduce((size, entry) => size + sizeOf(entry), HEAD_BYTES));
  const view = viewOf(frame);
  view.setUint8(0, VERSION);
  view.setUint8(1, isLast ? LAST : 0);
  view.setUint32(2, token);
  let at = HEAD_BYTES;
  for (const entry of entries) {
    view.setUint16(at, entry.index);
    view.setUint8(at + 2, entry.kind);
    view.setUint32(at + 3, entry.bytes.length);
    frame.set(entry.bytes, at + ENTRY_HEAD_BYTES);
    at += sizeOf(entry);
  }
  return frame;
}

/** @param {Uint8Array} bytes */
function viewOf(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

import { WireError } from "./messages.mjs";
import { KIND } from "./pack_frame.mjs";

/** @typedef {import("./pack_frame.mjs").Entry} Entry */

/** What a pack's sliced pictures may hold while their ends are awaited. */
const MOST_BYTES = 8 * 1024 * 1024;

/** Joins pictures that came in slices, over as many frames as it takes. */
export class Slices {
  /** @type {Map<number, Uint8Array[]>} by index */ #begun = new Map();
  #size = 0;

  /**
   * @param {Entry} entry the next one of its pack
   * @returns {Entry | null} null while the picture is not complete
   * @throws {WireError} when there is more of it than can be
   */
  join(entry) {
    const parts = this.#begun.get(entry.index) ?? [];
    if (entry.kind === KIND.slice) return this.#keep(entry, parts);
    if (parts.length === 0) return entry;
    this.#begun.delete(entry.index);
    for (const part of parts) this.#size -= part.length;
    return entry.kind === KIND.complete ? whole(entry, parts) : entry;
  }

  /**
   * @param {Entry} entry
   * @param {Uint8Array[]} parts
   */
  #keep({ index, bytes }, parts) {
    this.#size += bytes.length;
    if (this.#size > MOST_BYTES) throw new WireError("a sliced picture has no end");
    this.#begun.set(index, [...parts, bytes]);
    return null;
  }
}

/**
 * @param {Entry} last
 * @param {Uint8Array[]} parts
 * @returns {Entry}
 */
function whole(last, parts) {
  const all = [...parts, last.bytes];
  const bytes = new Uint8Array(all.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of all) {
    bytes.set(part, at);
    at += part.length;
  }
  return { ...last, bytes };
}

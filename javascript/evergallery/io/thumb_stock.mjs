/** @typedef {import("./later.mjs").Later} Later */
/** @typedef {import("./blob_shelf.mjs").BlobShelf} BlobShelf */
/** @typedef {{id: number, version: string}} Named   what a thumbnail is kept under */

/**
 * Thumbnails this browser keeps from one visit to the next.
 *
 * @typedef {object} ThumbCache
 * @property {(items: [number, string][]) => Promise<(Uint8Array | null)[]>} getMany   ids and versions; answers in their order
 * @property {(id: number, version: string, bytes: Uint8Array) => unknown} put   never throws, nobody waits for it
 */

/** A disk that takes longer is no faster than the network; its answer counts all the same if it is the first. */
const PATIENCE_MS = 50;

/** Thumbnails at hand without the network: those seen lately in memory, the others in the browser's cache. */
export class ThumbStock {
  #shelf;
  #cache;
  #later;

  /** @param {{shelf: BlobShelf, cache: ThumbCache | null, later: Later}} options */
  constructor({ shelf, cache, later }) {
    this.#shelf = shelf;
    this.#cache = cache;
    this.#later = later;
  }

  /** @param {Named} one @returns {Blob | null} what is in memory */
  take(one) {
    return this.#shelf.get(keyOf(one));
  }

  /**
   * Asks the cache, and never waits long for it.
   *
   * @template {Named} T
   * @param {T[]} wanted
   * @param {{found: (one: T, blob: Blob) => void, over: () => void}} answer   `over` is called once: what was not
   *   found by then is the network's, though it may still be found
   */
  find(wanted, { found, over }) {
    if (!this.#cache || wanted.length === 0) {
      over();
      return;
    }
    const end = once(over);
    const callOff = this.#later(end, PATIENCE_MS);
    const tell = (/** @type {Uint8Array | null} */ bytes, /** @type {number} */ at) => {
      if (bytes) found(wanted[at], webp(bytes));
    };
    this.#cache
      .getMany(wanted.map(({ id, version }) => [id, version]))
      .then((answers) => answers.forEach(tell))
      .catch(() => {}) // a broken cache is an empty one
      .then(() => {
        callOff();
        end();
      });
  }

  /**
   * It was shown, so it is sound.
   *
   * @param {Named} one
   * @param {Blob} blob
   */
  keep(one, blob) {
    this.#shelf.put(keyOf(one), blob);
  }

  /**
   * As `keep`, for what came from the network.
   *
   * @param {Named} one
   * @param {Blob} blob
   */
  async add(one, blob) {
    this.keep(one, blob);
    this.#cache?.put(one.id, one.version, new Uint8Array(await blob.arrayBuffer()));
  }

  /** What is in memory is somebody else's. */
  clear() {
    this.#shelf.clear();
  }
}

/** @param {Uint8Array} bytes */
export function webp(bytes) {
  return new Blob([/** @type {BlobPart} */ (bytes)], { type: "image/webp" });
}

/** @param {Named} one */
function keyOf({ id, version }) {
  return `${id}/${version}`;
}

/** @param {() => void} callback */
function once(callback) {
  let isDone = false;
  return () => {
    if (!isDone) callback();
    isDone = true;
  };
}

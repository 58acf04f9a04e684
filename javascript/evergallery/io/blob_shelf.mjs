/** Thumbnails seen lately, by address: scrolling back costs nothing. What was not asked for the longest goes first. */
export class BlobShelf {
  #limitBytes;
  #size = 0;
  /** @type {Map<string, Blob>} the least lately used first */ #blobs = new Map();

  /** @param {number} limitBytes */
  constructor(limitBytes) {
    this.#limitBytes = limitBytes;
  }

  get sizeBytes() {
    return this.#size;
  }

  /** @param {string} key @returns {Blob | null} */
  get(key) {
    const blob = this.#blobs.get(key);
    if (!blob) return null;
    this.#blobs.delete(key);
    this.#blobs.set(key, blob);
    return blob;
  }

  /**
   * @param {string} key
   * @param {Blob} blob
   */
  put(key, blob) {
    this.#remove(key);
    this.#blobs.set(key, blob);
    this.#size += blob.size;
    for (const oldest of this.#blobs.keys()) {
      if (this.#size <= this.#limitBytes) break;
      this.#remove(oldest);
    }
  }

  clear() {
    this.#blobs.clear();
    this.#size = 0;
  }

  /** @param {string} key */
  #remove(key) {
    this.#size -= this.#blobs.get(key)?.size ?? 0;
    this.#blobs.delete(key);
  }
}

/** @typedef {import("./local_cache.mjs").LocalCache} LocalCache */

/** Thumbnails in the browser: a picture's name is its id, so that a newer version takes the older one's place. */
export class ThumbCache {
  #cache;

  /** @param {LocalCache} cache */
  constructor(cache) {
    this.#cache = cache;
  }

  /**
   * @param {[id: number, version: string][]} wanted
   * @returns {Promise<(Uint8Array | null)[]>} in the order asked; null where this very version is not kept
   */
  async getMany(wanted) {
    const bodies = await this.#cache.getMany(wanted.map(([id]) => nameOf(id)));
    return wanted.map(([, version], index) => {
      const body = bodies[index];
      const isHit = body?.version === version;
      this.#cache.count(isHit);
      return isHit ? body.value : null;
    });
  }

  /**
   * @param {number} id
   * @param {string} version
   * @param {Uint8Array} bytes copied: a part of a frame would be kept with the whole frame
   */
  put(id, version, bytes) {
    this.#cache.put(nameOf(id), { version, value: bytes.slice(), size: bytes.byteLength });
  }
}

/** @param {number} id */
function nameOf(id) {
  return `thumb ${id}`;
}

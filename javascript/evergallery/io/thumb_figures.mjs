/** @typedef {"socket" | "http" | "single" | "cache"} ThumbSource */

/**
 * @typedef {object} ThumbCounts
 * @property {number | null} firstTileMs   from the first want to the first picture on screen
 * @property {number | null} p95Ms   of the latest tiles, from want to picture
 * @property {Record<ThumbSource, number>} tiles
 * @property {Record<ThumbSource, number>} bytes
 */

/** So many of the latest tiles are looked at. */
const SAMPLES = 240;

/** How thumbnails came, and how fast: for the person's panel and the report. */
export class ThumbFigures {
  /** @type {number | null} */ #firstWantMs = null;
  /** @type {number | null} */ #firstTileMs = null;
  /** @type {number[]} */ #samples = [];
  #tiles = { socket: 0, http: 0, single: 0, cache: 0 };
  #bytes = { socket: 0, http: 0, single: 0, cache: 0 };

  /** @param {number} now */
  wanted(now) {
    this.#firstWantMs ??= now;
  }

  /**
   * @param {ThumbSource} source
   * @param {number} sinceMs when it was wanted
   * @param {number} now
   */
  shown(source, sinceMs, now) {
    this.#tiles[source] += 1;
    this.#firstTileMs ??= now - (this.#firstWantMs ?? now);
    this.#samples.push(now - sinceMs);
    if (this.#samples.length > SAMPLES) this.#samples.shift();
  }

  /**
   * @param {ThumbSource} source
   * @param {number} bytes
   */
  carried(source, bytes) {
    this.#bytes[source] += bytes;
  }

  /** @returns {ThumbCounts} */
  counts() {
    const sorted = [...this.#samples].sort((a, b) => a - b);
    return {
      firstTileMs: this.#firstTileMs,
      p95Ms: sorted[Math.ceil(sorted.length * 0.95) - 1] ?? null,
      tiles: { ...this.#tiles },
      bytes: { ...this.#bytes },
    };
  }
}

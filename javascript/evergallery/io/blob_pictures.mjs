/** @typedef {import("./thumb_queue.mjs").Picture} Picture */

/**
 * @typedef {object} BlobUrls   the two functions of URL
 * @property {(blob: Blob) => string} createObjectURL
 * @property {(url: string) => void} revokeObjectURL
 */

/** Shows bytes in an <img>. Each shown picture holds one blob URL, until it shows something else. */
export class BlobPictures {
  #urls;
  /** @type {Map<Picture, () => void>} what takes each back */ #shown = new Map();

  /** @param {BlobUrls} urls */
  constructor(urls) {
    this.#urls = urls;
  }

  /** How many blob URLs are held. */
  get count() {
    return this.#shown.size;
  }

  /**
   * @param {Picture} picture
   * @param {Blob} blob
   * @param {{loaded: () => void, failed: () => void}} outcome exactly one is called, unless it is cleared before
   */
  show(picture, blob, { loaded, failed }) {
    this.clear(picture);
    const url = this.#urls.createObjectURL(blob);
    const listening = new AbortController();
    const once = { once: true, signal: listening.signal };
    const onError = () => {
      this.clear(picture);
      failed();
    };
    picture.addEventListener("load", loaded, once);
    picture.addEventListener("error", onError, once);
    this.#shown.set(picture, () => {
      listening.abort();
      picture.removeAttribute("src");
      this.#urls.revokeObjectURL(url);
    });
    picture.src = url;
  }

  /** @param {Picture} picture */
  clear(picture) {
    this.#shown.get(picture)?.();
    this.#shown.delete(picture);
  }
}

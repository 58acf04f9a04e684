/** @typedef {import("../model/item.mjs").Item} Item */

/**
 * Where thumbnails are kept from one visit to the next.
 *
 * @typedef {object} KeptThumbs
 * @property {(wanted: [number, string][]) => Promise<(Uint8Array | null)[]>} getMany
 */

/** What stands on the stage until the original is there: the thumbnail, out of the browser where it has it. */
export class Previews {
  #kept;
  #addresses;
  #url = "";
  #showing = new AbortController();

  /**
   * @param {KeptThumbs | null} kept
   * @param {import("./addresses.mjs").Addresses} addresses
   */
  constructor(kept, addresses) {
    this.#kept = kept;
    this.#addresses = addresses;
  }

  /**
   * @param {HTMLImageElement} picture
   * @param {Item} item
   */
  async show(picture, item) {
    this.clear(picture);
    const { signal } = this.#showing;
    const [bytes] = (await this.#kept?.getMany([[item.id, item.version]])) ?? [];
    if (signal.aborted) return;
    if (bytes) this.#url = URL.createObjectURL(new Blob([blobPart(bytes)], { type: "image/webp" }));
    picture.src = this.#url || this.#addresses.thumbnail(item);
  }

  /** @param {HTMLImageElement} picture */
  clear(picture) {
    this.#showing.abort();
    this.#showing = new AbortController();
    picture.removeAttribute("src");
    if (this.#url) URL.revokeObjectURL(this.#url);
    this.#url = "";
  }
}

/** @param {Uint8Array} bytes out of the database, so never in shared memory */
function blobPart(bytes) {
  return /** @type {Uint8Array<ArrayBuffer>} */ (bytes);
}

/** @typedef {import("../model/item.mjs").Item} Item */

/** Loads the neighbours of the picture on the stage, the next one in reading direction first. */
export class Preloader {
  #addresses;
  /** @type {Map<string, HTMLImageElement>} */ #held = new Map();

  /** @param {import("./addresses.mjs").Addresses} addresses */
  constructor(addresses) {
    this.#addresses = addresses;
  }

  /** @param {(Item | null)[]} items the likeliest first; all others are let go */
  hold(items) {
    const pictures = items.filter((item) => item?.kind === "image");
    const urls = pictures.map((item) => this.#addresses.original(/** @type {Item} */ (item)));
    for (const [url, image] of this.#held) {
      if (urls.includes(url)) continue;
      image.removeAttribute("src");
      this.#held.delete(url);
    }
    for (const url of urls) if (!this.#held.has(url)) this.#held.set(url, load(url));
  }
}

/** @param {string} url */
function load(url) {
  const image = new Image();
  image.decoding = "async";
  image.src = url;
  return image;
}

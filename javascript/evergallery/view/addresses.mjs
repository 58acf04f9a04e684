/** @typedef {import("../model/item.mjs").Item} Item */

/** Addresses of a picture's files, all below the folder the page lies in. */
export class Addresses {
  #root;

  /** @param {string} base absolute, ends with "/" */
  constructor(base) {
    this.#root = new URL("evergallery/v1/", base).href;
  }

  /** @param {Item} item */
  thumbnail({ id, version }) {
    return `${this.#root}thumb/${id}/${encodeURIComponent(version)}`;
  }

  /** The version keeps an overwritten file from being shown out of a cache. @param {Item} item */
  original({ id, name, version }) {
    const query = new URLSearchParams({ v: version });
    return `${this.#root}file/${id}/${encodeURIComponent(name)}?${query}`;
  }

  /** @param {Item} item */
  download(item) {
    return `${this.original(item)}&download=1`;
  }
}

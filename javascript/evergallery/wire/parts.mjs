/**
 * A large message on its way, part by part. Parts are numbered, so they come whole and in order. Twin of
 * evergallery/wire/parts.py.
 */
export class Parts {
  /** @type {string[]} */
  #texts = [];

  /**
   * The whole text with its last part, null before.
   * @param {{text: string, last: boolean}} part
   */
  add({ text, last }) {
    this.#texts.push(text);
    if (!last) return null;
    const whole = this.#texts.join("");
    this.#texts = [];
    return whole;
  }
}

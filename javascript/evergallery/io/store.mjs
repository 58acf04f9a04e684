const PREFIX = "evergallery:";

/**
 * The part of localStorage we use.
 *
 * @typedef {object} Shelf
 * @property {(key: string) => string | null} getItem
 * @property {(key: string, value: string) => void} setItem
 * @property {(key: string) => void} removeItem
 */

/**
 * Small values that outlive the page, as JSON under `evergallery:<key>`. Never throws: where storage is
 * forbidden, full or absent (private windows, sandboxed frames) the values live as long as the page.
 */
export class Store {
  #shelf;

  /**
   * @param {() => Shelf | undefined} open gives localStorage; reading `window.localStorage` may itself
   *   throw, hence a function
   */
  constructor(open) {
    this.#shelf = usableShelf(open) ?? new PageShelf();
  }

  /**
   * @template T
   * @param {string} key
   * @param {T} fallback returned when nothing, or nothing readable, is kept
   * @returns {T}
   */
  get(key, fallback) {
    try {
      const text = this.#shelf.getItem(PREFIX + key);
      return text === null ? fallback : JSON.parse(text);
    } catch {
      return fallback;
    }
  }

  /**
   * @param {string} key
   * @param {unknown} value
   */
  set(key, value) {
    try {
      this.#shelf.setItem(PREFIX + key, JSON.stringify(value));
    } catch {
      // Full, or taken away since: what is kept here is only ever a convenience.
    }
  }

  /** @param {string} key */
  remove(key) {
    try {
      this.#shelf.removeItem(PREFIX + key);
    } catch {
      // As above.
    }
  }
}

/**
 * @param {() => Shelf | undefined} open
 * @returns {Shelf | null} null when storage is not there or does not take a value
 */
function usableShelf(open) {
  try {
    const shelf = open();
    shelf?.setItem(`${PREFIX}test`, "1");
    shelf?.removeItem(`${PREFIX}test`);
    return shelf ?? null;
  } catch {
    return null;
  }
}

/** Storage for one page. @implements {Shelf} */
class PageShelf {
  /** @type {Map<string, string>} */
  #values = new Map();

  /** @param {string} key */
  getItem(key) {
    return this.#values.get(key) ?? null;
  }

  /**
   * @param {string} key
   * @param {string} value
   */
  setItem(key, value) {
    this.#values.set(key, value);
  }

  /** @param {string} key */
  removeItem(key) {
    this.#values.delete(key);
  }
}

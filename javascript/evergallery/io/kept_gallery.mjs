import { AnswerCache } from "./answer_cache.mjs";
import { CacheDb } from "./cache_db.mjs";
import { LocalCache } from "./local_cache.mjs";
import { ThumbCache } from "./thumb_cache.mjs";

/** @typedef {import("./local_cache.mjs").Owner} Owner */
/** @typedef {import("./store.mjs").Store} Store */

/** As docs/settings.md says, for a server that does not. */
const USUAL_LIMIT_MB = 200;

/**
 * What this browser keeps of the gallery at one address: thumbnails, listings, folders, prompts. Knows whose they
 * are: until the server has spoken, they are taken to be those of the last visit.
 */
export class KeptGallery {
  thumbs;
  answers;
  #cache;
  #store;
  #ownerKey;
  /** @type {Owner | null} */ #owner;
  /** @type {"presumed" | "confirmed" | "locked"} */ #trust = "presumed";

  /**
   * @param {object} options
   * @param {IDBFactory | undefined} options.indexedDB
   * @param {Store} options.store
   * @param {string} options.base absolute, ends with "/"
   * @param {() => number} options.clock
   * @param {import("./later.mjs").Later} options.later
   * @param {{browser_cache_mb?: number}} options.settings
   */
  constructor({ indexedDB, store, base, clock, later, settings }) {
    const place = new URL(base).pathname;
    this.#cache = new LocalCache({
      open: () => CacheDb.open({ indexedDB, later }),
      place,
      clock,
      later,
      limitMb: settings.browser_cache_mb ?? USUAL_LIMIT_MB,
    });
    this.thumbs = new ThumbCache(this.#cache);
    this.answers = new AnswerCache(this.#cache, { clock, later });
    this.#store = store;
    this.#ownerKey = `cache:${place}`;
    this.#owner = ownerFrom(store.get(this.#ownerKey, null));
    if (this.#owner) this.#cache.presume(this.#owner);
  }

  get figures() {
    return this.#cache.figures;
  }

  /**
   * The server has said whose pictures these are.
   *
   * @param {{library?: string, user_tag?: string}} welcome
   * @returns {boolean} false: what was shown until now is somebody else's, or another library's
   */
  welcomed(welcome) {
    const owner = { library: welcome.library ?? "", tag: welcome.user_tag ?? "" };
    const isSame = this.#owner?.library === owner.library && this.#owner.tag === owner.tag;
    if (!isSame) {
      this.answers.forget();
      this.#store.set(this.#ownerKey, owner);
    }
    this.#owner = owner;
    this.#trust = "confirmed";
    this.#cache.confirm(owner);
    return isSame;
  }

  /**
   * The server wants a login before it has said anything: what is kept is not for whoever sits here.
   *
   * @returns {boolean} true when it was taken back by this
   */
  refused() {
    if (this.#trust !== "presumed") return false;
    this.#trust = "locked";
    this.#cache.lock();
    return true;
  }

  /** @param {number | undefined} limitMb the setting browser_cache_mb, where the server knows it */
  setLimit(limitMb) {
    if (limitMb !== undefined) this.#cache.setLimit(limitMb);
  }

  /** The page is hidden or goes away: what waits is written now. */
  settle() {
    this.answers.settle();
    return this.#cache.flush();
  }

  stop() {
    this.answers.settle();
    return this.#cache.stop();
  }
}

/** @param {any} kept @returns {Owner | null} */
function ownerFrom(kept) {
  const isOwner = typeof kept?.library === "string" && typeof kept.tag === "string";
  return isOwner ? { library: kept.library, tag: kept.tag } : null;
}

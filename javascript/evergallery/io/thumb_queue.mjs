/** @typedef {import("./later.mjs").Later} Later */

/**
 * The part of an <img> we use.
 *
 * @typedef {Pick<HTMLImageElement, "src" | "removeAttribute" | "addEventListener" | "removeEventListener">} Picture
 */

/**
 * One thumbnail someone wants to see.
 *
 * @typedef {object} Ticket
 * @property {Picture} picture
 * @property {string} url
 * @property {number} rank    the smallest is fetched first; may change while it waits
 * @property {() => void} loaded
 * @property {() => void} failed   given up, after the last try
 */

/** Before the second, third and fourth try: a server that restarts is back within a few seconds. */
const RETRY_MS = [1_000, 3_000, 9_000];

/**
 * Loads thumbnails a few at a time, the nearest first, and takes back what has been scrolled away: on
 * HTTP/1.1 a browser has six connections per host, and the link needs one of them.
 */
export class ThumbQueue {
  #later;
  #limit;
  /** @type {Map<Picture, Ticket & {tries: number}>} */ #waiting = new Map();
  /** @type {Map<Picture, () => void>} what ends each download */ #loading = new Map();
  /** @type {Map<Picture, () => void>} what calls off each retry */ #resting = new Map();

  /** @param {{later: Later, limit: number}} options */
  constructor({ later, limit }) {
    this.#later = later;
    this.#limit = limit;
  }

  /** Waiting, loading or about to be tried again. */
  get size() {
    return this.#waiting.size + this.#loading.size + this.#resting.size;
  }

  /** @param {number} limit downloads at the same time */
  setLimit(limit) {
    this.#limit = limit;
    this.#pump();
  }

  /** @param {Ticket} ticket replaces what was wanted for the same picture */
  want(ticket) {
    this.drop(ticket.picture);
    this.#waiting.set(ticket.picture, { ...ticket, tries: 0 });
  }

  /** Starts what may start: once after all wants of one turn, so that the order is theirs. */
  flush() {
    this.#pump();
  }

  /**
   * @param {Picture} picture
   * @param {number} rank
   */
  rank(picture, rank) {
    const ticket = this.#waiting.get(picture);
    if (ticket) ticket.rank = rank;
  }

  /** Nobody looks at it any more. @param {Picture} picture */
  drop(picture) {
    this.#waiting.delete(picture);
    this.#resting.get(picture)?.();
    this.#resting.delete(picture);
    if (!this.#end(picture)) return;
    picture.removeAttribute("src"); // the one way to cancel an <img>'s download
    this.#pump();
  }

  stop() {
    this.#limit = 0;
    const pictures = [...this.#waiting.keys(), ...this.#resting.keys(), ...this.#loading.keys()];
    for (const picture of pictures) this.drop(picture);
  }

  #pump() {
    while (this.#loading.size < this.#limit && this.#waiting.size > 0) {
      const ticket = first(this.#waiting.values());
      this.#waiting.delete(ticket.picture);
      this.#load(ticket);
    }
  }

  /** @param {Ticket & {tries: number}} ticket */
  #load(ticket) {
    const { picture, url } = ticket;
    const onLoad = () => this.#onLoad(ticket);
    const onError = () => this.#onError(ticket);
    picture.addEventListener("load", onLoad);
    picture.addEventListener("error", onError);
    this.#loading.set(picture, () => {
      picture.removeEventListener("load", onLoad);
      picture.removeEventListener("error", onError);
    });
    picture.src = url;
  }

  /** @param {Ticket} ticket */
  #onLoad(ticket) {
    this.#end(ticket.picture);
    ticket.loaded();
    this.#pump();
  }

  /** @param {Ticket & {tries: number}} ticket */
  #onError(ticket) {
    this.#end(ticket.picture);
    if (ticket.tries < RETRY_MS.length) this.#retry(ticket);
    else ticket.failed();
    this.#pump();
  }

  /** @param {Ticket & {tries: number}} ticket */
  #retry(ticket) {
    const callOff = this.#later(() => {
      this.#resting.delete(ticket.picture);
      this.#waiting.set(ticket.picture, { ...ticket, tries: ticket.tries + 1 });
      this.#pump();
    }, RETRY_MS[ticket.tries]);
    this.#resting.set(ticket.picture, callOff);
  }

  /** @param {Picture} picture @returns {boolean} was it loading? */
  #end(picture) {
    this.#loading.get(picture)?.();
    return this.#loading.delete(picture);
  }
}

/**
 * @template {{rank: number}} T
 * @param {Iterable<T>} tickets at least one
 * @returns {T}
 */
function first(tickets) {
  return [...tickets].reduce((best, ticket) => (ticket.rank < best.rank ? ticket : best));
}

import { judge } from "./lease.mjs";
import { LeaseBoard } from "./lease_board.mjs";

/** @typedef {import("./later.mjs").Later} Later */
/** @typedef {import("./store.mjs").Store} Store */
/** @typedef {import("./tab_channel.mjs").TabChannel} TabChannel */

/**
 * @typedef {object} LeaderDelegate
 * @property {(leads: boolean) => void} leadingChanged
 * @property {() => void} newsHeard  the leading tab was told something that may concern this one
 */

/**
 * The leader's news in a row are told this far apart: each costs every other tab a poll, and SD.Next refuses more
 * than 300 a minute from one address.
 */
const NEWS_PAUSE_MS = 2_000;

/**
 * One tab among those that show the same gallery: the one that may park a poll. HTTP/1.1 gives a browser six
 * connections to a server, for all its tabs together.
 */
export class Leader {
  #id;
  #board;
  #channel;
  #clock;
  #later;
  #random;
  #delegate;
  /** @type {"apart" | "candidate"} */ #role = "apart";
  /** A tab is alone until it sees another. */ #leads = true;
  #callOffLook = () => {};
  #callOffNews = () => {};
  /** @type {"quiet" | "told" | "more"} */ #news = "quiet";

  /**
   * @param {object} options
   * @param {string} options.id   of this tab, random
   * @param {string} options.key  the same in all tabs of this address
   * @param {Store} options.store
   * @param {TabChannel} options.channel
   * @param {() => number} options.clock wall clock in ms: the one thing all tabs share
   * @param {Later} options.later
   * @param {() => number} options.random
   * @param {LeaderDelegate} options.delegate
   */
  constructor({ id, key, store, channel, clock, later, random, delegate }) {
    this.#id = id;
    this.#channel = channel;
    this.#clock = clock;
    this.#later = later;
    this.#random = random;
    this.#delegate = delegate;
    this.#board = new LeaseBoard({ store, key, tell: (lease) => channel.post({ lease }) });
    channel.onmessage = (message) => this.#onMessage(message);
  }

  get leads() {
    return this.#leads;
  }

  /** Visible, and polling: only such a tab leads. @param {boolean} isCandidate */
  setCandidate(isCandidate) {
    const role = isCandidate ? "candidate" : "apart";
    if (role === this.#role) return;
    this.#role = role;
    if (isCandidate) this.#look();
    else this.#resign();
  }

  /** The server told this tab something. */
  tellNews() {
    if (!this.#leads) return;
    if (this.#news !== "quiet") {
      this.#news = "more";
      return;
    }
    this.#news = "told";
    this.#channel.post({ news: true });
    this.#callOffNews = this.#later(() => this.#rested(), NEWS_PAUSE_MS);
  }

  /** Whoever leads hands over at once. */
  stop() {
    this.setCandidate(false);
    this.#callOffNews();
    this.#channel.onmessage = null;
    this.#channel.close();
  }

  #rested() {
    const hasMore = this.#news === "more";
    this.#news = "quiet";
    if (hasMore) this.tellNews();
  }

  #look() {
    this.#callOffLook();
    const own = { id: this.#id, leads: this.#leads, nowMs: this.#clock(), random: this.#random };
    const { leads, write, againMs } = judge(this.#board.read(), own);
    if (write) this.#board.write(write);
    this.#callOffLook = this.#later(() => this.#look(), againMs);
    this.#setLeads(leads);
  }

  #resign() {
    this.#callOffLook();
    if (this.#leads) this.#board.give(this.#id);
    this.#setLeads(false);
  }

  /** @param {boolean} leads */
  #setLeads(leads) {
    if (leads === this.#leads) return;
    this.#leads = leads;
    this.#delegate.leadingChanged(leads);
  }

  /** @param {any} message */
  #onMessage(message) {
    if (message && "lease" in message) this.#onLease(message.lease);
    else if (message?.news && !this.#leads) this.#delegate.newsHeard();
  }

  /** A lease that became free is wanted by all: each looks a moment later, the soonest has it. @param {any} lease */
  #onLease(lease) {
    this.#board.hear(lease);
    if (this.#role !== "candidate") return;
    if (this.#leads && lease) this.#look();
    if (lease !== null) return;
    this.#callOffLook();
    this.#callOffLook = this.#later(() => this.#look(), this.#random() * 100);
  }
}

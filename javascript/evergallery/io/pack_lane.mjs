import { PackPace } from "./pack_pace.mjs";
import { Trust } from "./trust.mjs";

/** @typedef {import("./pack.mjs").Pack<any>} Pack */
/** @typedef {import("./pack.mjs").PackFailure} PackFailure */
/** @typedef {import("./pack.mjs").PackWay} PackWay */

/**
 * Packs at the same time: a first screen of some 80 tiles in one round trip, and a poll and a picture still find a
 * connection among HTTP/1.1's six.
 */
const MOST_AT_ONCE = 3;

/** Whoever flings through the list asks again only after this, and so for what they stop at. */
const AFTER_DROP_MS = 100;

/** With the link down as well it is the network, which needs a moment. */
const NO_NETWORK_MS = 1_000;

/** A server that is busy so often in a row may be none of ours: whoever answers is not to be waited for. */
const MOST_BUSY = 4;

/** One way for packs, with what is under way on it, how fast it may go and how far it is trusted. */
export class PackLane {
  #way;
  #clock;
  #isLinkUp;
  #trust = new Trust();
  #pace = new PackPace(MOST_AT_ONCE);
  #busy = 0;
  /** @type {Set<Pack>} */ #underWay = new Set();

  /**
   * @param {object} options
   * @param {PackWay} options.way
   * @param {() => number} options.clock wall clock in ms
   * @param {() => boolean} options.isLinkUp
   */
  constructor({ way, clock, isLinkUp }) {
    this.#way = way;
    this.#clock = clock;
    this.#isLinkUp = isLinkUp;
  }

  get name() {
    return this.#way.name;
  }

  /** Packs at the same time, as things are. */
  get limit() {
    return this.#pace.limit;
  }

  /** Packs under way. */
  get size() {
    return this.#underWay.size;
  }

  get isOpen() {
    return this.#trust.isOpen(this.#clock()) && this.#way.isOpen();
  }

  get hasRoom() {
    return this.restMs === 0 && !this.isFull;
  }

  /** Nothing more may start before one of the packs under way has ended. */
  get isFull() {
    return this.#underWay.size >= this.#pace.limit;
  }

  /** Until another pack may start. */
  get restMs() {
    return this.#pace.restMs(this.#clock());
  }

  /**
   * @param {Pack} pack
   * @param {(failure: PackFailure | null) => void} ended
   * @returns {boolean} false: the way has closed
   */
  send(pack, ended) {
    this.#underWay.add(pack);
    const isSent = this.#way.send(pack, (failure) => {
      this.#underWay.delete(pack);
      this.#learn(pack, failure);
      ended(failure);
    });
    if (!isSent) this.#underWay.delete(pack);
    return isSent;
  }

  /** Nobody waits for it any more; it may be another lane's. @param {Pack} pack */
  drop(pack) {
    if (!this.#underWay.delete(pack)) return;
    this.#way.drop(pack);
    this.#pace.rest(this.#clock(), AFTER_DROP_MS);
  }

  /** What came this way was no picture. */
  distrust() {
    this.#trust.failed(this.#clock());
  }

  /**
   * @param {Pack} pack
   * @param {PackFailure | null} failure
   */
  #learn(pack, failure) {
    if (failure === null) this.#succeeded(pack);
    else if (failure.reason === "busy") this.#refused(failure);
    else if (failure.reason !== "lost") this.#failed();
  }

  /** @param {Pack} pack */
  #succeeded(pack) {
    this.#busy = 0;
    this.#trust.worked();
    if (pack.settled > 0) this.#pace.worked();
    else this.#pace.notReady(this.#clock());
  }

  /** @param {PackFailure} failure */
  #refused({ retryAfterMs }) {
    this.#busy += 1;
    this.#pace.refused(this.#clock(), retryAfterMs);
    if (this.#busy >= MOST_BUSY) this.#trust.failed(this.#clock());
  }

  #failed() {
    if (this.#isLinkUp()) this.#trust.failed(this.#clock());
    else this.#pace.rest(this.#clock(), NO_NETWORK_MS);
  }
}

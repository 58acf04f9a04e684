/** @typedef {import("./thumb_queue.mjs").Ticket} Ticket */
/** @typedef {import("./pack.mjs").PackFailure} PackFailure */

/** @typedef {Ticket & {id: number, version: string}} PackTicket */

/**
 * `new`: since the last flush; `looking`: the cache is asked; `waiting`: for room on a lane; `asked`: in a
 * pack; `single`: by its own address; `done`: shown, or given up.
 *
 * @typedef {"new" | "looking" | "waiting" | "asked" | "single" | "done"} Stage
 */

/** Another pack may get through; a third that asks for the same picture hardly will. */
const MOST_FAILURES = 2;

/** One thumbnail someone wants to see, on its way. */
export class ThumbWant {
  /** @type {Stage} */ stage = "new";
  /** @type {import("./pack.mjs").Pack<ThumbWant> | null} */ pack = null;
  /** The first lane still worth trying, as an index; past the last: none is. */
  lane = 0;
  #failures = 0;

  /**
   * @param {PackTicket} ticket
   * @param {number} sinceMs
   */
  constructor(ticket, sinceMs) {
    this.ticket = ticket;
    this.sinceMs = sinceMs;
    this.rank = ticket.rank;
  }

  get picture() {
    return this.ticket.picture;
  }

  get id() {
    return this.ticket.id;
  }

  get version() {
    return this.ticket.version;
  }

  /** @param {Stage} stage */
  turn(stage) {
    this.stage = stage;
    this.pack = null;
  }

  /** @param {import("./pack.mjs").Pack<ThumbWant>} pack */
  join(pack) {
    this.stage = "asked";
    this.pack = pack;
  }

  /** A lane that is no use for it. @param {number} lane */
  skip(lane) {
    this.lane = lane + 1;
    this.#failures = 0;
  }

  /**
   * The pack it was in failed: a busy server is asked again, a silent way is left, all else gets a second try.
   *
   * @param {number} lane
   * @param {PackFailure} failure
   */
  failedOn(lane, { reason }) {
    if (reason === "busy") return;
    this.#failures += 1;
    const isHopeless = reason === "stalled" || reason === "lost";
    if (isHopeless || this.#failures >= MOST_FAILURES) this.skip(lane);
  }
}

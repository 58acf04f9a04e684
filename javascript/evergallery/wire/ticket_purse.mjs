/** The newest ticket a poll brought, for the next socket. Twin of evergallery/wire/ticket_purse.py. */

const TICKET_FOR_MS = 35_000; // the server gives one that is good for 40 s at least

/** Holds one. One that may not be needed is used as well: it is there, and grows old. */
export class TicketPurse {
  #ticket = "";
  #untilMs = 0;

  /** @param {string} ticket @param {number} nowMs */
  put(ticket, nowMs) {
    this.#ticket = ticket;
    this.#untilMs = nowMs + TICKET_FOR_MS;
  }

  /** @param {number} nowMs */
  isFilled(nowMs) {
    return this.#ticket !== "" && nowMs < this.#untilMs;
  }

  /**
   * Good for one socket; "" where there is none.
   * @param {number} nowMs
   */
  take(nowMs) {
    const ticket = this.isFilled(nowMs) ? this.#ticket : "";
    this.#ticket = "";
    return ticket;
  }
}

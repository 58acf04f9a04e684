/** @typedef {import("./messages.mjs").Sequenced} Sequenced */

/**
 * What was said and not yet acknowledged, in order, ready to be said again on any attachment.
 * Twin of evergallery/wire/outbox.py.
 */
export class Outbox {
  /** @type {Sequenced[]} */
  #kept = [];
  last = 0;

  get length() {
    return this.#kept.length;
  }

  /** Number of the newest message the peer has confirmed. */
  get acked() {
    return this.last - this.#kept.length;
  }

  nextSeq() {
    return this.last + 1;
  }

  /** @param {Sequenced} message */
  add(message) {
    if (message.seq !== this.nextSeq())
      throw new Error(`message ${message.seq} after ${this.last}`);
    this.#kept.push(message);
    this.last = message.seq;
  }

  /**
   * Forget all up to `ack`. False when the peer confirms what was never said.
   * @param {number} ack
   */
  confirm(ack) {
    if (ack > this.last) return false;
    this.#kept.splice(0, Math.max(0, ack - this.acked));
    return true;
  }

  /**
   * The kept messages with a number above `seq`.
   * @param {number} seq
   */
  after(seq) {
    return this.#kept.slice(Math.max(0, seq - this.acked));
  }
}

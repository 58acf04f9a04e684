/** What was heard: exactly once, in order, whatever the transports repeat or lose. Twin of evergallery/wire/inbox.py. */
export class Inbox {
  /** The last number heard in order; it is what every message acknowledges. */
  received = 0;
  duplicates = 0;
  #highest = 0;

  /**
   * True when `seq` is the next one. A repeat is counted; a gap is left for the peer to say again.
   * @param {number} seq
   */
  accept(seq) {
    if (seq <= this.received) this.duplicates += 1;
    this.#highest = Math.max(this.#highest, seq);
    if (seq !== this.received + 1) return false;
    this.received = seq;
    return true;
  }

  /** Messages known to exist and not heard: 0 whenever nothing is on its way. */
  get missing() {
    return Math.max(0, this.#highest - this.received);
  }
}

/**
 * What happened to a link, in numbers: for the chip's panel, a report and the log. Twin of
 * evergallery/wire/link_figures.py. Counts only; nothing here decides anything.
 */
export class LinkFigures {
  /** Sockets tried. */
  attempts = 0;
  /** Sockets that brought welcome and pong. */
  sockets = 0;
  polls = 0;
  pollFailures = 0;
  /** Sockets that went on where another one had ended. */
  resumes = 0;
  /** Epochs that began anew: views were opened again. */
  resets = 0;
  /** Sockets renewed before the network's cap hit them. */
  rotations = 0;
  /** On a socket; of a poll, without what it was parked. 0: not measured yet. */
  longestSilenceMs = 0;
  /** Of sockets, by close code or reason. @type {Map<string, number>} */
  #closes = new Map();
  /** From no transport or a socket to HTTP, by reason. @type {Map<string, number>} */
  #fallbacks = new Map();

  /** @param {string} why */
  closed(why) {
    count(this.#closes, why);
  }

  /** @param {string} reason */
  fellBack(reason) {
    count(this.#fallbacks, reason);
  }

  /** @param {number} silenceMs */
  heard(silenceMs) {
    this.longestSilenceMs = Math.max(this.longestSilenceMs, silenceMs);
  }

  summary() {
    return {
      attempts: this.attempts,
      sockets: this.sockets,
      polls: this.polls,
      pollFailures: this.pollFailures,
      resumes: this.resumes,
      resets: this.resets,
      rotations: this.rotations,
      longestSilenceMs: this.longestSilenceMs,
      closes: Object.fromEntries(this.#closes),
      fallbacks: Object.fromEntries(this.#fallbacks),
    };
  }
}

/** @param {Map<string, number>} counts @param {string} key */
function count(counts, key) {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** One failure is an accident. */
const FAILURES = 2;

/** After this long the network may be another one. */
const CLOSED_MS = 5 * 60_000;

/** Whether a way is worth another try: failures in a row close it for a while. Lives as long as the page. */
export class Trust {
  #failures = 0;
  #closedUntilMs = Number.NEGATIVE_INFINITY;

  /** @param {number} now */
  isOpen(now) {
    return now >= this.#closedUntilMs;
  }

  worked() {
    this.#failures = 0;
  }

  /** What fails at its first try after the pause is closed again at once. @param {number} now */
  failed(now) {
    this.#failures += 1;
    if (this.#failures >= FAILURES) this.#closedUntilMs = now + CLOSED_MS;
  }
}

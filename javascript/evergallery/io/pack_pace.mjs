/** Each clean pack brings us nearer to the next step up. */
const CLEAN_PER_STEP = 4;

/** A server that says "not now" without saying how long. */
const BUSY_MS = 1_000;

/** No header keeps pictures away for longer. */
const LONGEST_MS = 120_000;

/** Pictures still in the making: asked for again after this, then twice as long, up to the last. */
const NOT_READY_MS = [200, 400, 800, 1_600];

/**
 * How many packs at the same time, and how soon the next: halved where a server or proxy refuses, grown again
 * by packs that come through.
 */
export class PackPace {
  #most;
  #limit;
  #clean = 0;
  #notReady = 0;
  #restUntilMs = Number.NEGATIVE_INFINITY;

  /** @param {number} most packs at the same time */
  constructor(most) {
    this.#most = most;
    this.#limit = most;
  }

  get limit() {
    return this.#limit;
  }

  /** @param {number} now @returns {number} ms until another may start; 0 when it may now */
  restMs(now) {
    return Math.max(0, this.#restUntilMs - now);
  }

  /**
   * @param {number} now
   * @param {number} waitMs
   */
  rest(now, waitMs) {
    this.#restUntilMs = Math.max(this.#restUntilMs, now + Math.min(waitMs, LONGEST_MS));
  }

  /**
   * @param {number} now
   * @param {number} [retryAfterMs]
   */
  refused(now, retryAfterMs = BUSY_MS) {
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
    this.#clean = 0;
    this.rest(now, retryAfterMs);
  }

  worked() {
    this.#notReady = 0;
    this.#clean += 1;
    if (this.#clean < CLEAN_PER_STEP) return;
    this.#clean = 0;
    this.#limit = Math.min(this.#most, this.#limit + 1);
  }

  /** The whole answer was "ask again later". @param {number} now */
  notReady(now) {
    this.rest(now, NOT_READY_MS[Math.min(this.#notReady, NOT_READY_MS.length - 1)]);
    this.#notReady += 1;
  }
}

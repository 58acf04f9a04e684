/** How long a poll is parked, and how soon the next one may follow. Twin of evergallery/wire/poll_pace.py. */

/** Rungs of the long poll, because proxies cut a waiting request at 10 s (some), 15 s (Envoy), 30 s or 60 s. */
const POLL_WAITS_MS = Object.freeze([20_000, 10_000, 5_000, 0]);
const CUT_AFTER_MS = 1_500;
const SAFE_SHARE = 0.8;
const CLEAN_POLLS = 20;
const SHORT_POLL_MS = 1_000;
const IDLE_AFTER_MS = 30_000;
const IDLE_POLL_MS = 3_000;
const DORMANT_AFTER_MS = 120_000;
const DORMANT_POLL_MS = 15_000;
/** Polls that may start at once, then POLLS_PER_S: SD.Next refuses over 300 a minute. */
const POLL_BURST = 6;
const POLLS_PER_S = 4;

/** The rung of the long poll, the pauses of the short one, and the bucket that bounds both. */
export class PollPace {
  isShort = false;
  /** A page that does not lead never parks a poll: six would take every connection a browser has for one host. */
  isLeading = true;
  longestMs = POLL_WAITS_MS[0] ?? 0;
  #rung = 0;
  #cleanPolls = 0;
  #tokens = POLL_BURST;
  #tokensAtMs = 0;
  #activeAtMs = 0;

  /** How long the next poll may be parked; 0 on short polls. */
  get waitMs() {
    if (this.isShort || !this.isLeading) return 0;
    return Math.min(POLL_WAITS_MS[this.#rung] ?? 0, this.longestMs);
  }

  /**
   * Something was asked or heard: short polls stay quick for a while.
   * @param {number} nowMs
   */
  active(nowMs) {
    this.#activeAtMs = nowMs;
  }

  /**
   * Between one short poll and the next.
   * @param {number} nowMs
   */
  pauseMs(nowMs) {
    const quietMs = nowMs - this.#activeAtMs;
    if (quietMs < IDLE_AFTER_MS) return SHORT_POLL_MS;
    return quietMs < DORMANT_AFTER_MS ? IDLE_POLL_MS : DORMANT_POLL_MS;
  }

  /** @param {number} nowMs */
  started(nowMs) {
    this.#tokens = this.#tokensNow(nowMs) - 1;
    this.#tokensAtMs = nowMs;
  }

  /** A poll ended as it should. */
  done() {
    this.#cleanPolls += 1;
    if (this.#cleanPolls < CLEAN_POLLS || this.#rung === 0) return;
    this.#rung -= 1;
    this.#cleanPolls = 0;
  }

  /**
   * A poll failed at this age. Old enough, it was the waiting that was cut: the next one waits less than that.
   * @param {number} parkedMs
   */
  cut(parkedMs) {
    this.#cleanPolls = 0;
    if (this.waitMs === 0 || parkedMs < CUT_AFTER_MS) return;
    do this.#rung += 1;
    while ((POLL_WAITS_MS[this.#rung] ?? 0) > SAFE_SHARE * parkedMs);
  }

  /**
   * When a poll may start without the server counting us out.
   * @param {number} nowMs
   */
  freeAt(nowMs) {
    const lacking = 1 - this.#tokensNow(nowMs);
    // A rounding error must not become a timer that fires again and again.
    return lacking > 1e-6 ? nowMs + (lacking * 1000) / POLLS_PER_S : nowMs;
  }

  /** @param {number} nowMs */
  #tokensNow(nowMs) {
    const gained = ((nowMs - this.#tokensAtMs) * POLLS_PER_S) / 1000;
    return Math.min(POLL_BURST, this.#tokens + gained);
  }
}

/**
 * What was learnt about one server from one place, so that the next visit need not learn it again. Twin of
 * evergallery/wire/link_memory.py: same names, same vectors.
 *
 * Kept as plain JSON per origin, base and version. It decays: networks change. Times are wall-clock milliseconds, because
 * they outlive the page. Whatever is read back may be old, of another version or nonsense, and is then as good as nothing.
 */

/** @typedef {"ok" | "bad" | "unknown"} Verdict */
/** @typedef {{socket: Verdict, until_ms: number, bad_for_ms: number, lives_ms: number[], lives_until_ms: number, rtt_ms: number | null}} Kept */

const OK_FOR_MS = 7 * 86_400_000;
const BAD_FIRST_MS = 30 * 60_000;
const BAD_CAP_MS = 24 * 3_600_000;
const LIVES_FOR_MS = 7 * 86_400_000;
const LIVES_KEPT = 8;
const LIVES_NEEDED = 3;
const CAP_SPREAD = 0.1;
const SHORTEST_CAP_MS = 2_000;
const RTT_CHANGE = 1.5;

/** The verdict on sockets, the ages at which they were cut, and the round trip. */
export class LinkMemory {
  /** @type {number | null} */
  rttMs = null;
  /** @type {Verdict} */
  #socket = "unknown";
  #untilMs = 0;
  #badForMs = 0;
  /** @type {number[]} */
  #livesMs = [];
  #livesUntilMs = 0;
  #changed = false;

  /** @param {Partial<Record<keyof Kept, unknown>>} [kept] what `snapshot` once gave */
  constructor(kept = {}) {
    if (kept.socket === "ok" || kept.socket === "bad") this.#socket = kept.socket;
    this.#untilMs = asNumber(kept.until_ms);
    this.#badForMs = Math.min(asNumber(kept.bad_for_ms), BAD_CAP_MS);
    this.#livesMs = asNumbers(kept.lives_ms).slice(-LIVES_KEPT);
    this.#livesUntilMs = asNumber(kept.lives_until_ms);
    this.rttMs = asNumber(kept.rtt_ms) || null;
  }

  /**
   * A verdict from a clock that was ahead is none.
   * @param {number} nowMs
   * @returns {Verdict}
   */
  verdict(nowMs) {
    const isValid = nowMs < this.#untilMs && this.#untilMs <= nowMs + OK_FOR_MS;
    return isValid ? this.#socket : "unknown";
  }

  /** Until when the verdict holds. */
  get untilMs() {
    return this.#untilMs;
  }

  get livesMs() {
    return [...this.#livesMs];
  }

  /**
   * The age at which this network cuts sockets, where it always does at about the same one.
   * @param {number} nowMs
   * @returns {number | null}
   */
  lifeCapMs(nowMs) {
    if (this.#livesMs.length < LIVES_NEEDED || nowMs > this.#livesUntilMs) return null;
    const recent = this.#livesMs.slice(-LIVES_NEEDED).sort((a, b) => a - b);
    const middle = recent[Math.floor(LIVES_NEEDED / 2)] ?? 0;
    const isRegular = recent.every((life) => Math.abs(life - middle) <= CAP_SPREAD * middle);
    return isRegular ? middle : null;
  }

  /**
   * Whether a socket that was cut at this age met nothing but the network's usual cap.
   * @param {number} lifeMs
   * @param {number} nowMs
   */
  explains(lifeMs, nowMs) {
    const capMs = this.lifeCapMs(nowMs);
    return capMs !== null && Math.abs(lifeMs - capMs) <= CAP_SPREAD * capMs;
  }

  /** @param {number} nowMs */
  socketWorked(nowMs) {
    this.#judge("ok", nowMs + OK_FOR_MS);
    this.#badForMs = 0;
  }

  /**
   * Longer each time: 30 minutes, an hour … a day.
   * @param {number} nowMs
   */
  socketFailed(nowMs) {
    this.#badForMs = Math.min(Math.max(BAD_FIRST_MS, 2 * this.#badForMs), BAD_CAP_MS);
    this.#judge("bad", nowMs + this.#badForMs);
  }

  /**
   * A socket that had worked was cut at this age.
   * @param {number} lifeMs @param {number} nowMs
   */
  socketLived(lifeMs, nowMs) {
    if (lifeMs < SHORTEST_CAP_MS) return;
    this.#livesMs = [...this.#livesMs, Math.round(lifeMs)].slice(-LIVES_KEPT);
    this.#livesUntilMs = nowMs + LIVES_FOR_MS;
    this.#changed = true;
  }

  /**
   * Written down when it is another one, not at every measurement.
   * @param {number} rttMs
   */
  roundTrip(rttMs) {
    const known = this.rttMs;
    if (known !== null && known / RTT_CHANGE <= rttMs && rttMs <= known * RTT_CHANGE) return;
    this.rttMs = Math.max(1, Math.round(rttMs));
    this.#changed = true;
  }

  forget() {
    this.rttMs = null;
    this.#judge("unknown", 0);
    this.#badForMs = 0;
    this.#livesMs = [];
    this.#livesUntilMs = 0;
  }

  takeChanged() {
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }

  /** For people: the verdict and until when it holds. */
  known() {
    return { socket: this.#socket, untilMs: this.#untilMs };
  }

  /** @returns {Kept} */
  snapshot() {
    return {
      socket: this.#socket,
      until_ms: this.#untilMs,
      bad_for_ms: this.#badForMs,
      lives_ms: this.livesMs,
      lives_until_ms: this.#livesUntilMs,
      rtt_ms: this.rttMs,
    };
  }

  /** @param {Verdict} verdict @param {number} untilMs */
  #judge(verdict, untilMs) {
    this.#socket = verdict;
    this.#untilMs = untilMs;
    this.#changed = true;
  }
}

/** @param {unknown} value */
function asNumber(value) {
  return typeof value === "number" && value >= 0 && value < 2 ** 53 ? value : 0;
}

/** @param {unknown} value @returns {number[]} */
function asNumbers(value) {
  return Array.isArray(value) ? value.map(asNumber).filter((one) => one > 0) : [];
}

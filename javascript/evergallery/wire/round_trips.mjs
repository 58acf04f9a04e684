/** How far away the server is: smoothed for decisions, as samples for people. Twin of evergallery/wire/round_trips.py. */

const KEPT = 60;

/** @typedef {{p50Ms: number | null, p95Ms: number | null, samples: {atMs: number, ms: number}[]}} RoundTripSummary */

/** The newest samples. */
export class RoundTrips {
  /** @type {number | null} */
  smoothedMs = null;
  /** @type {{atMs: number, ms: number}[]} */
  #samples = [];

  /**
   * Smoothed like TCP's, an eighth of the newest; but one that is far quicker is believed at once.
   * @param {number} ms @param {number} nowMs
   */
  add(ms, nowMs) {
    const sample = Math.max(0, ms);
    const known = this.smoothedMs;
    const isNews = known === null || sample < known / 2;
    this.smoothedMs = isNews ? sample : (known * 7) / 8 + sample / 8;
    this.#samples = [...this.#samples, { atMs: nowMs, ms: sample }].slice(-KEPT);
  }

  /**
   * Null for the percentiles before the first sample.
   * @returns {RoundTripSummary}
   */
  summary() {
    const ordered = this.#samples.map(({ ms }) => ms).sort((a, b) => a - b);
    return {
      p50Ms: percentile(ordered, 0.5),
      p95Ms: percentile(ordered, 0.95),
      samples: [...this.#samples],
    };
  }
}

/**
 * The nearest rank: a value that was measured.
 * @param {readonly number[]} ordered @param {number} share
 * @returns {number | null}
 */
function percentile(ordered, share) {
  const rank = Math.min(ordered.length - 1, Math.trunc(share * ordered.length));
  return ordered[rank] ?? null;
}

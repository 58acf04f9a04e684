import { CHOICES, knownCode } from "./link_codes.mjs";

/** What a connection test looks at, as in evergallery/doctor/outcomes.py; besides these, HOLDS. */
export const PROBES = Object.freeze([
  "gallery",
  "poll",
  "round_trip_http",
  "bulk_512",
  "buffering",
  "upgrade",
  "welcome",
  "frame_16",
  "frame_64",
  "round_trip_socket",
]);

/** A silent socket, or an answer that waits, for so many seconds. */
const HOLDS = /^(?:idle|parked)_\d{1,3}$/;

/** As in evergallery/doctor/outcomes.py, which explains each. */
export const OUTCOMES = Object.freeze([
  "ok",
  "unreachable",
  "untrusted",
  "timeout",
  "cut",
  "silent",
  "garbled",
  "lumps",
  "refused",
  "no_upgrade",
  "no_library",
  "login",
  "wrong_login",
  "origin",
  "missing",
  "page",
  "challenge",
  "gateway",
  "busy",
  "skipped",
]);

/**
 * @typedef {object} TestRow
 * @property {string} probe     one of PROBES, `idle_N`, `parked_N`, or "other"
 * @property {string} outcome   one of OUTCOMES, or "other"
 * @property {number | null} ms how long it took
 */

/**
 * The part of a test's outcome that a report may show.
 *
 * @param {any} tested  what a connection test says, or null
 * @returns {TestRow[]}
 */
export function testFacts(tested) {
  const rows = Array.isArray(tested?.rows) ? tested.rows : [];
  return rows.map((/** @type {any} */ row) => ({
    probe: probeName(row?.probe),
    outcome: knownCode(OUTCOMES, row?.outcome),
    ms: Number.isFinite(row?.ms) ? row.ms : null,
  }));
}

/** @param {unknown} probe @returns {string} */
function probeName(probe) {
  return HOLDS.test(String(probe)) ? String(probe) : knownCode(PROBES, probe);
}

/**
 * @param {any} tested
 * @returns {string | null} the transport to choose, null where nothing gets through
 */
export function recommendedBy(tested) {
  return knownCode(CHOICES, tested?.diagnosis?.transport, "") || null;
}

import { failureCode, knownCode, REASONS, STATES, TRANSPORTS, VERDICTS } from "./link_codes.mjs";

/** @typedef {number | null} Known   null where nobody has counted yet */

/**
 * @typedef {object} Moment   one change of the link
 * @property {number} atMs    since 1970
 * @property {string} state
 * @property {string} transport
 * @property {string} reason
 */

/** @typedef {{p50Ms: Known, p95Ms: Known, samples: {atMs: number, ms: number}[]}} RoundTrips */

/**
 * How things came to pass, by the way they took.
 *
 * @typedef {{socket: Known, http: Known, single: Known, cache: Known}} ByWay
 */

/** @typedef {[code: string, count: number][]} Counts   the most frequent first */

/**
 * What is known of the link. Times are milliseconds.
 *
 * @typedef {object} LinkFacts
 * @property {string} state
 * @property {string} transport
 * @property {string} reason
 * @property {Known} sinceMs
 * @property {RoundTrips} rtt
 * @property {Record<Counter, Known>} figures
 * @property {Known} lifeCapMs        this network ends every connection at about this age
 * @property {number[]} lifetimesMs   of the last sockets
 * @property {Counts} closes          why transports ended
 * @property {Counts} fallbacks       why HTTP took over
 * @property {{socketUp: Known, socketDown: Known, httpUp: Known, httpDown: Known}} bytes
 * @property {{socket: string, untilMs: Known}} memory
 * @property {Moment[]} timeline      the oldest first
 * @property {{firstTileMs: Known, p95Ms: Known, tiles: ByWay, bytes: ByWay}} pictures
 * @property {{hits: Known, misses: Known, writtenBytes: Known}} cache
 * @property {{eventLoopLagMs: Known}} server
 */

/** @typedef {(typeof COUNTERS)[number]} Counter */

const COUNTERS = /** @type {const} */ ([
  "attempts",
  "sockets",
  "healthy",
  "polls",
  "pollFailures",
  "resumes",
  "resets",
  "rotations",
  "duplicates",
  "missing",
  "longestSilenceMs",
  "pollWaitMs",
]);

const WAYS = /** @type {const} */ (["socket", "http", "single", "cache"]);
const CARRIED = /** @type {const} */ (["socketUp", "socketDown", "httpUp", "httpDown"]);

/** As many as the driver keeps. */
const TIMELINE_LENGTH = 50;
const SAMPLES = 60;

/**
 * Takes from what the parts say of themselves the numbers and the known words, and leaves everything else
 * where it is: a part may say more than it should, or not be there yet.
 *
 * @param {object} said
 * @param {any} said.status      the driver's
 * @param {any} [said.pictures]  figures of the thumbnails' queue
 * @param {any} [said.cache]     figures of the browser's own store
 * @param {any} [said.server]    body of the command `status`
 * @returns {LinkFacts}
 */
export function linkFacts({ status, pictures, cache, server }) {
  const figures = status?.figures;
  return {
    state: knownCode(STATES, status?.state),
    transport: knownCode(TRANSPORTS, status?.transport),
    reason: knownCode(REASONS, status?.reason ?? ""),
    sinceMs: known(status?.sinceMs),
    rtt: roundTrips(status),
    figures: numbers(figures, COUNTERS),
    lifeCapMs: known(figures?.lifeCapMs),
    lifetimesMs: list(figures?.lifetimesMs).filter(Number.isFinite),
    closes: counts(figures?.closes, failureCode),
    fallbacks: counts(figures?.fallbacks, (code) => knownCode(REASONS, code)),
    bytes: numbers(status?.bytes, CARRIED),
    memory: {
      socket: knownCode(VERDICTS, status?.memory?.socket, "unknown"),
      untilMs: known(status?.memory?.untilMs),
    },
    timeline: list(status?.timeline).slice(-TIMELINE_LENGTH).map(moment),
    pictures: picturesOf(pictures),
    cache: numbers(cache, /** @type {const} */ (["hits", "misses", "writtenBytes"])),
    server: { eventLoopLagMs: known(server?.event_loop_lag_ms) },
  };
}

/** @param {any} pictures @returns {LinkFacts["pictures"]} */
function picturesOf(pictures) {
  return {
    firstTileMs: known(pictures?.firstTileMs),
    p95Ms: known(pictures?.p95Ms),
    tiles: numbers(pictures?.tiles, WAYS),
    bytes: numbers(pictures?.bytes, WAYS),
  };
}

/** @param {any} status @returns {RoundTrips} */
function roundTrips(status) {
  const samples = list(status?.rtt?.samples)
    .slice(-SAMPLES)
    .map((sample) => ({ atMs: Number(sample?.atMs), ms: Number(sample?.ms) }))
    .filter(({ atMs, ms }) => Number.isFinite(atMs) && Number.isFinite(ms));
  const p50Ms = known(status?.rtt?.p50Ms) ?? known(status?.rttMs);
  return { p50Ms, p95Ms: known(status?.rtt?.p95Ms), samples };
}

/** @param {any} one @returns {Moment} */
function moment(one) {
  return {
    atMs: known(one?.atMs) ?? 0,
    state: knownCode(STATES, one?.state),
    transport: knownCode(TRANSPORTS, one?.transport),
    reason: knownCode(REASONS, one?.reason ?? ""),
  };
}

/**
 * @param {any} record  code to count
 * @param {(code: string) => string} nameOf
 * @returns {Counts}
 */
function counts(record, nameOf) {
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const [code, count] of Object.entries(record ?? {})) {
    const name = nameOf(code);
    sums.set(name, (sums.get(name) ?? 0) + (known(count) ?? 0));
  }
  return [...sums].filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
}

/**
 * @template {string} Name
 * @param {any} record
 * @param {readonly Name[]} names
 */
function numbers(record, names) {
  const pairs = names.map((name) => [name, known(record?.[name])]);
  return /** @type {Record<Name, Known>} */ (Object.fromEntries(pairs));
}

/** @param {unknown} value @returns {Known} */
function known(value) {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** @param {unknown} value @returns {any[]} */
function list(value) {
  return Array.isArray(value) ? value : [];
}

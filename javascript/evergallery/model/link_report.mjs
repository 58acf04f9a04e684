import { formatBytes } from "../util/format_bytes.mjs";
import { linkFacts } from "./link_facts.mjs";

/** @typedef {import("./link_facts.mjs").LinkFacts} LinkFacts */
/** @typedef {import("./link_facts.mjs").Known} Known */
/** @typedef {import("./surroundings.mjs").Surroundings} Surroundings */

/** Wide enough for every label. */
const LABEL_WIDTH = 13;

/**
 * The link told to a maintainer, to be pasted into an issue. Built of numbers and known words only (see
 * linkFacts and surroundingsOf), so there is no file name, prompt, folder, address, id or token in it.
 *
 * @param {object} given
 * @param {Parameters<typeof linkFacts>[0]} given.said
 * @param {Surroundings} given.surroundings
 * @param {readonly import("./test_facts.mjs").TestRow[]} [given.tested]  outcome of the last connection test
 * @param {number} given.nowMs since 1970
 * @returns {string} plain text of many lines; times in UTC
 */
export function linkReport({ said, surroundings, tested = [], nowMs }) {
  const facts = linkFacts(said);
  const parts = [
    ["Evergallery connection report", line("Made", `${dateAndTime(nowMs)} UTC`)],
    placeLines(surroundings),
    nowLines(facts),
    countLines(facts),
    loadLines(facts),
    ["Changes (UTC)", ...facts.timeline.map(momentLine)],
    tested.length > 0 ? ["Connection test", ...tested.map(testLine)] : [],
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** @param {Surroundings} surroundings */
function placeLines({ browser, scheme, place, isBelowPath, program, build, settings }) {
  const path = isBelowPath ? ", below a path" : "";
  return [
    line("Browser", browser),
    line("Page", `${scheme}, host: ${place}${path}`),
    line("Program", `${program}, build ${build || "unknown"}`),
    line("Settings", settings.map(([name, value]) => `${name} ${value}`).join(", ")),
  ];
}

/** @param {LinkFacts} facts */
function nowLines({ state, transport, reason, sinceMs, rtt, memory }) {
  const why = reason ? `, ${reason}` : "";
  const since = sinceMs ? ` since ${timeOf(sinceMs)}` : "";
  const until = memory.untilMs ? ` until ${dateAndTime(memory.untilMs)}` : "";
  const trips = `p50 ${ms(rtt.p50Ms)}, p95 ${ms(rtt.p95Ms)}, ${rtt.samples.length} samples`;
  return [
    line("Now", `${state}, ${transport}${why}${since}`),
    line("Round trip", trips),
    line("Remembered", `sockets ${memory.socket}${until}`),
  ];
}

/** @param {LinkFacts} facts */
function countLines({ figures, closes, fallbacks, lifetimesMs, lifeCapMs }) {
  const {
    attempts,
    sockets,
    healthy,
    polls,
    pollFailures,
    resumes,
    resets,
    rotations,
    duplicates,
    missing,
    longestSilenceMs,
    pollWaitMs,
  } = figures;
  const lived = lifetimesMs.map((lifetime) => `${(lifetime / 1_000).toFixed(1)} s`).join(", ");
  return [
    line("Sockets", `${n(attempts)} tried, ${n(sockets)} proved, ${n(healthy)} lived 10 s`),
    line("Ended", listed(closes)),
    line("Lived", `${lived || "–"}; cap ${ms(lifeCapMs)}`),
    line("Polls", `${n(polls)}, ${n(pollFailures)} failed, wait up to ${ms(pollWaitMs)}`),
    line("Fallbacks", listed(fallbacks)),
    line(
      "Session",
      `${n(resumes)} resumes, ${n(rotations)} renewals, ${n(resets)} resets, ${n(missing)} lost, ${n(duplicates)} doubles dropped`,
    ),
    line("Silence", `at most ${ms(longestSilenceMs || null)}`),
  ];
}

/** @param {LinkFacts} facts */
function loadLines({ bytes, pictures, cache, server }) {
  const { socketUp, socketDown, httpUp, httpDown } = bytes;
  const { tiles } = pictures;
  return [
    line("Messages", `socket ${size(socketDown)} down ${size(socketUp)} up`),
    line("", `http ${size(httpDown)} down ${size(httpUp)} up`),
    line("Pictures", `first ${ms(pictures.firstTileMs)}, p95 ${ms(pictures.p95Ms)}`),
    ...["socket", "http", "single", "cache"].map((name) => {
      const way = /** @type {keyof typeof tiles} */ (name);
      return line("", `${way} ${n(tiles[way])}, ${size(pictures.bytes[way])}`);
    }),
    line(
      "Own store",
      `${n(cache.hits)} hits, ${n(cache.misses)} misses, ${size(cache.writtenBytes)} written`,
    ),
    line("Server", `event loop late by ${ms(server.eventLoopLagMs)}`),
  ];
}

/** @param {import("./link_facts.mjs").Moment} moment */
function momentLine({ atMs, state, transport, reason }) {
  return `  ${timeOf(atMs)}  ${state}, ${transport}${reason ? `, ${reason}` : ""}`;
}

/** @param {import("./test_facts.mjs").TestRow} row */
function testLine({ probe, outcome, ms: took }) {
  return `  ${probe}: ${outcome}, ${ms(took)}`;
}

/**
 * @param {string} label
 * @param {string} text
 */
function line(label, text) {
  return `${label.padEnd(LABEL_WIDTH)}${text}`;
}

/** @param {import("./link_facts.mjs").Counts} counts */
function listed(counts) {
  return counts.map(([code, count]) => `${code} × ${count}`).join(", ") || "–";
}

/** @param {Known} count */
function n(count) {
  return count === null ? "–" : String(count);
}

/** @param {Known} durationMs */
function ms(durationMs) {
  return durationMs === null ? "–" : `${Math.round(durationMs)} ms`;
}

/** @param {Known} sizeBytes */
function size(sizeBytes) {
  return sizeBytes === null ? "–" : formatBytes(sizeBytes);
}

/** @param {number} timeMs @returns {string} "2026-11-23 23:31:04" */
function dateAndTime(timeMs) {
  return isoOf(timeMs).slice(0, 19).replace("T", " ");
}

/** @param {number} timeMs @returns {string} "23:31:04.120" */
function timeOf(timeMs) {
  return isoOf(timeMs).slice(11, 23);
}

/** A time beyond what a Date can hold is no reason to have no report. @param {number} timeMs */
function isoOf(timeMs) {
  const date = new Date(timeMs);
  return (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString();
}

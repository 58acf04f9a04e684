import { formatMoment } from "../util/format_moment.mjs";

/**
 * What is shown is not the server's present word.
 *
 * @typedef {object} AsOf
 * @property {boolean} isOffline
 * @property {number} asOfMs       when it was true, since 1970
 * @property {"" | "search" | "view"} asked   what the person asked for since and cannot be had without the server
 */

/**
 * @param {AsOf} asOf
 * @param {number} nowMs
 */
export function asOfInWords({ isOffline, asOfMs, asked }, nowMs) {
  const moment = formatMoment(asOfMs, nowMs);
  if (!isOffline) return `As of ${moment}. Waiting for the server…`;
  const then = {
    "": "Trying again…",
    search: "Searching needs the server: it goes on by itself when the server is back.",
    view: "This was not opened here before: it comes by itself when the server is back.",
  }[asked];
  return `Offline, as of ${moment}. ${then}`;
}

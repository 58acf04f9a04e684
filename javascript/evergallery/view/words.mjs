import { formatClock } from "../util/format_clock.mjs";
import { formatCount } from "../util/format_count.mjs";
import { formatDuration } from "../util/format_duration.mjs";

/**
 * @typedef {object} LinkStatus  what the driver's status() says
 * @property {string} state
 * @property {"websocket" | "http" | "none"} transport
 * @property {string} reason
 * @property {number | null} rttMs
 * @property {number} sinceMs   ms since 1970
 * @property {string} [epoch]
 */

/** @typedef {"live" | "polling" | "busy" | "connecting" | "offline" | "refused"} LinkTone */

/** @type {Readonly<Record<string, string>>} */
const REASONS = Object.freeze({
  socket_refused: "The server, or a proxy in front of it, refused the WebSocket.",
  socket_timeout: "The WebSocket did not open in time: a proxy may be holding it back.",
  socket_silent: "The WebSocket opened, but nothing came through it.",
  socket_closed: "The WebSocket was cut. It is tried again in a while.",
  socket_flapping: "The WebSocket kept being cut, so it is given a rest.",
  no_socket_support: "The server has no WebSocket support installed.",
  setting: "This way was chosen.",
  offline: "This device has no network.",
  server_gone: "The server does not answer.",
  login_expired: "The login has expired. Log in again in this browser.",
  wrong_origin:
    "The server takes this page for a stranger's: a proxy in between must pass on the Host header.",
  html_answer: "Something between here and the server answers with a web page instead of data.",
  server_busy: "The server asked for patience.",
});

/** @type {Readonly<Record<string, LinkTone>>} */
const TONES = Object.freeze({
  ws_live: "live",
  polling: "polling",
  busy: "busy",
  offline: "offline",
  closed: "offline",
  auth: "refused",
  blocked: "refused",
});

/** @param {string} reason code */
export function reasonInWords(reason) {
  return REASONS[reason] ?? "";
}

/**
 * While the session tries for better, the colour is that of what carries the messages now.
 *
 * @param {LinkStatus} status
 * @returns {LinkTone}
 */
export function linkTone({ state, transport }) {
  const tone = TONES[state];
  if (tone) return tone;
  if (state === "reconnect" || state === "suspect") return "connecting";
  if (transport === "websocket") return "live";
  return transport === "http" ? "polling" : "connecting";
}

/**
 * The few characters on the chip.
 *
 * @param {LinkStatus} status
 * @returns {string}
 */
export function linkLabel(status) {
  switch (linkTone(status)) {
    case "live":
      return status.rttMs === null ? "live" : `${Math.round(status.rttMs)} ms`;
    case "polling":
      return "HTTP";
    case "busy":
      return "busy";
    case "offline":
      return `offline, as of ${formatClock(status.sinceMs)}`;
    case "refused":
      return status.state === "auth" ? "log in again" : "blocked";
    default:
      return "connecting";
  }
}

/**
 * The link in a sentence or two, for the tooltip and for screen readers.
 *
 * @param {LinkStatus} status
 */
export function linkSentence(status) {
  const carrier = { websocket: "WebSocket", http: "HTTP polling", none: "" }[status.transport];
  const tone = linkTone(status);
  const words = {
    live: `Connected by ${carrier}.`,
    polling: `Connected by ${carrier}.`,
    busy: "Connected, but the server is busy.",
    connecting: "Connecting to the server.",
    offline: "Not connected.",
    refused: "The server does not let this page in.",
  }[tone];
  const trip = status.rttMs === null ? "" : `Round trip ${Math.round(status.rttMs)} ms.`;
  return [words, tone === "live" || tone === "polling" ? trip : "", reasonInWords(status.reason)]
    .filter(Boolean)
    .join(" ");
}

/**
 * @typedef {object} Progress  body of the command `status`
 * @property {"idle" | "names" | "details"} phase
 * @property {number} found
 * @property {number} done
 * @property {number} per_second
 * @property {number | null} seconds_left
 */

/**
 * @param {Progress} progress
 * @returns {string} "" when there is nothing to say
 */
export function progressInWords({ phase, found, done, seconds_left }) {
  if (phase === "names") return `Looking for pictures: ${formatCount(found)} found`;
  if (phase !== "details" || done >= found) return "";
  const left = seconds_left === null ? "" : `, ${formatDuration(seconds_left)} left`;
  return `Indexing ${formatCount(done)} of ${formatCount(found)}${left}`;
}

/**
 * Why there is nothing to see.
 *
 * @param {{words: string, folderName: string, isScanning: boolean}} situation
 * @returns {{title: string, text: string}}
 */
export function emptyInWords({ words, folderName, isScanning }) {
  if (words) {
    return {
      title: `Nothing matches “${words}”`,
      text: "Every word has to be in the file name or in the prompt and its parameters.",
    };
  }
  if (isScanning) return { title: "Looking for pictures", text: "The first ones appear at once." };
  const place = folderName ? `in ${folderName} ` : "";
  return { title: `No pictures ${place}yet`, text: "The next one you make appears here." };
}

/**
 * @param {number} total
 * @param {string} words of the search, "" for none
 */
export function countInWords(total, words) {
  const noun = total === 1 ? "picture" : "pictures";
  return words ? `${formatCount(total)} found` : `${formatCount(total)} ${noun}`;
}

/**
 * Why the gallery cannot show anything.
 *
 * @param {LinkStatus} status
 */
export function brokenLinkInWords(status) {
  const title = {
    auth: "Please log in again",
    blocked: "The server cannot be reached",
    closed: "The gallery was closed",
  }[status.state];
  return { title: title ?? "Offline", text: reasonInWords(status.reason) };
}

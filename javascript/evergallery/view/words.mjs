import { formatClock } from "../util/format_clock.mjs";
import { formatCount } from "../util/format_count.mjs";
import { formatDuration } from "../util/format_duration.mjs";
import { formatMs } from "../util/format_ms.mjs";

/**
 * @typedef {object} LinkStatus  what the driver's status() says
 * @property {string} state
 * @property {"websocket" | "http" | "none"} transport
 * @property {string} reason
 * @property {number | null} rttMs
 * @property {number} sinceMs   ms since 1970
 * @property {string} [epoch]
 * @property {{lifeCapMs?: number | null, [name: string]: unknown}} [figures]
 * @property {{socket: string, untilMs: number}} [memory]   what was learnt about sockets here
 * @property {number | null} [nextSocketMs]   when the next one is tried, ms since 1970
 */

/** @typedef {"live" | "polling" | "busy" | "connecting" | "offline" | "refused"} LinkTone */

/** @type {Readonly<Record<string, string>>} */
const REASONS = Object.freeze({
  socket_refused: "The server, or a proxy in front of it, refused the WebSocket.",
  socket_timeout: "The WebSocket did not open in time: a proxy may be holding it back.",
  socket_silent: "The WebSocket opened, but nothing came through it.",
  socket_closed: "The WebSocket was cut.",
  socket_flapping: "The WebSocket kept being cut, so it is given a rest.",
  socket_known_bad: "WebSockets did not work here before.",
  no_socket_support: "The server has no WebSocket support installed.",
  setting: "This way was chosen.",
  offline: "This device has no network.",
  server_gone: "The server does not answer.",
  login_expired: "The login has expired. Log in again in this browser.",
  wrong_origin:
    "The server takes this page for a stranger's: a proxy in between must pass on the Host header.",
  html_answer:
    "A web page came instead of data: a notice to click away, a login, or a machine that has gone to sleep.",
  server_busy: "The server asked for patience.",
  server_full: "It carries as many visitors as it can; a place is tried for again by itself.",
  too_many_requests: "The server, or a proxy, asked for fewer requests, so they come slower now.",
  replayed: "A cache on the way answers in the server's place; what it repeats is thrown away.",
});

/** Reasons that are nobody's fault and pass. @type {Readonly<Record<string, string>>} */
const CROWDS = Object.freeze({
  server_full: "The server is full",
  too_many_requests: "One moment, please",
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
 * @param {number} [nowMs] since 1970
 */
export function linkSentence(status, nowMs = Date.now()) {
  const tone = linkTone(status);
  const isMeasured = status.rttMs !== null && (tone === "live" || tone === "polling");
  const trip = isMeasured ? `Round trip ${Math.round(status.rttMs ?? 0)} ms.` : "";
  return sentences(carrierInWords(status), trip, linkStory(status, nowMs));
}

/**
 * How the gallery is connected, without a number that changes all the time.
 *
 * @param {LinkStatus} status
 * @returns {string}
 */
export function carrierInWords(status) {
  const carrier = { websocket: "WebSocket", http: "HTTP polling", none: "" }[status.transport];
  return {
    live: `Connected by ${carrier}.`,
    polling: `Connected by ${carrier}.`,
    busy: "The server is busy (loading a model?). Waiting.",
    connecting: "Connecting to the server.",
    offline: "Not connected.",
    refused: status.state === "auth" ? "The server asks who you are." : "The way is blocked.",
  }[linkTone(status)];
}

/**
 * Why it is so, and what happens next.
 *
 * @param {LinkStatus} status
 * @param {number} nowMs since 1970
 */
export function linkStory(status, nowMs) {
  // Waiting is all that is said by "busy" itself; a server that asked for it is worth a word.
  const isPlain = status.state === "busy" && status.reason === "server_busy";
  const why = isPlain ? "" : reasonInWords(status.reason);
  return sentences(why || learntInWords(status), nextTryInWords(status, nowMs), capInWords(status));
}

/** @param {LinkStatus} status */
function learntInWords({ state, memory }) {
  return state === "polling" && memory?.socket === "bad" ? REASONS.socket_known_bad : "";
}

/**
 * @param {LinkStatus} status
 * @param {number} nowMs
 */
function nextTryInWords({ state, reason, memory, nextSocketMs }, nowMs) {
  const isLearnt = memory?.socket === "bad" && (reason === "" || reason === "socket_known_bad");
  if (state !== "polling" || !(isLearnt || reason.startsWith("socket_"))) return "";
  const leftMs = (nextSocketMs ?? (isLearnt ? memory.untilMs : 0)) - nowMs;
  const when = leftMs > 0 ? `in ${formatDuration(leftMs / 1_000)}` : "in a while";
  return `It is tried again ${when}.`;
}

/** @param {LinkStatus} status */
function capInWords({ transport, figures }) {
  const capMs = transport === "websocket" ? figures?.lifeCapMs : null;
  if (!capMs) return "";
  const age = formatMs(capMs);
  return `This network cuts connections after ${age}; they are renewed before that.`;
}

/** @param {...string} parts */
function sentences(...parts) {
  return parts.filter(Boolean).join(" ");
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
  const text = reasonInWords(status.reason);
  return { title: title ?? CROWDS[status.reason] ?? "Offline", text };
}

/** Is it answered, by a server or proxy that wants fewer visitors or requests? @param {LinkStatus} status */
export function isCrowded({ reason }) {
  return reason in CROWDS;
}

/**
 * Every word the link may say about itself, as in wire/states and the protocol's reasons. What a report shows
 * is made of these and of numbers, so nothing else can get into it.
 */

export const STATES = Object.freeze([
  "boot",
  "hello",
  "race",
  "ws_trial",
  "ws_live",
  "suspect",
  "reconnect",
  "polling",
  "parked",
  "busy",
  "offline",
  "auth",
  "blocked",
  "closed",
]);

export const TRANSPORTS = Object.freeze(["websocket", "http", "none"]);

/** What a person may choose. */
export const CHOICES = Object.freeze(["auto", "websocket", "http_long", "http_short"]);

/** Why it is that transport. */
export const REASONS = Object.freeze([
  "",
  "socket_refused",
  "socket_timeout",
  "socket_silent",
  "socket_closed",
  "socket_flapping",
  "socket_known_bad",
  "no_socket_support",
  "setting",
  "offline",
  "server_gone",
  "server_busy",
  "server_full",
  "too_many_requests",
  "login_expired",
  "wrong_origin",
  "html_answer",
  "replayed",
]);

/** Why a transport ended. */
export const FAILURES = Object.freeze([
  "refused",
  "timeout",
  "silent",
  "closed",
  "network",
  "auth",
  "html",
  "origin",
  "busy",
  "full",
  "server",
  "offline",
  "superseded",
  "replayed",
  "rotated",
  "done",
]);

/** What is remembered about sockets in this place. */
export const VERDICTS = Object.freeze(["ok", "bad", "unknown"]);

/** Close codes and HTTP statuses. */
const NUMBERED = /^\d{3,4}$/;

/**
 * @param {readonly string[]} codes
 * @param {unknown} value
 * @param {string} [otherwise] for everything else
 * @returns {string}
 */
export function knownCode(codes, value, otherwise = "other") {
  return codes.find((code) => code === value) ?? otherwise;
}

/** @param {unknown} value @returns {string} one of FAILURES, a number as text, or "other" */
export function failureCode(value) {
  const text = String(value);
  return NUMBERED.test(text) ? text : knownCode(FAILURES, text);
}

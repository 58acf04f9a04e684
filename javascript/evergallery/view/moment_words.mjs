/** @type {Readonly<Record<string, string>>} */
const STATES = Object.freeze({
  boot: "Started",
  hello: "Asking over HTTP",
  race: "Connecting",
  ws_trial: "Trying a WebSocket",
  ws_live: "WebSocket",
  suspect: "Asking twice",
  reconnect: "Connecting again",
  polling: "HTTP polling",
  parked: "Resting while the page is hidden",
  busy: "Server busy",
  offline: "Offline",
  auth: "Login needed",
  blocked: "Blocked",
  closed: "Closed",
});

/** @type {Readonly<Record<string, string>>} */
const REASONS = Object.freeze({
  socket_refused: "WebSocket refused",
  socket_timeout: "WebSocket never opened",
  socket_silent: "WebSocket brought nothing",
  socket_closed: "WebSocket was cut",
  socket_flapping: "WebSocket kept being cut",
  socket_known_bad: "WebSocket failed here before",
  no_socket_support: "server has no WebSocket",
  setting: "chosen",
  offline: "no network",
  server_gone: "no answer",
  server_full: "full",
  too_many_requests: "too many requests",
  login_expired: "login has ended",
  wrong_origin: "taken for a stranger's page",
  html_answer: "a web page answered",
  replayed: "a cache answered",
});

/**
 * One change of the link in a few words.
 *
 * @param {{state: string, reason: string}} moment
 * @returns {string} "HTTP polling: WebSocket was cut"
 */
export function momentInWords({ state, reason }) {
  const what = STATES[state] ?? "Changed";
  const why = REASONS[reason];
  return why ? `${what}: ${why}` : what;
}

/**
 * The states of a link and every change between them. Twin of evergallery/wire/states.py; a test compares both with
 * docs/protocol.md. Rule one, from h11: whatever affects the state of the link is in this file.
 */

/** @typedef {"boot"|"hello"|"race"|"ws_trial"|"ws_live"|"suspect"|"reconnect"|"polling"|"parked"|"busy"|"offline"|"auth"|"blocked"|"closed"} LinkState */
/** @typedef {"chose_auto"|"chose_socket"|"chose_http"|"socket_opened"|"socket_proved"|"socket_answered"|"socket_failed"|"socket_lost"|"socket_doubted"|"http_welcomed"|"silence_over"|"nothing_left"|"login_needed"|"kept_out"|"page_hidden"|"page_shown"|"went_offline"|"came_online"|"closed"} LinkEvent */
/** @typedef {Partial<Record<LinkEvent, LinkState>>} Row */

/**
 * True in every state but `closed`, unless the state's own row says otherwise.
 * @type {Row}
 */
const ALWAYS = {
  chose_auto: "race",
  chose_socket: "ws_trial",
  chose_http: "hello",
  socket_proved: "ws_live",
  http_welcomed: "polling",
  nothing_left: "offline",
  login_needed: "auth",
  kept_out: "blocked",
  went_offline: "offline",
  closed: "closed",
};

/** @type {Readonly<Record<LinkState, Readonly<Row>>>} */
export const TRANSITIONS = Object.freeze({
  boot: { ...ALWAYS },
  hello: { ...ALWAYS },
  race: { ...ALWAYS, socket_opened: "ws_trial", socket_failed: "hello" },
  ws_trial: { ...ALWAYS, socket_failed: "hello" },
  ws_live: {
    ...ALWAYS,
    socket_lost: "reconnect",
    socket_doubted: "suspect",
    http_welcomed: "ws_live",
    login_needed: "ws_live",
    kept_out: "ws_live",
  },
  suspect: {
    ...ALWAYS,
    socket_answered: "ws_live",
    socket_lost: "reconnect",
    silence_over: "busy",
  },
  reconnect: { ...ALWAYS, silence_over: "busy" },
  polling: {
    ...ALWAYS,
    chose_auto: "polling",
    chose_http: "polling",
    page_hidden: "parked",
    silence_over: "busy",
  },
  parked: {
    ...ALWAYS,
    chose_auto: "parked",
    chose_http: "parked",
    page_shown: "polling",
    http_welcomed: "parked",
  },
  busy: { ...ALWAYS, socket_answered: "ws_live", socket_lost: "reconnect" },
  offline: { ...ALWAYS, came_online: "reconnect" },
  auth: { ...ALWAYS },
  blocked: { ...ALWAYS },
  closed: {},
});

/**
 * The state after `event`; the same one where the event means nothing there.
 * @param {LinkState} state
 * @param {LinkEvent} event
 * @returns {LinkState}
 */
export function nextState(state, event) {
  return TRANSITIONS[state][event] ?? state;
}

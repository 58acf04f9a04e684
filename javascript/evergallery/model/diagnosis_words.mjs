import { numberIn } from "./diagnosis.mjs";

/** @typedef {import("./diagnosis.mjs").Finding} Finding */
/** @typedef {import("./diagnosis.mjs").Outcome} Outcome */

// The sentences of evergallery/doctor/words.py; tests/vectors/diagnosis.json keeps both equal.

/** @type {Readonly<Record<string, string>>} */
const PROBES = Object.freeze({
  gallery: "The gallery answers",
  login: "Login",
  poll: "Polls over HTTP",
  round_trip_http: "Round trip over HTTP",
  bulk: "An answer of {n} KiB",
  buffering: "Answers in pieces",
  parked: "An answer after {n} s",
  upgrade: "A WebSocket opens",
  welcome: "The gallery talks on it",
  frame: "Frames of {n} KiB",
  round_trip_socket: "Round trip on the socket",
  idle: "Silent socket for {n} s",
});

/** @type {Readonly<Record<string, string>>} */
const RESULTS = Object.freeze({
  ok: "fine",
  unreachable: "no connection",
  untrusted: "the certificate is not trusted",
  timeout: "no answer in time",
  cut: "cut off",
  silent: "open, but nothing comes through",
  garbled: "something else came back",
  lumps: "held back and delivered at once",
  refused: "refused",
  no_upgrade: "arrives without its Upgrade header",
  no_library: "the server has no WebSocket library",
  login: "wants a login",
  wrong_login: "this login is not taken",
  origin: "taken for a stranger's page",
  missing: "not at this address",
  page: "a web page instead of data",
  challenge: "a page that checks for a human being",
  gateway: "a proxy that finds nobody behind it",
  busy: "the server asks for patience",
  skipped: "not tried",
});

/** {who} and {server} are the product that answered, where it named itself. @type {Readonly<Record<string, string>>} */
const FINDINGS = Object.freeze({
  all_fine: "Everything gets through: WebSocket and HTTP.",
  unreachable:
    "Nothing answers at this address. Is the server running, and are name and port right?",
  untrusted: "The certificate at this address is not trusted, so nothing was asked.",
  no_answer:
    "Somebody takes the connection and never answers: the server hangs, or a firewall swallows it.",
  hangs_up:
    "Somebody takes the connection and hangs up: http instead of https, or a server that is starting.",
  login_needed: "{server} wants a login first.",
  login_refused: "{server} does not take this login.",
  wrong_origin:
    "The server takes the page for a stranger's: {something} does not pass on the Host header.",
  gallery_missing:
    "A server answers, but there is no gallery: it is not installed there, is an older one, or lies at another path.",
  page_between:
    "{who} answers with a web page of its own. Open the address in a browser and answer that page.",
  challenge: "{who} wants to see a human being first. Open the address in a browser.",
  nobody_behind:
    "{who} answers, but finds nobody behind it: the machine is asleep, still starting, or its port is not open.",
  server_busy: "{server} asks for patience: too many questions, or the server is starting.",
  refused: "{who} refuses to pass the question on ({status}).",
  polls_blocked: "{who} does not let polls through ({status}).",
  answers_cut: "{who} cuts large answers.",
  upgrade_stripped:
    "{who} takes the Upgrade header from the handshake, so no WebSocket opens. The gallery uses HTTP.",
  upgrade_refused: "{who} refuses WebSockets ({status}). The gallery uses HTTP.",
  upgrade_hangs:
    "{who} swallows the handshake of WebSockets. The gallery uses HTTP after a moment's wait.",
  no_library:
    "The server has no WebSocket library. The gallery uses HTTP; pip install websockets there brings the other.",
  socket_login:
    "{server} wants a login for WebSockets although HTTP has one. The gallery uses a ticket instead, or HTTP.",
  socket_silent: "WebSockets open, but {something} lets nothing through. The gallery uses HTTP.",
  frames_cut: "{who} does not carry large frames on a WebSocket. The gallery uses HTTP.",
  idle_cut: "{who} ends WebSockets that are silent for {seconds} s.",
  parked_cut: "{who} ends requests that wait for {seconds} s.",
  answers_in_lumps:
    "{who} collects answers before it passes them on. The gallery does not mind; progress bars of the web UI may.",
  far_away:
    "The server is far away: {ms} ms there and back. The first screen takes a moment longer.",
});

const NEVER_REACHED = " The gallery is never silent for so long.";

/** @type {Readonly<Record<string, string>>} */
const ADVICE = Object.freeze({
  auto: "Leave the connection on Auto.",
  websocket: "Set the connection to WebSocket only.",
  http_long: "Set the connection to HTTP long poll: it saves trying sockets in vain.",
  http_short: "Set the connection to HTTP short poll: waiting requests are cut too early.",
  "": "Nothing to set: first something must get through.",
});

/**
 * The left column of the table.
 *
 * @param {string} probe
 */
export function probeInWords(probe) {
  const kind = probe in PROBES ? probe : probe.slice(0, probe.lastIndexOf("_"));
  return filled(PROBES[kind] ?? probe, { n: numberIn(probe) });
}

/**
 * The right column.
 *
 * @param {Outcome} outcome
 */
export function outcomeInWords({ probe, result, ms, status, by }) {
  if (probe === "login" && result === "skipped") return "not needed";
  const words = result === "cut" && ms !== null ? cutInWords(ms) : (RESULTS[result] ?? result);
  const details = [by, status >= 400 ? String(status) : ""].filter(Boolean);
  return details.length && result !== "ok" ? `${words} (${details.join(", ")})` : words;
}

/**
 * One or two sentences.
 *
 * @param {Finding} finding
 */
export function findingInWords({ code, level, by, ms, status }) {
  const isNeverReached = level === "note" && (code === "idle_cut" || code === "parked_cut");
  const template = (FINDINGS[code] ?? code) + (isNeverReached ? NEVER_REACHED : "");
  return filled(status ? template : template.replace(" ({status})", ""), {
    who: by || "Something on the way",
    something: by || "something on the way",
    server: by || "The server",
    status,
    ms: ms ?? 0,
    seconds: seconds(ms ?? 0),
  });
}

/** @param {string} transport */
export function adviceInWords(transport) {
  return ADVICE[transport] ?? "";
}

/** @param {number} ms */
function cutInWords(ms) {
  return ms >= 100 ? `cut off after ${seconds(ms)} s` : "cut off at once";
}

/** 5040 → "5", 1500 → "1.5": whole ones from two seconds on. @param {number} ms */
function seconds(ms) {
  const whole = Math.floor((ms + 500) / 1000);
  return String(ms >= 2000 ? whole : Math.floor((ms + 50) / 100) / 10);
}

/** @param {string} template @param {Record<string, string | number>} values */
function filled(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

import { REPAIRS } from "./server_lines.mjs";

/** @typedef {import("./server_lines.mjs").Repair} Repair */

/**
 * As in evergallery/doctor/outcomes.py, which says what each means.
 *
 * @typedef {"ok" | "unreachable" | "untrusted" | "timeout" | "cut" | "silent" | "garbled" | "lumps" | "refused"
 *   | "no_upgrade" | "no_library" | "login" | "wrong_login" | "origin" | "missing" | "page" | "challenge"
 *   | "gateway" | "busy" | "skipped"} Result
 */

/**
 * What a probe found out.
 *
 * @typedef {object} Outcome
 * @property {string} probe
 * @property {Result} result
 * @property {number | null} ms  how long it took, or after how long it was cut
 * @property {number} status     of the HTTP answer, 0 without one
 * @property {string} by         the product that answered, "" when it does not say
 */

/** @typedef {"failure" | "warning" | "note"} Level */
/** @typedef {"network" | "proxy" | "login" | "server" | ""} Hop */

/**
 * @typedef {object} Finding
 * @property {string} code
 * @property {Level} level
 * @property {Hop} hop  which part of the way is the reason
 * @property {string} by
 * @property {number | null} ms
 * @property {number} status
 */

/**
 * @typedef {object} Diagnosis
 * @property {Finding[]} findings  the gravest first, never empty
 * @property {string} transport    what to set the connection to; "" when nothing works
 * @property {Record<string, string | number>} settings  where they differ from the defaults
 * @property {Repair[]} repairs
 * @property {number} exit_code    0 all fine, 1 it works with a fall-back or a flaw, 2 nothing works
 */

const ALL_FINE = 0;
const FALL_BACK = 1;
const NOTHING_WORKS = 2;

/** The server says something every 15 s and the page every 25 s: what is cut later is never reached. */
const IDLE_IS_HARMLESS_MS = 30_000;
/** No poll is parked longer than 25 s. */
const PARKED_IS_HARMLESS_MS = 26_000;
/** Below that a parked poll costs as much as a short one. */
const SHORTEST_PARK_MS = 2_000;
const SHORTEST_HEARTBEAT_MS = 1_000;
const FAR_AWAY_MS = 300;

/** What the first question may end in → what that means and whose it is. @type {Record<string, [string, Hop]>} */
const DOORS = {
  unreachable: ["unreachable", "network"],
  untrusted: ["untrusted", "proxy"],
  timeout: ["no_answer", "network"],
  cut: ["hangs_up", "network"],
  login: ["login_needed", "login"],
  wrong_login: ["login_refused", "login"],
  origin: ["wrong_origin", "proxy"],
  missing: ["gallery_missing", "server"],
  page: ["page_between", "proxy"],
  challenge: ["challenge", "proxy"],
  gateway: ["nobody_behind", "server"],
  busy: ["server_busy", "server"],
};

/** @type {[string, Hop]} */
const REFUSED = ["refused", "proxy"];

/** @type {Record<string, [string, Hop]>} */
const UPGRADES = {
  no_upgrade: ["upgrade_stripped", "proxy"],
  no_library: ["no_library", "server"],
  timeout: ["upgrade_hangs", "proxy"],
  login: ["socket_login", "login"],
  origin: ["wrong_origin", "proxy"],
  busy: ["server_busy", "server"],
};

/** @type {Record<string, Repair>} */
const REPAIRED_BY = {
  upgrade_stripped: "upgrade",
  upgrade_refused: "upgrade",
  upgrade_hangs: "upgrade",
  socket_silent: "upgrade",
  idle_cut: "timeouts",
  parked_cut: "timeouts",
  answers_in_lumps: "buffering",
  wrong_origin: "host",
};

/** @type {readonly Level[]} */
const LEVELS = ["failure", "warning", "note"];

/**
 * Draws the conclusions of all that was tried, however little that is. Twin: evergallery/doctor/judge.py;
 * both play tests/vectors/diagnosis.json.
 *
 * @param {readonly Outcome[]} outcomes
 * @returns {Diagnosis}
 */
export function diagnose(outcomes) {
  const door = first(outcomes, "gallery");
  if (door.result !== "ok") return nothingWorks(atTheDoor(door));
  const findings = gravestFirst(behindTheDoor(outcomes));
  const works = httpWorks(outcomes) || socketsWork(outcomes);
  const settings = works ? settingsFor(outcomes, findings) : {};
  const isFine = findings.every(({ level }) => level === "note");
  return {
    findings: findings.length ? findings : [finding("all_fine", "note", "")],
    transport: works ? String(settings.transport ?? "auto") : "",
    settings,
    repairs: repairsOf(findings),
    exit_code: works ? (isFine ? ALL_FINE : FALL_BACK) : NOTHING_WORKS,
  };
}

/** 8 for `idle_8`; 0 where there is none. @param {string} probe */
export function numberIn(probe) {
  const number = probe.slice(probe.lastIndexOf("_") + 1);
  return /^\d+$/.test(number) ? Number(number) : 0;
}

/** @param {Finding} shut @returns {Diagnosis} */
function nothingWorks(shut) {
  const repairs = repairsOf([shut]);
  return { findings: [shut], transport: "", settings: {}, repairs, exit_code: NOTHING_WORKS };
}

/** @param {Outcome} door */
function atTheDoor({ result, by, status }) {
  const [code, hop] = DOORS[result] ?? REFUSED;
  return finding(code, "failure", hop, { by, status });
}

/** Each code once: a missing Host header stops polls and sockets alike. @param {Finding[]} findings */
function gravestFirst(findings) {
  const once = findings.filter(
    ({ code }, index) => findings.findIndex((other) => other.code === code) === index,
  );
  return once.sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
}

/** @param {readonly Outcome[]} outcomes @returns {Finding[]} */
function behindTheDoor(outcomes) {
  return [
    ...aboutPolls(outcomes),
    ...aboutSockets(outcomes),
    ...aboutSilence(outcomes),
    ...aboutComfort(outcomes),
  ];
}

/** @param {readonly Outcome[]} outcomes @returns {Generator<Finding>} */
function* aboutPolls(outcomes) {
  const { result, by, status } = first(outcomes, "poll");
  if (result === "login" || result === "origin" || result === "busy") {
    const [code, hop] = DOORS[result] ?? REFUSED;
    yield finding(code, "failure", hop, { by, status });
  } else if (result !== "ok" && result !== "skipped") {
    yield finding("polls_blocked", "failure", "proxy", { by, status });
  }
  const bulk = first(outcomes, "bulk_512");
  if (["cut", "timeout", "garbled"].includes(bulk.result)) {
    yield finding("answers_cut", "warning", "proxy", { by: bulk.by, ms: bulk.ms });
  }
}

/** @param {readonly Outcome[]} outcomes @returns {Generator<Finding>} */
function* aboutSockets(outcomes) {
  const upgrade = first(outcomes, "upgrade");
  const welcome = first(outcomes, "welcome");
  const broken = allOf(outcomes, "frame").find((one) => !isFine(one));
  if (!isFine(upgrade)) {
    const [code, hop] = UPGRADES[upgrade.result] ?? ["upgrade_refused", "proxy"];
    yield finding(code, "warning", hop, { by: upgrade.by, status: upgrade.status });
  } else if (!isFine(welcome)) {
    yield finding("socket_silent", "warning", "proxy", { by: welcome.by, ms: welcome.ms });
  } else if (broken) {
    yield finding("frames_cut", "warning", "proxy", { by: broken.by });
  }
}

/**
 * Only the first that is cut: longer ones are cut for the same reason. A socket that carries nothing anyway
 * says nothing about silence.
 *
 * @param {readonly Outcome[]} outcomes
 * @returns {Generator<Finding>}
 */
function* aboutSilence(outcomes) {
  const carries = first(outcomes, "welcome").result === "ok";
  const idleMs = carries ? cutAfterMs(outcomes, "idle") : null;
  const parkedMs = cutAfterMs(outcomes, "parked");
  const by = named(allOf(outcomes, "parked"));
  // A socket's name is on its handshake, which a browser keeps to itself.
  const idleBy = named(allOf(outcomes, "idle")) || (parkedMs ? by : "");
  if (idleMs !== null) {
    const level = idleMs > IDLE_IS_HARMLESS_MS ? "note" : "warning";
    yield finding("idle_cut", level, "proxy", { by: idleBy, ms: idleMs });
  }
  if (parkedMs !== null) {
    const level = parkedMs > PARKED_IS_HARMLESS_MS ? "note" : "warning";
    yield finding("parked_cut", level, "proxy", { by, ms: parkedMs });
  }
}

/** @param {readonly Outcome[]} outcomes */
function named(outcomes) {
  return outcomes.find(({ by, result }) => by && result !== "ok")?.by ?? "";
}

/** What costs comfort elsewhere and nothing here. @param {readonly Outcome[]} outcomes */
function* aboutComfort(outcomes) {
  const { result, by } = first(outcomes, "buffering");
  if (result === "lumps") yield finding("answers_in_lumps", "note", "proxy", { by });
  const trip = first(outcomes, "round_trip_http");
  if (trip.result === "ok" && trip.ms !== null && trip.ms >= FAR_AWAY_MS) {
    yield finding("far_away", "note", "network", { ms: trip.ms });
  }
}

/**
 * @param {string} code
 * @param {Level} level
 * @param {Hop} hop
 * @param {{by?: string, ms?: number | null, status?: number}} [details]
 * @returns {Finding}
 */
function finding(code, level, hop, { by = "", ms = null, status = 0 } = {}) {
  return { code, level, hop, by, ms, status };
}

/**
 * The outcome of this probe; skipped where it was not tried.
 *
 * @param {readonly Outcome[]} outcomes
 * @param {string} probe
 * @returns {Outcome}
 */
function first(outcomes, probe) {
  const found = outcomes.find((one) => one.probe === probe);
  return found ?? { probe, result: "skipped", ms: null, status: 0, by: "" };
}

/** Shortest first. @param {readonly Outcome[]} outcomes @param {string} kind */
function allOf(outcomes, kind) {
  const found = outcomes.filter(({ probe }) => probe.startsWith(`${kind}_`));
  return found.sort((a, b) => numberIn(a.probe) - numberIn(b.probe));
}

/** @param {Outcome} outcome */
function isFine({ result }) {
  return result === "ok" || result === "skipped";
}

/**
 * What was never answered is gone after the time it was held for, at the latest.
 *
 * @param {readonly Outcome[]} outcomes
 * @param {string} kind
 * @returns {number | null}
 */
function cutAfterMs(outcomes, kind) {
  const ends = allOf(outcomes, kind)
    .filter(({ result }) => result === "cut" || result === "timeout" || result === "silent")
    .map(({ probe, result, ms }) => (result === "cut" && ms ? ms : numberIn(probe) * 1000));
  return ends.length ? Math.min(...ends) : null;
}

/** @param {readonly Outcome[]} outcomes */
function httpWorks(outcomes) {
  return first(outcomes, "poll").result === "ok";
}

/** Frames of 64 KiB are what it takes. @param {readonly Outcome[]} outcomes */
function socketsWork(outcomes) {
  return first(outcomes, "welcome").result === "ok" && allOf(outcomes, "frame").every(isFine);
}

/**
 * @param {readonly Outcome[]} outcomes
 * @param {readonly Finding[]} findings
 */
function settingsFor(outcomes, findings) {
  const parkedMs = warnedMs(findings, "parked_cut");
  const idleMs = warnedMs(findings, "idle_cut");
  const transport = transportFor(outcomes, parkedMs);
  /** @type {Record<string, string | number>} */
  const settings = {};
  if (transport !== "auto") settings.transport = transport;
  if (parkedMs !== null) settings.poll_wait_ms = partOf(parkedMs, 0.8);
  if (idleMs !== null) settings.heartbeat_ms = Math.max(SHORTEST_HEARTBEAT_MS, partOf(idleMs, 0.6));
  return settings;
}

/** @param {readonly Finding[]} findings @param {string} code */
function warnedMs(findings, code) {
  return findings.find((one) => one.code === code && one.level === "warning")?.ms ?? null;
}

/**
 * Auto finds its way by itself; what is known not to work need not be tried each time.
 *
 * @param {readonly Outcome[]} outcomes
 * @param {number | null} parkedCutMs
 */
function transportFor(outcomes, parkedCutMs) {
  if (socketsWork(outcomes)) return httpWorks(outcomes) ? "auto" : "websocket";
  return parkedCutMs !== null && parkedCutMs < SHORTEST_PARK_MS ? "http_short" : "http_long";
}

/** In half seconds, downward: far enough from the cut for a slow day. @param {number} ms @param {number} part */
function partOf(ms, part) {
  return Math.floor((ms * part) / 500) * 500;
}

/** What never reaches the gallery is left as it is. @param {readonly Finding[]} findings @returns {Repair[]} */
function repairsOf(findings) {
  const felt = findings.filter(({ level, ms }) => level !== "note" || ms === null);
  const wanted = new Set(felt.map(({ code }) => REPAIRED_BY[code]));
  return REPAIRS.filter((repair) => wanted.has(repair));
}

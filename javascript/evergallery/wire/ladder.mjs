/**
 * Which transport is wanted next, and when: the client's judgement, without any transport.
 * Twin of evergallery/wire/ladder.py, which explains every constant. Times are milliseconds.
 */
import { Deadlines } from "./deadlines.mjs";
import { LinkMemory } from "./link_memory.mjs";
import { PollPace } from "./poll_pace.mjs";
import { nextState } from "./states.mjs";

/** @typedef {import("./states.mjs").LinkState} LinkState */
/** @typedef {import("./states.mjs").LinkEvent} LinkEvent */
/** @typedef {import("./link_memory.mjs").Verdict} Verdict */
/**
 * Why a transport ended.
 * @typedef {object} Failure
 * @property {"refused"|"timeout"|"silent"|"closed"|"network"|"auth"|"html"|"origin"|"busy"|"server"|"replayed"|"offline"|"superseded"|"done"} reason
 * @property {number} [code] close code or HTTP status
 * @property {number} [retryAfterMs] what the server asked for
 */

const HEAD_START_MS = 250;
const HEAD_START_OK_MS = 1_000;
const FAR_MS = 50;
const SOAK_MS = 10_000;
const SILENCE_MS = 3_000;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_CAP_MS = 20_000;
const RESTART_CAP_MS = 1_000;
const RESTART_FOR_MS = 300_000;
const QUICK_RETRY_MS = 300;
export const POLL_GRACE_MS = 10_000;
const PROBES_MS = Object.freeze([60_000, 120_000, 300_000, 900_000, 1_800_000]);
const FLAP_FAILURES = 3;
const FLAP_WINDOW_MS = 60_000;
const TOO_MANY = 429; // somebody on the way counts requests; any other "busy" is the server itself
const HTTP_FAILURES = 3;

/** @type {ReadonlySet<LinkState>} */
const HTTP_STATES = new Set(["hello", "suspect", "reconnect", "polling", "busy", "offline"]);
/** @type {ReadonlySet<LinkState>} */
const SOCKET_STATES = new Set([...HTTP_STATES, "race", "ws_trial", "ws_live"]);
/** @type {ReadonlySet<LinkState>} */
const WAITING_FOR_PERSON = new Set(["auth", "blocked"]);
/** @type {ReadonlySet<LinkState>} */
const ENDED = new Set([...WAITING_FOR_PERSON, "boot", "closed"]);
/** Why answers are late although nothing is broken; over with the next welcome. */
const CROWDED = new Set(["too_many_requests", "server_full"]);
/** @type {Readonly<Partial<Record<LinkState, "websocket" | "http">>>} */
const TRANSPORT_SHOWN = Object.freeze({
  ws_live: "websocket",
  suspect: "websocket",
  polling: "http",
  parked: "http",
});

/** State, reason and the times of the next attempts. */
export class Ladder {
  /** @type {LinkState} */
  state = "boot";
  reason = "";
  sinceMs = 0;
  transport = "auto";
  retryLimit = 0;
  deadlines = new Deadlines();
  pace = new PollPace();
  memory;
  /** So many lived through the soak. */
  healthySockets = 0;
  /** A socket was refused that had no ticket: nothing is known before one with a ticket was. */
  hopesForTicket = false;
  #random;
  #rttHintMs;
  #socketsPossible = true;
  #socketTrial = false;
  #socketWorked = false;
  /** Why the socket does not carry the data. */
  #trouble = "";
  #probe = 0;
  /** @type {number[]} */
  #failures = [];
  /** Sockets fail here, if only HTTP shows that the server is there. */
  #badNews = false;
  /** The server is full, for polls too. */
  #hasNoRoom = false;
  #httpFailures = 0;
  #attempts = 0;
  #failingSinceMs = 0;
  #isVisible = true;

  /** @param {{random: () => number, memory?: LinkMemory, rttHintMs?: number}} options */
  constructor({ random, memory = new LinkMemory(), rttHintMs = 0 }) {
    this.#random = random;
    this.memory = memory;
    this.#rttHintMs = rttHintMs;
  }

  // What is wanted now

  /** Whether an open or opening socket may stay. */
  get socketAllowed() {
    return this.#usesSockets && SOCKET_STATES.has(this.state);
  }

  /** Whether a new socket is to be opened now, if there is none. */
  get socketDue() {
    return this.socketAllowed && this.#socketTrial;
  }

  /** Whether a poll under way may go on. */
  get httpAllowed() {
    if (this.transport === "websocket") return false;
    const racing = this.state === "race" || this.state === "ws_trial";
    return HTTP_STATES.has(this.state) || (racing && this.deadlines.get("head_start") === null);
  }

  /**
   * When another poll may start, be it in the past; null while none may until something else happens.
   * @param {number} nowMs
   */
  httpAtMs(nowMs) {
    return this.httpAllowed && !this.#isHttpHeld ? this.pace.freeAt(nowMs) : null;
  }

  /**
   * Whether another poll may start now.
   * @param {number} nowMs
   */
  httpDue(nowMs) {
    const at = this.httpAtMs(nowMs);
    return at !== null && at <= nowMs;
  }

  /** By a pause of our own, or by one that was asked for: "peace", which ends by itself or by a click. */
  get #isHttpHeld() {
    return this.deadlines.get("http_pause") !== null || this.deadlines.get("peace") !== null;
  }

  /** How long the next poll may be parked: not at all before the first answer. */
  get pollWaitMs() {
    return this.state === "polling" ? this.pace.waitMs : 0;
  }

  /** When a socket is tried again; null while there is one, or while nobody waits for one. */
  get nextSocketMs() {
    const at = this.deadlines.get("socket_pause");
    return at === Number.POSITIVE_INFINITY ? null : at;
  }

  // The person and the page

  /**
   * Take over settings; a live link changes its transport at once. True when it had to.
   * @param {string} transport @param {number} retryLimit @param {number} nowMs
   */
  configure(transport, retryLimit, nowMs) {
    const changed = transport !== this.transport;
    this.transport = transport;
    this.retryLimit = retryLimit;
    this.pace.isShort = transport === "http_short";
    if (changed && !ENDED.has(this.state)) this.#begin(nowMs, "unknown");
    return changed;
  }

  /**
   * Begin, with what was learnt before.
   * @param {number} nowMs
   */
  start(nowMs) {
    this.#begin(nowMs, this.memory.verdict(nowMs));
  }

  /**
   * A person who chooses wants it tried, whatever was learnt. What carries data and may go on, goes on.
   * @param {number} nowMs @param {Verdict} verdict
   */
  #begin(nowMs, verdict) {
    this.deadlines.clearAll();
    this.#attempts = 0;
    this.#httpFailures = 0;
    this.#failures = [];
    this.#trouble = "";
    if (!this.#usesSockets) this.#chooseHttp(nowMs);
    else if (this.transport === "auto" && verdict === "bad") this.#chooseHttpForNow(nowMs);
    else if (TRANSPORT_SHOWN[this.state] !== "websocket") this.#chooseSocket(nowMs, verdict);
  }

  get #usesSockets() {
    return this.transport === "websocket" || (this.transport === "auto" && this.#socketsPossible);
  }

  /** @param {number} nowMs */
  #chooseHttp(nowMs) {
    this.#socketTrial = false;
    this.#move("chose_http", nowMs, this.#whyHttp());
    this.reason = this.#whyHttp();
  }

  /**
   * Sockets do not work here, as far as we know; we look again when that is old news.
   * @param {number} nowMs
   */
  #chooseHttpForNow(nowMs) {
    this.#trouble = "socket_known_bad";
    this.deadlines.set("socket_pause", this.memory.untilMs);
    this.#chooseHttp(nowMs);
  }

  /**
   * A link that polls goes on polling while the socket is tried.
   * @param {number} nowMs @param {Verdict} verdict
   */
  #chooseSocket(nowMs, verdict) {
    this.#beginTrial();
    if (this.transport === "websocket") {
      this.#move("chose_socket", nowMs, "");
    } else if (TRANSPORT_SHOWN[this.state] === "http") {
      this.reason = "";
    } else {
      this.#giveHeadStart(nowMs, verdict);
      this.#move("chose_auto", nowMs, "");
    }
  }

  /**
   * HTTP waits for a socket that may open: a round trip on most networks, longer where a socket has worked before. Far
   * away HTTP answers first anyway, since it needs no handshake, and waits for nothing.
   * @param {number} nowMs @param {Verdict} verdict
   */
  #giveHeadStart(nowMs, verdict) {
    if (Math.max(this.memory.rttMs ?? 0, this.#rttHintMs) >= FAR_MS) return;
    const headStart = verdict === "ok" ? HEAD_START_OK_MS : HEAD_START_MS;
    this.deadlines.set("head_start", nowMs + headStart);
  }

  #whyHttp() {
    if (this.transport.startsWith("http")) return "setting";
    return this.#socketsPossible ? this.#trouble : "no_socket_support";
  }

  /** Unless somebody asked for peace, which is what the person waits for now. */
  #tellWhyHttp() {
    if (this.state === "polling" && this.deadlines.get("peace") === null)
      this.reason = this.#whyHttp();
  }

  /** @param {number} nowMs */
  close(nowMs) {
    this.deadlines.clearAll();
    this.#move("closed", nowMs, "");
  }

  /**
   * Somebody asked, or the network came back: no more waiting, on any track.
   * @param {number} nowMs
   */
  retry(nowMs) {
    this.deadlines.clear("http_pause", "peace", "socket_pause");
    this.#attempts = 0;
    if (WAITING_FOR_PERSON.has(this.state)) this.start(nowMs);
    else if (this.#usesSockets) this.#beginTrial();
  }

  /**
   * Whoever comes back to the page may have logged in elsewhere meanwhile: then it is tried again.
   * @param {boolean} visible @param {number} nowMs
   */
  visible(visible, nowMs) {
    this.#isVisible = visible;
    this.#move(visible ? "page_shown" : "page_hidden", nowMs, this.reason);
    if (visible && WAITING_FOR_PERSON.has(this.state)) this.start(nowMs);
    else if (visible) this.deadlines.clear("http_pause");
  }

  /** @param {boolean} online @param {number} nowMs */
  online(online, nowMs) {
    if (online) {
      this.#move("came_online", nowMs, this.reason);
      this.retry(nowMs);
    } else {
      this.#move("went_offline", nowMs, "offline");
    }
  }

  // The socket track

  socketStarted() {
    this.#socketTrial = false;
  }

  /** @param {number} nowMs */
  socketOpened(nowMs) {
    this.#move("socket_opened", nowMs, this.reason);
  }

  /**
   * Welcome and pong both came: the socket carries the data now.
   * @param {number} nowMs
   */
  socketProved(nowMs) {
    this.#socketWorked = true;
    this.#socketTrial = false;
    this.#badNews = false;
    this.#trouble = "";
    this.#probe = 0;
    this.#attempts = 0;
    this.#httpFailures = 0;
    this.deadlines.clear("head_start", "http_pause", "socket_pause", "silence");
    this.deadlines.set("soak", nowMs + SOAK_MS);
    this.#move("socket_proved", nowMs, "");
  }

  /** @param {number} nowMs */
  socketAnswered(nowMs) {
    this.#trouble = "";
    this.deadlines.clear("silence");
    this.#move("socket_answered", nowMs, "");
  }

  /**
   * The socket should have spoken. Ask over HTTP too; say "busy" if neither answers.
   * @param {number} nowMs
   */
  socketDoubted(nowMs) {
    if (this.state !== "ws_live") return;
    this.#trouble = "socket_silent";
    this.deadlines.set("silence", nowMs + SILENCE_MS);
    this.#move("socket_doubted", nowMs, this.#trouble);
  }

  /**
   * A socket that had proved nothing ended.
   * @param {Failure} failure @param {number} nowMs
   */
  socketFailed(failure, nowMs) {
    this.#socketEnded(failure, nowMs);
    this.deadlines.clear("head_start");
    /** @type {LinkEvent} */
    let event = "socket_failed";
    if (this.transport === "websocket") {
      event = failure.reason === "auth" ? "login_needed" : "nothing_left";
    }
    this.#move(event, nowMs, this.#trouble);
    this.#tellWhyHttp();
  }

  /**
   * A socket that had worked ended: resume at once, over both tracks.
   * @param {Failure} failure @param {number} nowMs
   */
  socketLost(failure, nowMs, { isUsual = false } = {}) {
    if (isUsual) this.#failures = [];
    this.#socketEnded(failure, nowMs);
    this.deadlines.clear("http_pause");
    this.#move("socket_lost", nowMs, this.#trouble);
    this.#tellWhyHttp();
  }

  /** @param {Failure} failure @param {number} nowMs */
  #socketEnded(failure, nowMs) {
    this.deadlines.clear("soak");
    this.#failures = [...this.#failures, nowMs].slice(-FLAP_FAILURES);
    const flapping = this.#socketWorked && this.#flapping(nowMs);
    this.#trouble = flapping ? "socket_flapping" : socketReason(failure);
    const hasNoRoom = this.#trouble === "server_full";
    this.#badNews = (flapping || !this.#socketWorked) && !hasNoRoom;
    if (this.state === "polling" || this.state === "parked") this.#heedBadNews(nowMs);
    if (this.transport === "websocket") this.#giveUpOrWait("socket_pause", failure, nowMs);
    else this.#scheduleSocket(nowMs);
  }

  /**
   * Soon for a socket that has worked before, rarely for one that never did or keeps failing.
   * @param {number} nowMs
   */
  #scheduleSocket(nowMs) {
    let pause = this.#random() * QUICK_RETRY_MS * 2 ** (this.#failures.length - 1);
    if (!this.#socketWorked || this.#flapping(nowMs)) {
      pause = (PROBES_MS[this.#probe] ?? 0) * (0.8 + 0.4 * this.#random());
      this.#probe = Math.min(this.#probe + 1, PROBES_MS.length - 1);
    }
    this.deadlines.set("socket_pause", nowMs + pause);
  }

  /** @param {number} nowMs */
  #flapping(nowMs) {
    const [first = 0] = this.#failures;
    return this.#failures.length === FLAP_FAILURES && nowMs - first <= FLAP_WINDOW_MS;
  }

  /** The server itself was away: what the socket failed at meanwhile says nothing about sockets. */
  #forgiveSocket() {
    this.#failures = [];
    this.#badNews = false;
    this.#beginTrial();
  }

  /**
   * HTTP works and the socket does not: that is a property of the way between, and worth remembering.
   * @param {number} nowMs
   */
  #heedBadNews(nowMs) {
    if (!this.#badNews || this.hopesForTicket) return;
    this.#badNews = false;
    this.memory.socketFailed(nowMs);
  }

  /** A socket was refused that had no ticket, and now there is one: nothing is known yet. */
  tryWithTicket() {
    this.hopesForTicket = false;
    this.#badNews = false;
    if (this.#usesSockets) this.#beginTrial();
  }

  #beginTrial() {
    this.deadlines.clear("socket_pause");
    this.#socketTrial = true;
  }

  /** The server said that it has no WebSocket library. */
  socketsImpossible() {
    this.#socketsPossible = false;
    this.#socketTrial = false;
    this.deadlines.clear("socket_pause");
    this.#tellWhyHttp();
  }

  // The HTTP track

  /** @param {number} nowMs */
  httpWelcomed(nowMs) {
    const wasGone = this.#httpFailures >= (this.#socketWorked ? 1 : HTTP_FAILURES);
    const wasFull = this.#hasNoRoom && this.#trouble === "server_full";
    this.#hasNoRoom = false;
    this.#httpFailures = 0;
    this.#attempts = 0;
    this.deadlines.clear("silence");
    if (wasGone || wasFull) this.#forgiveSocket();
    this.#heedBadNews(nowMs);
    this.#move("http_welcomed", nowMs, this.#whyHttp());
    if (CROWDED.has(this.reason)) this.#tellWhyHttp();
  }

  /**
   * A poll ended as it should. The next one follows at once on long poll, after a pause on short.
   * @param {number} nowMs
   */
  pollDone(nowMs) {
    this.pace.done();
    if (this.state === "polling" && this.pollWaitMs === 0) {
      this.deadlines.set("http_pause", nowMs + this.pace.pauseMs(nowMs));
    }
  }

  /**
   * A poll failed after `parkedMs`; one failure alone changes nothing the person sees.
   * @param {Failure} failure @param {number} parkedMs @param {number} nowMs
   */
  httpFailed(failure, parkedMs, nowMs) {
    if (failure.reason === "auth") this.#move("login_needed", nowMs, "login_expired");
    else if (failure.reason === "html") this.#move("kept_out", nowMs, "html_answer");
    else if (failure.reason === "origin") this.#move("kept_out", nowMs, "wrong_origin");
    else this.#httpStumbled(failure, parkedMs, nowMs);
  }

  /** @param {Failure} failure @param {number} parkedMs @param {number} nowMs */
  #httpStumbled(failure, parkedMs, nowMs) {
    this.pace.cut(parkedMs);
    if (failure.reason === "busy") {
      this.#hasNoRoom = failure.code !== TOO_MANY;
      this.reason = this.#hasNoRoom ? "server_full" : "too_many_requests";
      this.#giveUpOrWait("peace", failure, nowMs);
    } else {
      this.#httpFailures += 1;
      this.#giveUpOrWait("http_pause", failure, nowMs);
    }
    if (this.#httpFailures >= HTTP_FAILURES) {
      this.#move("nothing_left", nowMs, httpReason(failure));
    }
  }

  /** There is something to say: the pause between short polls is over, a pause after failures is not. */
  hurryPoll() {
    if (this.#attempts === 0 && this.state === "polling") this.deadlines.clear("http_pause");
  }

  /** @param {string} pause @param {Failure} failure @param {number} nowMs */
  #giveUpOrWait(pause, failure, nowMs) {
    this.#attempts += 1;
    if (this.retryLimit > 0 && this.#attempts > this.retryLimit) {
      this.deadlines.set(pause, Number.POSITIVE_INFINITY);
      return;
    }
    if (this.#attempts === 1) this.#failingSinceMs = nowMs;
    const wait = this.#random() * this.#longestWaitMs(failure, nowMs);
    this.deadlines.set(pause, nowMs + Math.max(wait, failure.retryAfterMs ?? 0));
  }

  /**
   * @param {Failure} failure
   * @param {number} nowMs
   */
  #longestWaitMs(failure, nowMs) {
    const mayBeRestart = nowMs - this.#failingSinceMs < RESTART_FOR_MS;
    const isShort = mayBeRestart && this.#isVisible && failure.reason !== "busy";
    const grown = BACKOFF_FIRST_MS * 2 ** Math.min(this.#attempts - 1, 10);
    return Math.min(isShort ? RESTART_CAP_MS : BACKOFF_CAP_MS, grown);
  }

  // Time

  /** @returns {number | null} */
  nextDeadline() {
    const next = this.deadlines.next();
    return next === Number.POSITIVE_INFINITY ? null : next;
  }

  /** @param {number} nowMs */
  handleTimer(nowMs) {
    for (const name of this.deadlines.takeDue(nowMs)) {
      if (name === "socket_pause") this.#beginTrial();
      else if (name === "silence") this.#move("silence_over", nowMs, "server_busy");
      else if (name === "soak") this.#soaked(nowMs);
    }
  }

  /**
   * What failed before is over: the next end is the first again.
   * @param {number} nowMs
   */
  #soaked(nowMs) {
    this.healthySockets += 1;
    this.#failures = [];
    this.memory.socketWorked(nowMs);
  }

  // The state

  /** @returns {{state: LinkState, transport: "websocket" | "http" | "none", reason: string, sinceMs: number}} */
  status() {
    return {
      state: this.state,
      transport: TRANSPORT_SHOWN[this.state] ?? "none",
      reason: this.reason,
      sinceMs: this.sinceMs,
    };
  }

  /** @param {LinkEvent} event @param {number} nowMs @param {string} reason */
  #move(event, nowMs, reason) {
    const state = nextState(this.state, event);
    if (state === this.state) return;
    this.state = state;
    this.reason = reason;
    this.sinceMs = nowMs;
  }
}

/** @param {Failure} failure */
function socketReason({ reason }) {
  if (reason === "timeout") return "socket_timeout";
  if (reason === "silent") return "socket_silent";
  if (reason === "closed" || reason === "server") return "socket_closed";
  if (reason === "busy") return "server_full";
  return "socket_refused";
}

/** @param {Failure} failure */
function httpReason({ reason }) {
  if (reason === "offline") return "offline";
  return reason === "replayed" ? "replayed" : "server_gone";
}

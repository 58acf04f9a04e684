/**
 * The client's half of a conversation, without a socket, a clock or a timer. Twin of evergallery/wire/client_session.py:
 * same names, same vectors.
 *
 * After any input the shell runs five steps: feed, write (`dataToSend` of every attachment), dispatch (`eventsReceived`),
 * re-arm its one timer (`nextDeadline`), open or close transports until they match `transportsWanted`.
 */
import { earliest } from "./deadlines.mjs";
import { Inbox } from "./inbox.mjs";
import { Ladder, POLL_GRACE_MS } from "./ladder.mjs";
import { decodeServer, encode, MAX_BATCH_MESSAGES, VERSION, WireError } from "./messages.mjs";
import { Outbox } from "./outbox.mjs";

/** @typedef {import("./ladder.mjs").Failure} Failure */
/** @typedef {import("./messages.mjs").ClientMessage} ClientMessage */
/** @typedef {import("./messages.mjs").ServerMessage} ServerMessage */
/** @typedef {import("./messages.mjs").Said} Said */
/** @typedef {import("./messages.mjs").Welcome} Welcome */
/** @typedef {import("./messages.mjs").TransportName} TransportName */

/**
 * The part of the settings that concerns the link.
 * @typedef {object} LinkSettings
 * @property {string} transport auto, websocket, http_long or http_short
 * @property {number} connect_timeout_ms
 * @property {number} heartbeat_ms
 * @property {number} stall_ms
 * @property {number} retry_limit
 */
/** @typedef {{type: "result", id: number, body: unknown}} ResultReceived */
/** @typedef {{type: "error", id: number, code: string, message: string}} ErrorReceived */
/** @typedef {{type: "event", name: string, data: unknown}} EventReceived */
/** @typedef {{type: "welcome", epoch: string, library: string, settings: Record<string, unknown>}} Welcomed */
/** @typedef {{type: "reset", epoch: string}} Reset */
/** @typedef {{type: "change", state: string, transport: "websocket" | "http" | "none", reason: string}} Changed */
/** @typedef {ResultReceived | ErrorReceived | EventReceived | Welcomed | Reset | Changed} ClientEvent */
/** @typedef {{attachment: number, kind: TransportName, waitMs: number}} Wanted */

/**
 * @typedef {object} Attachment
 * @property {TransportName} kind
 * @property {number} waitMs
 * @property {number} sinceMs
 * @property {"opening" | "open" | "asked" | "proved"} phase
 * @property {string | null} helloEpoch
 * @property {number} cursor
 * @property {number} carries a poll's newest message, known from the moment it is wanted
 * @property {ClientMessage[]} control
 * @property {string} epoch the epoch whose numbers it carries; "" until the server resumed our count on it
 * @property {number | null} proofByMs
 * @property {number} token of the ping not answered yet, 0 when there is none
 * @property {number} pingedMs
 * @property {number} heardMs
 * @property {number} saidMs
 * @property {number} ackSaid
 */

const ACK_EVERY = 16;
const PROOF_MS = 2_500; // welcome and pong after the socket opened
const CONNECT_CAP_MS = 8_000;
const LATE_MS = 1_200; // a request outstanding and not a byte heard: ask the socket for a sign of life
const CHECK_MS = 600; // no sign of life after this: ask over HTTP too
const MAX_POLLS = 2; // one parked, one that carries what came up meanwhile

/** Here an answering socket is the one that carries the data already; elsewhere it takes over. */
const ON_SOCKET = new Set(["ws_live", "suspect", "busy"]);

/** @type {Readonly<LinkSettings>} */
export const DEFAULT_SETTINGS = Object.freeze({
  transport: "auto",
  connect_timeout_ms: 2_500,
  heartbeat_ms: 25_000,
  stall_ms: 35_000,
  retry_limit: 0,
});

/** One conversation with the server; `sessionId` is fresh and secret (128 bits or more). */
export class ClientSession {
  /** @type {LinkSettings} */
  settings;
  epoch = "";
  /** @type {number | null} */
  rttMs = null;
  figures = { resets: 0, sockets: 0, polls: 0 };
  #sessionId;
  #ladder;
  /** @type {Map<number, Attachment>} */
  #attachments = new Map();
  #lastAttachment = 0;
  #lastId = 0;
  #lastToken = 0;
  /** @type {Map<number, {command: string, params: object}>} */
  #waiting = new Map();
  #askedMs = 0;
  /** @type {ClientEvent[]} */
  #events = [];
  #shown = "";
  #duplicates = 0;
  #inbox = new Inbox();
  #outbox = new Outbox();

  /** @param {{sessionId: string, settings?: Partial<LinkSettings>, random: () => number}} options */
  constructor({ sessionId, settings = {}, random }) {
    this.#sessionId = sessionId;
    this.settings = { ...DEFAULT_SETTINGS, ...settings };
    this.#ladder = new Ladder({ random });
    this.#ladder.configure(this.settings.transport, this.settings.retry_limit, 0);
  }

  // The person and the page

  /** @param {number} nowMs */
  connect(nowMs) {
    this.#ladder.start(nowMs);
    this.#settle(nowMs);
  }

  /** @param {number} nowMs */
  close(nowMs) {
    this.#ladder.close(nowMs);
    this.#settle(nowMs);
  }

  /** @param {Partial<LinkSettings>} settings @param {number} nowMs */
  setSettings(settings, nowMs) {
    this.settings = { ...this.settings, ...settings };
    const { transport, retry_limit } = this.settings;
    if (this.#ladder.configure(transport, retry_limit, nowMs)) this.#drop("http");
    this.#settle(nowMs);
  }

  /**
   * Ask; exactly one `result` or `error` event with the returned id follows, unless cancelled.
   * @param {string} command @param {object} params @param {number} nowMs
   */
  request(command, params, nowMs) {
    this.#lastId += 1;
    const body = { command, params };
    if (this.#waiting.size === 0) this.#askedMs = nowMs;
    this.#waiting.set(this.#lastId, body);
    this.#sayRequest(this.#lastId, body);
    this.#ladder.active(nowMs);
    this.#settle(nowMs);
    return this.#lastId;
  }

  /**
   * Nothing more will be heard of this request.
   * @param {number} id @param {number} nowMs
   */
  cancel(id, nowMs) {
    if (this.#waiting.delete(id)) {
      this.#outbox.add({ type: "cancel", seq: this.#outbox.nextSeq(), ack: 0, id });
    }
    this.#settle(nowMs);
  }

  /**
   * Stop waiting: somebody asked to try again, the socket too.
   * @param {number} nowMs
   */
  retry(nowMs) {
    this.#ladder.retry(nowMs);
    this.#settle(nowMs);
  }

  /** @param {boolean} visible @param {number} nowMs */
  visibilityChanged(visible, nowMs) {
    this.#ladder.visible(visible, nowMs);
    if (visible) this.#checkSockets(nowMs);
    this.#settle(nowMs);
  }

  /**
   * Coming back, a socket may have survived: it is asked before a new one is opened.
   * @param {boolean} online @param {number} nowMs
   */
  onlineChanged(online, nowMs) {
    this.#ladder.online(online, nowMs);
    if (online) this.#checkSockets(nowMs);
    this.#settle(nowMs);
  }

  /**
   * The machine slept: whatever looked open may be dead.
   * @param {number} nowMs
   */
  woke(nowMs) {
    this.#drop("http");
    this.#checkSockets(nowMs);
    this.#settle(nowMs);
  }

  // The transports

  /**
   * Exactly these are to be open; the shell opens what is new and closes what is missing here.
   * @returns {Wanted[]}
   */
  transportsWanted() {
    return [...this.#attachments].map(([attachment, { kind, waitMs }]) => ({
      attachment,
      kind,
      waitMs,
    }));
  }

  /** @param {number} number @param {number} nowMs */
  transportOpened(number, nowMs) {
    const attachment = this.#attachments.get(number);
    if (!attachment) return;
    attachment.phase = "open";
    attachment.heardMs = nowMs;
    attachment.saidMs = nowMs;
    this.#sayHello(attachment);
    if (attachment.kind === "websocket") {
      attachment.proofByMs = nowMs + PROOF_MS;
      this.#ping(attachment, nowMs);
      this.#ladder.socketOpened(nowMs);
    }
    this.#settle(nowMs);
  }

  /**
   * It never opened.
   * @param {number} number @param {Failure} failure @param {number} nowMs
   */
  transportFailed(number, failure, nowMs) {
    this.#ended(number, failure, nowMs);
  }

  /**
   * It was open. A poll whose whole answer was delivered has the reason `done`.
   * @param {number} number @param {Failure} failure @param {number} nowMs
   */
  transportClosed(number, failure, nowMs) {
    this.#ended(number, failure, nowMs);
  }

  /** @param {number} number @param {Failure} failure @param {number} nowMs */
  #ended(number, failure, nowMs) {
    const attachment = this.#attachments.get(number);
    this.#attachments.delete(number);
    if (attachment) this.#judgeEnd(attachment, failure, nowMs);
    this.#settle(nowMs);
  }

  /** @param {Attachment} attachment @param {Failure} failure @param {number} nowMs */
  #judgeEnd(attachment, failure, nowMs) {
    if (attachment.kind === "websocket") {
      if (attachment.phase === "proved") this.#ladder.socketLost(failure, nowMs);
      else this.#ladder.socketFailed(failure, nowMs);
    } else if (failure.reason === "done" && attachment.epoch !== "") {
      this.#ladder.pollDone(nowMs);
    } else {
      /** @type {Failure} */
      const judged = failure.reason === "done" ? { ...failure, reason: "server" } : failure;
      this.#ladder.httpFailed(judged, nowMs - attachment.sinceMs, nowMs);
    }
  }

  // Input from the server

  /**
   * One message. What is not one ends its transport, never the session.
   * @param {number} number @param {string} text @param {number} nowMs
   */
  receiveText(number, text, nowMs) {
    const attachment = this.#attachments.get(number);
    if (!attachment) return;
    attachment.heardMs = nowMs;
    try {
      this.#receive(number, attachment, decodeServer(text), nowMs);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#ended(number, { reason: "server" }, nowMs);
    }
    this.#settle(nowMs);
  }

  /** @param {number} number @param {Attachment} attachment @param {ServerMessage} message @param {number} nowMs */
  #receive(number, attachment, message, nowMs) {
    if (message.type === "welcome") this.#onWelcome(number, attachment, message, nowMs);
    else if (message.type === "bye") this.#ended(number, failureOf(message.body.code), nowMs);
    else if (message.type === "ping") {
      attachment.control.push({ type: "pong", ack: 0, body: message.body });
    } else this.#receiveCounted(attachment, message, nowMs);
  }

  /**
   * Numbers mean something only on an attachment that carries the present epoch.
   * @param {Attachment} attachment @param {Exclude<ServerMessage, Welcome>} message @param {number} nowMs
   */
  #receiveCounted(attachment, message, nowMs) {
    const inSync = this.#inSync(attachment);
    if (inSync) this.#confirm(message.ack);
    if (message.type === "pong") this.#onPong(attachment, message.body.token, nowMs);
    else if (inSync && "seq" in message) this.#onSaid(message, nowMs);
  }

  /** @param {Attachment} attachment */
  #inSync(attachment) {
    return attachment.epoch !== "" && attachment.epoch === this.epoch;
  }

  /** @param {Said} message @param {number} nowMs */
  #onSaid(message, nowMs) {
    if (!this.#inbox.accept(message.seq)) return;
    this.#ladder.active(nowMs);
    if (message.type === "event") {
      const { name, data } = message.body;
      this.#events.push({ type: "event", name, data });
    } else if (this.#waiting.delete(message.id)) {
      this.#events.push(answer(message));
    }
  }

  /** @param {number} ack */
  #confirm(ack) {
    if (!this.#outbox.confirm(ack)) throw new WireError();
  }

  /**
   * The server goes on with our count, or tells that it has none: then both begin anew. An answer to a hello of an older
   * epoch, held up on the way, knows less than we do; its transport ends.
   * @param {number} number @param {Attachment} attachment @param {Welcome} message @param {number} nowMs
   */
  #onWelcome(number, attachment, message, nowMs) {
    const { version, resumed, epoch } = message.body;
    if (version !== VERSION) throw new WireError();
    if (resumed && (this.epoch === "" || this.epoch === epoch)) {
      this.#resume(attachment, message, nowMs);
    } else if (!resumed && epoch === this.epoch) {
      this.#sayHello(attachment); // another attachment brought the news first
    } else if (!resumed && attachment.helloEpoch === this.epoch) {
      this.#startOver(attachment, epoch);
    } else {
      this.#ended(number, { reason: "superseded" }, nowMs);
    }
  }

  /** @param {Attachment} attachment @param {Welcome} message @param {number} nowMs */
  #resume(attachment, message, nowMs) {
    const { epoch, held_ms, sockets, library, settings } = message.body;
    this.epoch = epoch;
    attachment.epoch = epoch;
    this.#confirm(message.ack);
    if (!sockets) this.#ladder.socketsImpossible();
    this.#events.push({ type: "welcome", epoch, library, settings });
    if (attachment.kind === "websocket") {
      this.#prove(attachment, nowMs);
    } else {
      this.#noteRtt(nowMs - attachment.saidMs - held_ms);
      this.#ladder.httpWelcomed(nowMs);
    }
  }

  /**
   * Count from one again, with the requests that are still unanswered, in their old order.
   * @param {Attachment} attachment @param {string} epoch
   */
  #startOver(attachment, epoch) {
    const known = this.epoch !== "";
    this.#beginEpoch(epoch);
    for (const [id, body] of this.#waiting) this.#sayRequest(id, body);
    this.#drop("http");
    if (attachment.kind === "websocket") this.#sayHello(attachment);
    if (known) {
      this.figures.resets += 1;
      this.#events.push({ type: "reset", epoch });
    }
  }

  /** @param {Attachment} attachment @param {number} token @param {number} nowMs */
  #onPong(attachment, token, nowMs) {
    if (token !== attachment.token) return;
    this.#noteRtt(nowMs - attachment.pingedMs);
    attachment.token = 0;
    this.#prove(attachment, nowMs);
  }

  /**
   * A socket counts from the moment it brought both the welcome and the pong.
   * @param {Attachment} attachment @param {number} nowMs
   */
  #prove(attachment, nowMs) {
    if (attachment.token !== 0 || !this.#inSync(attachment)) return;
    attachment.proofByMs = null;
    if (attachment.phase === "proved" && ON_SOCKET.has(this.#ladder.state)) {
      this.#ladder.socketAnswered(nowMs);
    } else {
      attachment.phase = "proved";
      this.figures.sockets += 1;
      this.#ladder.socketProved(nowMs);
    }
  }

  /**
   * Smoothed like TCP's: an eighth of the newest.
   * @param {number} sampleMs
   */
  #noteRtt(sampleMs) {
    const sample = Math.max(0, sampleMs);
    this.rttMs = this.rttMs === null ? sample : (this.rttMs * 7) / 8 + sample / 8;
  }

  // Output

  /** @returns {ClientEvent[]} */
  eventsReceived() {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** @param {number} number */
  hasData(number) {
    const attachment = this.#attachments.get(number);
    if (!attachment || !isWritable(attachment)) return false;
    const behind = attachment.cursor < this.#outbox.last;
    return attachment.control.length > 0 || behind || this.#owesAck(attachment);
  }

  /**
   * The texts to write now. For a poll: once, right after it opened; they are its whole body.
   * @param {number} number @param {number} nowMs
   */
  dataToSend(number, nowMs) {
    const attachment = this.#attachments.get(number);
    if (!attachment || !isWritable(attachment)) return [];
    /** @type {ClientMessage[]} */
    const messages = attachment.control;
    attachment.control = [];
    for (const message of this.#outbox.after(attachment.cursor)) {
      if (messages.length >= MAX_BATCH_MESSAGES) break;
      messages.push(message);
      attachment.cursor = message.seq;
    }
    if (messages.length === 0 && this.#owesAck(attachment)) messages.push({ type: "ack", ack: 0 });
    if (attachment.kind === "http") {
      attachment.phase = "asked";
      attachment.carries = this.#outbox.last;
    }
    return this.#stamped(attachment, messages, nowMs);
  }

  /** @param {Attachment} attachment @param {ClientMessage[]} messages @param {number} nowMs */
  #stamped(attachment, messages, nowMs) {
    const ack = this.#inbox.received;
    if (messages.length > 0) {
      attachment.saidMs = nowMs;
      attachment.ackSaid = ack;
    }
    return messages.map((message) => encode({ ...message, ack }));
  }

  /** @param {Attachment} attachment */
  #owesAck(attachment) {
    const unsaid = this.#inbox.received - attachment.ackSaid;
    return attachment.kind === "websocket" && attachment.epoch !== "" && unsaid >= ACK_EVERY;
  }

  /**
   * Everything unconfirmed follows the hello in the same flight: numbers make repeats harmless.
   * @param {Attachment} attachment
   */
  #sayHello(attachment) {
    const body = {
      version: VERSION,
      session: this.#sessionId,
      epoch: this.epoch,
      transport: attachment.kind,
      wait_ms: Math.trunc(attachment.waitMs),
    };
    attachment.control.push({ type: "hello", ack: 0, body });
    attachment.helloEpoch = this.epoch;
    attachment.cursor = this.#outbox.acked;
  }

  /** @param {number} id @param {{command: string, params: object}} body */
  #sayRequest(id, body) {
    this.#outbox.add({ type: "request", seq: this.#outbox.nextSeq(), ack: 0, id, body });
  }

  /** @param {Attachment} attachment @param {number} nowMs */
  #ping(attachment, nowMs) {
    this.#lastToken += 1;
    attachment.token = this.#lastToken;
    attachment.pingedMs = nowMs;
    attachment.saidMs = nowMs;
    attachment.control.push({ type: "ping", ack: 0, body: { token: this.#lastToken } });
  }

  /** @param {string} epoch */
  #beginEpoch(epoch) {
    this.epoch = epoch;
    this.#duplicates += this.#inbox.duplicates;
    this.#inbox = new Inbox();
    this.#outbox = new Outbox();
  }

  // Time

  /**
   * When `handleTimer` must be called at the latest, or null.
   * @param {number} nowMs
   */
  nextDeadline(nowMs) {
    const times = [...this.#attachments.values()].map((attachment) => this.#deadlineOf(attachment));
    return earliest([this.#ladder.nextDeadline(nowMs), ...times]);
  }

  /** @param {number} nowMs */
  handleTimer(nowMs) {
    this.#ladder.handleTimer(nowMs);
    for (const [number, attachment] of [...this.#attachments]) {
      if (this.#deadlineOf(attachment) <= nowMs) this.#onDeadline(number, attachment, nowMs);
    }
    this.#settle(nowMs);
  }

  /** @param {Attachment} attachment */
  #deadlineOf(attachment) {
    if (attachment.kind === "http") return attachment.sinceMs + attachment.waitMs + POLL_GRACE_MS;
    if (attachment.phase === "opening") return attachment.sinceMs + this.#connectTimeoutMs();
    if (attachment.proofByMs !== null) return attachment.proofByMs;
    return Math.min(attachment.saidMs + this.settings.heartbeat_ms, this.#doubtAt(attachment));
  }

  #connectTimeoutMs() {
    const patient = Math.max(this.settings.connect_timeout_ms, 4 * (this.rttMs ?? 0));
    return Math.min(patient, CONNECT_CAP_MS);
  }

  /**
   * Silence is suspicious early when an answer is due, late when there is nothing to say.
   * @param {Attachment} attachment
   */
  #doubtAt(attachment) {
    const idle = attachment.heardMs + this.settings.stall_ms;
    if (this.#waiting.size === 0) return idle;
    return Math.min(idle, Math.max(attachment.heardMs, this.#askedMs) + LATE_MS);
  }

  /** @param {number} number @param {Attachment} attachment @param {number} nowMs */
  #onDeadline(number, attachment, nowMs) {
    if (attachment.kind === "http" || attachment.phase === "opening") {
      this.#ended(number, { reason: "timeout" }, nowMs);
    } else if (attachment.proofByMs !== null) {
      this.#onProofMissing(number, attachment, nowMs);
    } else if (this.#doubtAt(attachment) <= nowMs) {
      this.#check(attachment, nowMs);
    } else {
      this.#ping(attachment, nowMs);
    }
  }

  /**
   * A live socket is asked over HTTP as well before it is judged. While HTTP is just as silent the server is busy, and the
   * socket is not to blame.
   * @param {number} number @param {Attachment} attachment @param {number} nowMs
   */
  #onProofMissing(number, attachment, nowMs) {
    const { state } = this.#ladder;
    if (state === "ws_live" && attachment.phase === "proved") {
      attachment.proofByMs = nowMs + PROOF_MS;
      this.#ladder.socketDoubted(nowMs);
    } else if (state === "suspect" || state === "busy") {
      attachment.proofByMs = nowMs + PROOF_MS;
    } else {
      this.#ended(number, { reason: "silent" }, nowMs);
    }
  }

  /** @param {number} nowMs */
  #checkSockets(nowMs) {
    for (const attachment of this.#attachments.values()) {
      if (attachment.phase === "proved" && attachment.proofByMs === null) {
        this.#check(attachment, nowMs);
      }
    }
  }

  /**
   * Ask a live socket for a sign of life.
   * @param {Attachment} attachment @param {number} nowMs
   */
  #check(attachment, nowMs) {
    attachment.proofByMs = nowMs + CHECK_MS;
    this.#ping(attachment, nowMs);
  }

  // After every input

  /**
   * Let attachments follow the ladder, and tell what the person sees.
   * @param {number} nowMs
   */
  #settle(nowMs) {
    if (!this.#ladder.socketAllowed) this.#drop("websocket");
    if (!this.#ladder.httpAllowed) this.#drop("http");
    if (this.#waiting.size > 0 || this.#unsaid()) this.#ladder.hurryPoll();
    if (this.#ladder.socketDue && this.#count("websocket") === 0) {
      this.#ladder.socketStarted();
      this.#attach("websocket", 0, nowMs);
    }
    if (this.#pollNeeded() && this.#ladder.httpDue(nowMs)) {
      this.#ladder.pollStarted(nowMs);
      this.figures.polls += 1;
      this.#attach("http", this.#ladder.pollWaitMs, nowMs);
    }
    this.#tellChange();
  }

  /** One poll always; a second when something came up that no poll under way carries. */
  #pollNeeded() {
    const polls = this.#count("http");
    return polls === 0 || (polls < MAX_POLLS && this.#unsaid());
  }

  #unsaid() {
    const polls = [...this.#attachments.values()].filter(({ kind }) => kind === "http");
    const carried = polls.map(({ carries }) => carries);
    return this.#outbox.last > (carried.length > 0 ? Math.max(...carried) : this.#outbox.acked);
  }

  /** @param {TransportName} kind @param {number} waitMs @param {number} nowMs */
  #attach(kind, waitMs, nowMs) {
    this.#lastAttachment += 1;
    this.#attachments.set(this.#lastAttachment, {
      kind,
      waitMs,
      sinceMs: nowMs,
      phase: "opening",
      helloEpoch: null,
      cursor: 0,
      carries: this.#outbox.last,
      control: [],
      epoch: "",
      proofByMs: null,
      token: 0,
      pingedMs: 0,
      heardMs: 0,
      saidMs: 0,
      ackSaid: 0,
    });
  }

  /** @param {TransportName} kind */
  #count(kind) {
    return [...this.#attachments.values()].filter((attachment) => attachment.kind === kind).length;
  }

  /**
   * Nobody is to blame: the ladder hears nothing of it.
   * @param {TransportName} kind
   */
  #drop(kind) {
    for (const [number, attachment] of this.#attachments) {
      if (attachment.kind === kind) this.#attachments.delete(number);
    }
  }

  /** For the chip: state, transport shown, reason, since when, round-trip time, epoch, figures. */
  status() {
    const duplicates = this.#duplicates + this.#inbox.duplicates;
    return {
      ...this.#ladder.status(),
      rttMs: this.rttMs,
      epoch: this.epoch,
      figures: { ...this.figures, duplicates },
    };
  }

  #tellChange() {
    const { state, transport, reason } = this.#ladder.status();
    const shown = `${state} ${transport} ${reason}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#events.push({ type: "change", state, transport, reason });
  }
}

/** @param {Attachment} attachment */
function isWritable({ phase }) {
  return phase !== "opening" && phase !== "asked";
}

/** @param {import("./messages.mjs").Result | import("./messages.mjs").ErrorMessage} message @returns {ClientEvent} */
function answer(message) {
  if (message.type === "result") return { type: "result", id: message.id, body: message.body };
  return { type: "error", id: message.id, ...message.body };
}

/** @param {string} code @returns {Failure} */
function failureOf(code) {
  if (code === "not_allowed") return { reason: "auth" };
  if (code === "wrong_origin") return { reason: "origin" };
  if (code === "server_full") return { reason: "busy" };
  if (code === "superseded") return { reason: "superseded" };
  return { reason: "closed" };
}

/**
 * The client's half of a conversation, without a socket, a clock or a timer. Twin of evergallery/wire/client_session.py:
 * same names, same vectors.
 *
 * After any input the shell runs five steps: feed, write (`dataToSend` of every attachment), dispatch (`eventsReceived`),
 * re-arm its one timer (`nextDeadline`), open or close transports until they match `transportsWanted`.
 */
import { ClientAttachments } from "./client_attachments.mjs";
import { answerOf, eventOf } from "./client_events.mjs";
import { DEFAULT_SETTINGS } from "./client_settings.mjs";
import { earliest } from "./deadlines.mjs";
import { Inbox } from "./inbox.mjs";
import { Ladder, POLL_GRACE_MS } from "./ladder.mjs";
import { LinkFigures } from "./link_figures.mjs";
import { LinkMemory } from "./link_memory.mjs";
import {
  decodeServer,
  encode,
  MAX_BATCH_MESSAGES,
  MAX_PACK_ITEMS,
  VERSION,
  WireError,
} from "./messages.mjs";
import { Outbox } from "./outbox.mjs";
import { Parts } from "./parts.mjs";
import { RoundTrips } from "./round_trips.mjs";
import { TicketPurse } from "./ticket_purse.mjs";

/** @typedef {import("./ladder.mjs").Failure} Failure */
/** @typedef {import("./client_attachments.mjs").ClientAttachment} Attachment */
/** @typedef {import("./client_attachments.mjs").Wanted} Wanted */
/** @typedef {import("./client_events.mjs").ClientEvent} ClientEvent */
/** @typedef {import("./client_settings.mjs").LinkSettings} LinkSettings */
/** @typedef {import("./messages.mjs").ClientMessage} ClientMessage */
/** @typedef {import("./messages.mjs").ServerMessage} ServerMessage */
/** @typedef {import("./messages.mjs").Said} Said */
/** @typedef {import("./messages.mjs").PackItem} PackItem */
/** @typedef {{command: string, params: object, key: string}} Call */
/** @typedef {import("./messages.mjs").Welcome} Welcome */

const ACK_EVERY = 16;
const PROOF_MS = 2_500; // welcome and pong after the socket opened
const CONNECT_CAP_MS = 8_000;
const LATE_MS = 1_200; // a request outstanding and not a byte heard: ask the socket for a sign of life
const CHECK_MS = 600; // no sign of life after this: ask over HTTP too
const BUSY_PATIENCE = 2; // a server at work gets so many times the usual time
const ROTATE_AT = 0.9; // of the age at which this network cuts sockets
const LAST_FRAME = 1; // flag in the second byte of a pack's frame; see pack_frame.mjs
const FRAME_HEADER_BYTES = 6;
const MAX_POLLS = 2; // one parked, one that carries what came up meanwhile

/** Here an answering socket is the one that carries the data already; elsewhere it takes over. */
const ON_SOCKET = new Set(["ws_live", "suspect", "busy"]);

/** One conversation with the server; `sessionId` is fresh and secret (128 bits or more). */
export class ClientSession {
  /** @type {LinkSettings} */
  settings;
  epoch = "";
  #sessionId;
  #memory;
  #ladder;
  #figures = new LinkFigures();
  #roundTrips = new RoundTrips();
  #attachments = new ClientAttachments();
  #tickets = new TicketPurse();
  #parts = new Parts();
  #lastId = 0;
  #lastToken = 0;
  /** @type {Map<number, Call>} */
  #waiting = new Map();
  #askedMs = 0;
  /** @type {ClientEvent[]} */
  #events = [];
  #shown = { state: "", transport: "", reason: "" };
  #duplicates = 0;
  #inbox = new Inbox();
  #outbox = new Outbox();

  /**
   * @param {object} options
   * @param {string} options.sessionId
   * @param {Partial<LinkSettings>} [options.settings]
   * @param {() => number} options.random
   * @param {object} [options.memory] what the last `memory` event held
   * @param {number} [options.rttHintMs] what the page's own loading told
   */
  constructor({ sessionId, settings = {}, random, memory = {}, rttHintMs = 0 }) {
    this.#sessionId = sessionId;
    this.settings = { ...DEFAULT_SETTINGS, ...settings };
    this.#memory = new LinkMemory(memory);
    this.#ladder = new Ladder({ random, memory: this.#memory, rttHintMs });
    this.#configure(0);
  }

  get rttMs() {
    return this.#roundTrips.smoothedMs;
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
    if (this.#configure(nowMs)) this.#attachments.drop("http");
    this.#settle(nowMs);
  }

  /** @param {number} nowMs */
  #configure(nowMs) {
    const { transport, retry_limit, poll_wait_ms } = this.settings;
    this.#ladder.pace.longestMs = poll_wait_ms;
    return this.#ladder.configure(transport, retry_limit, nowMs);
  }

  /**
   * Of several pages in one browser one may park polls; it loses nothing that it had parked already.
   * @param {boolean} leading @param {number} nowMs
   */
  setLeading(leading, nowMs) {
    this.#ladder.pace.isLeading = leading;
    this.#settle(nowMs);
  }

  /**
   * Somebody tested the connection thoroughly: that is worth as much as what we saw.
   * @param {boolean} socketWorks @param {number} nowMs
   */
  learn(socketWorks, nowMs) {
    if (socketWorks) this.#memory.socketWorked(nowMs);
    else this.#memory.socketFailed(nowMs);
    this.#settle(nowMs);
  }

  /**
   * What was learnt about this network is to be learnt anew.
   * @param {number} nowMs
   */
  forget(nowMs) {
    this.#memory.forget();
    this.#settle(nowMs);
  }

  /**
   * Ask; exactly one `result` or `error` event with the returned id follows, unless cancelled. An action has a fresh
   * `key`, which goes with it into every new epoch.
   * @param {string} command @param {object} params @param {number} nowMs @param {string} [key]
   */
  request(command, params, nowMs, key = "") {
    this.#lastId += 1;
    const body = { command, params, key };
    if (this.#waiting.size === 0) this.#askedMs = nowMs;
    this.#waiting.set(this.#lastId, body);
    this.#sayRequest(this.#lastId, body);
    this.#ladder.pace.active(nowMs);
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
   * Have a live socket bring thumbnails as binary frames. Its token; 0 where there is none: HTTP has a route.
   * @param {readonly PackItem[]} items @param {number} nowMs
   */
  wantPack(items, nowMs) {
    const attachment = this.#liveSocket();
    if (!attachment || items.length === 0 || items.length > MAX_PACK_ITEMS) return 0;
    this.#lastToken += 1;
    const token = this.#lastToken;
    attachment.packs.add(token);
    attachment.control.push({ type: "pack", ack: 0, body: { token, items: [...items] } });
    this.#settle(nowMs);
    return token;
  }

  /**
   * The rest of it is not wanted any more.
   * @param {number} token @param {number} nowMs
   */
  dropPack(token, nowMs) {
    for (const { packs, control } of this.#attachments.all) {
      if (packs.delete(token)) control.push({ type: "unpack", ack: 0, body: { token } });
    }
    this.#settle(nowMs);
  }

  #liveSocket() {
    if (this.#ladder.state !== "ws_live") return undefined;
    return this.#attachments.sockets.reverse().find(({ isTrusted }) => isTrusted);
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
    this.#attachments.drop("http");
    this.#checkSockets(nowMs);
    this.#settle(nowMs);
  }

  // The transports

  /**
   * Exactly these are to be open; the shell opens what is new and closes what is missing here.
   * @returns {Wanted[]}
   */
  transportsWanted() {
    return this.#attachments.wanted();
  }

  /** @param {number} number @param {number} nowMs */
  transportOpened(number, nowMs) {
    const attachment = this.#attachments.get(number);
    if (!attachment) return;
    attachment.phase = "open";
    attachment.heardMs = nowMs;
    attachment.saidMs = nowMs;
    this.#sayHello(attachment);
    if (attachment.isSocket) {
      attachment.proofByMs = nowMs + this.#patient(PROOF_MS);
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
    const attachment = this.#attachments.remove(number);
    if (attachment?.isSocket) this.#judgeSocket(attachment, failure, nowMs);
    else if (attachment) this.#judgePoll(attachment, failure, nowMs);
    this.#settle(nowMs);
  }

  /**
   * While another socket carries the data, or is about to take over, nothing has happened.
   * @param {Attachment} attachment @param {Failure} failure @param {number} nowMs
   */
  #judgeSocket(attachment, failure, nowMs) {
    this.#figures.closed(String(failure.code || failure.reason));
    const others = this.#attachments.sockets;
    if (others.some(({ isProved }) => isProved)) return;
    if (others.length > 0 && failure.reason === "superseded") return;
    const lifeMs = attachment.isProved ? nowMs - attachment.provedMs : 0;
    const wasCut = attachment.isProved && failure.reason === "closed";
    if (wasCut) this.#memory.socketLived(lifeMs, nowMs);
    if (attachment.isProved || ON_SOCKET.has(this.#ladder.state)) {
      const isUsual = wasCut && this.#memory.explains(lifeMs, nowMs);
      this.#ladder.socketLost(failure, nowMs, { isUsual });
    } else {
      this.#judgeTrial(attachment, failure, nowMs);
    }
  }

  /**
   * A browser may send a socket none of the credentials it sends with a poll: then a ticket lets it in.
   * @param {Attachment} attachment @param {Failure} failure @param {number} nowMs
   */
  #judgeTrial(attachment, failure, nowMs) {
    const isRefusal = failure.reason === "refused" || failure.reason === "auth";
    const isHopeful = isRefusal && attachment.ticket === "";
    this.#ladder.hopesForTicket = isHopeful;
    this.#ladder.socketFailed(failure, nowMs);
    if (isHopeful && this.#tickets.isFilled(nowMs)) this.#ladder.tryWithTicket();
  }

  /** @param {Attachment} attachment @param {Failure} failure @param {number} nowMs */
  #judgePoll(attachment, failure, nowMs) {
    if (failure.reason === "done" && attachment.isWelcomed) {
      this.#ladder.pollDone(nowMs);
      return;
    }
    this.#figures.pollFailures += 1;
    /** @type {Failure} */
    const judged = failure.reason === "done" ? { ...failure, reason: "server" } : failure;
    this.#ladder.httpFailed(judged, nowMs - attachment.sinceMs, nowMs);
  }

  // Input from the server

  /**
   * One message. What is not one ends its transport, never the session.
   * @param {number} number @param {string} text @param {number} nowMs
   */
  receiveText(number, text, nowMs) {
    const attachment = this.#attachments.get(number);
    if (!attachment) return;
    this.#heard(attachment, nowMs);
    try {
      this.#receive(attachment, decodeServer(text), nowMs);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#ended(number, { reason: "server" }, nowMs);
    }
    this.#settle(nowMs);
  }

  /**
   * A binary frame came: part of a pack, which the shell hands on as it is. Only its header is looked at.
   * @param {number} number @param {Uint8Array} frame @param {number} nowMs
   */
  receiveBytes(number, frame, nowMs) {
    const attachment = this.#attachments.get(number);
    if (!attachment) return;
    this.#heard(attachment, nowMs);
    const isLast = ((frame[1] ?? 0) & LAST_FRAME) !== 0;
    if (frame.length >= FRAME_HEADER_BYTES && isLast) {
      const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
      attachment.packs.delete(view.getUint32(2));
    }
    this.#settle(nowMs);
  }

  /** @param {Attachment} attachment @param {number} nowMs */
  #heard(attachment, nowMs) {
    if (attachment.isProved) this.#figures.heard(nowMs - attachment.heardMs);
    attachment.heardMs = nowMs;
  }

  /** @param {Attachment} attachment @param {ServerMessage} message @param {number} nowMs */
  #receive(attachment, message, nowMs) {
    if (message.type === "welcome") this.#onWelcome(attachment, message, nowMs);
    else if (message.type === "bye") {
      this.#ended(attachment.number, failureOf(message.body.code), nowMs);
    } else if (message.type === "ping") {
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
    return attachment.isWelcomed && attachment.epoch === this.epoch;
  }

  /** @param {Said} message @param {number} nowMs */
  #onSaid(message, nowMs) {
    if (!this.#inbox.accept(message.seq)) return;
    this.#ladder.pace.active(nowMs);
    if (message.type !== "part") {
      this.#takeIn(message);
      return;
    }
    const text = this.#parts.add(message.body);
    if (text !== null) this.#takeIn(decodeServer(text));
  }

  /** @param {ServerMessage} message */
  #takeIn(message) {
    if (message.type === "event") {
      this.#events.push(eventOf(message));
    } else if (message.type !== "result" && message.type !== "error") {
      throw new WireError();
    } else if (this.#waiting.delete(message.id)) {
      this.#events.push(answerOf(message));
    }
  }

  /** @param {number} ack */
  #confirm(ack) {
    if (!this.#outbox.confirm(ack)) throw new WireError();
  }

  /**
   * The server goes on with our count, or tells that it has none: then both begin anew. An answer to a hello of an older
   * epoch, held up on the way, knows less than we do; its transport ends.
   * @param {Attachment} attachment @param {Welcome} message @param {number} nowMs
   */
  #onWelcome(attachment, message, nowMs) {
    const { version, resumed, epoch } = message.body;
    if (version !== VERSION) throw new WireError();
    if (message.body.nonce !== attachment.number) {
      this.#ended(attachment.number, { reason: "replayed" }, nowMs);
    } else if (resumed && (this.epoch === "" || this.epoch === epoch)) {
      this.#resume(attachment, message, nowMs);
    } else if (!resumed && epoch === this.epoch) {
      this.#sayHello(attachment); // another attachment brought the news first
    } else if (!resumed && attachment.helloEpoch === this.epoch) {
      this.#startOver(attachment, epoch);
    } else {
      this.#ended(attachment.number, { reason: "superseded" }, nowMs);
    }
  }

  /** @param {Attachment} attachment @param {Welcome} message @param {number} nowMs */
  #resume(attachment, message, nowMs) {
    const { epoch, held_ms, sockets, library, user_tag, settings } = message.body;
    const isKnown = this.epoch !== "";
    this.epoch = epoch;
    attachment.epoch = epoch;
    this.#confirm(message.ack);
    if (!sockets) this.#ladder.socketsImpossible();
    this.#events.push({ type: "welcome", epoch, library, user_tag, settings });
    if (attachment.isSocket) {
      if (isKnown && this.#figures.sockets > 0) this.#figures.resumes += 1;
      this.#prove(attachment, nowMs);
    } else {
      this.#figures.heard(nowMs - attachment.saidMs - held_ms);
      this.#noteRtt(nowMs - attachment.saidMs - held_ms, nowMs);
      this.#takeTicket(message.body.ticket, nowMs);
      this.#ladder.httpWelcomed(nowMs);
    }
  }

  /** @param {string} ticket @param {number} nowMs */
  #takeTicket(ticket, nowMs) {
    this.#tickets.put(ticket, nowMs);
    if (this.#ladder.hopesForTicket && ticket !== "") this.#ladder.tryWithTicket();
    this.#ladder.hopesForTicket = false;
  }

  /**
   * Count from one again, with the requests that are still unanswered, in their old order.
   * @param {Attachment} attachment @param {string} epoch
   */
  #startOver(attachment, epoch) {
    const known = this.epoch !== "";
    this.#beginEpoch(epoch);
    for (const [id, body] of this.#waiting) this.#sayRequest(id, body);
    this.#attachments.drop("http");
    if (attachment.isSocket) this.#sayHello(attachment);
    if (known) {
      this.#figures.resets += 1;
      this.#events.push({ type: "reset", epoch });
    }
  }

  /** @param {Attachment} attachment @param {number} token @param {number} nowMs */
  #onPong(attachment, token, nowMs) {
    if (token !== attachment.token) return;
    this.#noteRtt(nowMs - attachment.pingedMs, nowMs);
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
    if (attachment.isProved && ON_SOCKET.has(this.#ladder.state)) {
      this.#ladder.socketAnswered(nowMs);
    } else {
      this.#trust(attachment, nowMs);
    }
  }

  /** @param {Attachment} attachment @param {number} nowMs */
  #trust(attachment, nowMs) {
    attachment.phase = "proved";
    attachment.provedMs = nowMs;
    this.#figures.sockets += 1;
    for (const other of this.#attachments.sockets) {
      if (other !== attachment) this.#attachments.remove(other.number);
    }
    this.#ladder.socketProved(nowMs);
  }

  /** @param {number} sampleMs @param {number} nowMs */
  #noteRtt(sampleMs, nowMs) {
    this.#roundTrips.add(sampleMs, nowMs);
    this.#memory.roundTrip(this.rttMs ?? 0);
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
    if (!attachment?.isWritable) return false;
    const behind = attachment.cursor < this.#outbox.last;
    return attachment.control.length > 0 || behind || this.#owesAck(attachment);
  }

  /**
   * The texts to write now. For a poll: once, right after it opened; they are its whole body.
   * @param {number} number @param {number} nowMs
   */
  dataToSend(number, nowMs) {
    const attachment = this.#attachments.get(number);
    if (!attachment?.isWritable) return [];
    /** @type {ClientMessage[]} */
    const messages = attachment.control;
    attachment.control = [];
    for (const message of this.#outbox.after(attachment.cursor)) {
      if (messages.length >= MAX_BATCH_MESSAGES) break;
      messages.push(message);
      attachment.cursor = message.seq;
    }
    if (messages.length === 0 && this.#owesAck(attachment)) messages.push({ type: "ack", ack: 0 });
    if (!attachment.isSocket) {
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
    return attachment.isSocket && attachment.isWelcomed && unsaid >= ACK_EVERY;
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
      nonce: attachment.number,
    };
    attachment.control.push({ type: "hello", ack: 0, body });
    attachment.helloEpoch = this.epoch;
    attachment.cursor = this.#outbox.acked;
  }

  /** @param {number} id @param {Call} body */
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
    this.#parts = new Parts();
  }

  // Time

  /**
   * When `handleTimer` must be called at the latest, or null.
   * @param {number} nowMs
   */
  nextDeadline(nowMs) {
    const times = this.#attachments.all.map((attachment) => this.#deadlineOf(attachment));
    return earliest([this.#ladder.nextDeadline(), this.#pollAt(nowMs), ...times]);
  }

  /**
   * A poll that waited for its turn is due even if that came since the last input: nothing else starts it.
   * @param {number} nowMs
   */
  #pollAt(nowMs) {
    return this.#pollNeeded() ? this.#ladder.httpAtMs(nowMs) : null;
  }

  /** @param {number} nowMs */
  handleTimer(nowMs) {
    this.#ladder.handleTimer(nowMs);
    for (const attachment of this.#attachments.all) {
      if (this.#deadlineOf(attachment) <= nowMs) this.#onDeadline(attachment, nowMs);
    }
    this.#settle(nowMs);
  }

  /** @param {Attachment} attachment */
  #deadlineOf(attachment) {
    if (!attachment.isSocket) {
      return attachment.sinceMs + attachment.waitMs + this.#patient(POLL_GRACE_MS);
    }
    if (attachment.phase === "opening") return attachment.sinceMs + this.#connectTimeoutMs();
    if (attachment.proofByMs !== null) return attachment.proofByMs;
    const heartbeat = attachment.saidMs + this.settings.heartbeat_ms;
    return Math.min(heartbeat, this.#doubtAt(attachment), this.#rotateAt(attachment));
  }

  /**
   * Where sockets are cut at a certain age, the next one is there before.
   * @param {Attachment} attachment
   */
  #rotateAt({ provedMs, hasSuccessor }) {
    const capMs = this.#memory.lifeCapMs(provedMs);
    if (capMs === null || hasSuccessor) return Number.POSITIVE_INFINITY;
    return provedMs + ROTATE_AT * capMs;
  }

  #connectTimeoutMs() {
    const asked = this.#patient(this.settings.connect_timeout_ms);
    return Math.min(Math.max(asked, 4 * (this.rttMs ?? 0)), CONNECT_CAP_MS);
  }

  /**
   * A server that loads a model answers nobody for a while; giving up sooner would not make it quicker.
   * @param {number} timeMs
   */
  #patient(timeMs) {
    return timeMs * (this.#ladder.state === "busy" ? BUSY_PATIENCE : 1);
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

  /** @param {Attachment} attachment @param {number} nowMs */
  #onDeadline(attachment, nowMs) {
    if (!attachment.isSocket || attachment.phase === "opening") {
      this.#ended(attachment.number, { reason: "timeout" }, nowMs);
    } else if (attachment.proofByMs !== null) {
      this.#onProofMissing(attachment, nowMs);
    } else if (this.#doubtAt(attachment) <= nowMs) {
      this.#check(attachment, nowMs);
    } else if (this.#rotateAt(attachment) <= nowMs) {
      this.#rotate(attachment, nowMs);
    } else {
      this.#ping(attachment, nowMs);
    }
  }

  /**
   * The old one carries the data until the new one is trusted.
   * @param {Attachment} attachment @param {number} nowMs
   */
  #rotate(attachment, nowMs) {
    attachment.hasSuccessor = true;
    this.#figures.rotations += 1;
    this.#openSocket(nowMs);
  }

  /**
   * A live socket is asked over HTTP as well before it is judged. While HTTP is just as silent the server is busy, and the
   * socket is not to blame.
   * @param {Attachment} attachment @param {number} nowMs
   */
  #onProofMissing(attachment, nowMs) {
    const { state } = this.#ladder;
    if (state === "ws_live" && attachment.isProved) {
      attachment.proofByMs = nowMs + PROOF_MS;
      this.#ladder.socketDoubted(nowMs);
    } else if (state === "suspect" || state === "busy") {
      attachment.proofByMs = nowMs + PROOF_MS;
    } else {
      this.#ended(attachment.number, { reason: "silent" }, nowMs);
    }
  }

  /** @param {number} nowMs */
  #checkSockets(nowMs) {
    for (const socket of this.#attachments.sockets) {
      if (socket.isTrusted) this.#check(socket, nowMs);
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
    if (!this.#ladder.socketAllowed) this.#attachments.drop("websocket");
    if (!this.#ladder.httpAllowed) this.#attachments.drop("http");
    if (this.#waiting.size > 0 || this.#unsaid()) this.#ladder.hurryPoll();
    if (this.#ladder.socketDue && this.#attachments.sockets.length === 0) {
      this.#openSocket(nowMs);
    }
    if (this.#pollNeeded() && this.#ladder.httpDue(nowMs)) {
      this.#ladder.pace.started(nowMs);
      this.#figures.polls += 1;
      this.#attachments.open("http", this.#ladder.pollWaitMs, nowMs);
    }
    this.#tellChange();
    this.#tellLosses();
  }

  /** @param {number} nowMs */
  #openSocket(nowMs) {
    this.#ladder.socketStarted();
    this.#figures.attempts += 1;
    this.#attachments.open("websocket", 0, nowMs, this.#tickets.take(nowMs));
  }

  /** One poll always; a second when something came up that no poll under way carries. */
  #pollNeeded() {
    const polls = this.#attachments.polls.length;
    return polls === 0 || (polls < MAX_POLLS && this.#unsaid());
  }

  /** Whether no poll will have carried all. One that is not asked yet takes what comes up until then. */
  #unsaid() {
    const { polls } = this.#attachments;
    if (polls.some(({ phase }) => phase !== "asked")) return false;
    const carried = polls.map(({ carries }) => carries);
    return this.#outbox.last > (carried.length > 0 ? Math.max(...carried) : this.#outbox.acked);
  }

  /** For the chip: state, transport shown, reason, since when, round-trip times, epoch, figures, what is known. */
  status() {
    return {
      ...this.#ladder.status(),
      rttMs: this.rttMs,
      rtt: this.#roundTrips.summary(),
      epoch: this.epoch,
      nextSocketMs: this.#ladder.nextSocketMs,
      figures: {
        ...this.#figures.summary(),
        healthy: this.#ladder.healthySockets,
        duplicates: this.#duplicates + this.#inbox.duplicates,
        missing: this.#inbox.missing,
        lifetimesMs: this.#memory.livesMs,
        lifeCapMs: this.#memory.lifeCapMs(this.#ladder.sinceMs),
        pollWaitMs: this.#ladder.pollWaitMs,
      },
      memory: this.#memory.known(),
    };
  }

  #tellChange() {
    const { state, transport, reason } = this.#ladder.status();
    const before = this.#shown;
    if (state === before.state && transport === before.transport && reason === before.reason)
      return;
    if (transport === "http" && before.transport !== "http") this.#figures.fellBack(reason);
    this.#shown = { state, transport, reason };
    this.#events.push({ type: "change", state, transport, reason });
  }

  #tellLosses() {
    const tokens = this.#attachments.takeLostPacks();
    if (tokens.length > 0) this.#events.push({ type: "packs_lost", tokens });
    if (this.#memory.takeChanged()) {
      this.#events.push({ type: "memory", memory: this.#memory.snapshot() });
    }
  }
}

/** @param {string} code @returns {Failure} */
function failureOf(code) {
  if (code === "not_allowed") return { reason: "auth" };
  if (code === "wrong_origin") return { reason: "origin" };
  if (code === "server_full") return { reason: "busy" };
  if (code === "superseded") return { reason: "superseded" };
  return { reason: "closed" };
}

import { LinkError } from "./link_error.mjs";
import { LinkTimeline } from "./link_timeline.mjs";
import { Traffic } from "./traffic.mjs";
import { CONNECTING, OPEN } from "./transport.mjs";
import { failureOfClose } from "./websocket_transport.mjs";

/** @typedef {import("./transport.mjs").Transport} Transport */
/** @typedef {import("./transport.mjs").Timers} Timers */
/** @typedef {import("./transport.mjs").Wanted} Wanted */
/** @typedef {import("./wakefulness.mjs").Wakefulness} Wakefulness */
/** @typedef {import("../wire/client_session.mjs").ClientSession} ClientSession */
/** @typedef {import("../wire/client_session.mjs").Call} Call */
/** @typedef {import("../wire/messages.mjs").PackItem} PackItem */

/**
 * @typedef {object} Attachment  one transport the session asked for
 * @property {number} number
 * @property {Wanted["kind"]} kind
 * @property {Transport} transport
 * @property {boolean} opened
 */

/**
 * @typedef {object} Outstanding  one promise given to a caller
 * @property {(body: any) => void} resolve
 * @property {(error: LinkError) => void} reject
 * @property {() => void} forget   takes the listener off the caller's signal
 */

const CANCELLED = { code: "cancelled", message: "The request was cancelled." };
const CLOSED = { code: "closed", message: "The gallery was closed." };

/** Longer delays than this overflow a browser's timer and fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/**
 * The I/O shell around a ClientSession: owns the one timer and every transport, and runs the same five
 * steps after any input: feed, write, dispatch, re-arm, open/close.
 *
 * Events, each a CustomEvent with `detail`:
 * `change` {state, transport, reason}; `event` {name, data}; `reset` {epoch};
 * `welcome` {epoch, settings, library, user_tag}; `activity` {outstanding}; `pack` {bytes} of thumbnails;
 * `packs_lost` {tokens}; `memory` {memory}, to be handed to the next session.
 */
export class Driver extends EventTarget {
  #session;
  #transports;
  #clock;
  #timers;
  #newKey;
  #wakefulness;
  #timeline = new LinkTimeline();
  #traffic = new Traffic();
  /** @type {Map<number, Attachment>} */ #attachments = new Map();
  /** @type {Map<number, Outstanding>} */ #outstanding = new Map();
  /** @type {any} */ #timer = null;
  /** Frozen: the page is in the back-forward cache. @type {"idle"|"running"|"frozen"|"stopped"} */
  #stage = "idle";
  /** @type {"at rest"|"stepping"|"once more"} */ #step = "at rest";

  /**
   * @param {object} options
   * @param {ClientSession} options.session
   * @param {Record<Wanted["kind"], (wanted: Wanted) => Transport>} options.transports never throw
   * @param {() => number} options.clock wall clock in ms
   * @param {Timers} options.timers
   * @param {() => string} options.newKey a key that no other action of anybody has
   * @param {Wakefulness} [options.wakefulness]
   */
  constructor({ session, transports, clock, timers, newKey, wakefulness }) {
    super();
    this.#newKey = newKey;
    this.#session = session;
    this.#transports = transports;
    this.#clock = clock;
    this.#timers = timers;
    this.#wakefulness = wakefulness;
  }

  start() {
    if (this.#stage !== "idle") return;
    this.#stage = "running";
    this.#wakefulness?.start(this);
    this.#feed((now) => this.#session.connect(now));
    if (this.#wakefulness?.online === false) this.networkOnlineChanged(false);
    if (this.#wakefulness?.visible === false) this.pageVisibilityChanged(false);
  }

  /** Ends for good: no transport, timer or listener is left, every open request is rejected. */
  stop() {
    if (this.#stage === "stopped") return;
    this.#feed((now) => this.#session.close(now));
    this.#stage = "stopped";
    this.#wakefulness?.stop();
    this.#disarm();
    this.#closeAll();
    for (const id of [...this.#outstanding.keys()]) this.#reject(id, CLOSED);
  }

  /**
   * @param {string} command
   * @param {object} params
   * @param {{signal?: AbortSignal}} [options] aborting cancels the request on the server as well
   * @returns {Promise<any>} the result's body; rejects with LinkError and nothing else
   */
  request(command, params, { signal } = {}) {
    return this.#ask({ command, params, key: "" }, signal);
  }

  /**
   * Like `request`, for what changes something: it happens once, however often the link dies on the way.
   *
   * @param {string} command
   * @param {object} params
   * @param {{signal?: AbortSignal, key?: string}} [options] key: of an action that an earlier page has said, perhaps
   * @returns {Promise<any>}
   */
  act(command, params, { signal, key = this.#newKey() } = {}) {
    return this.#ask({ command, params, key }, signal);
  }

  /**
   * @param {Call} call
   * @param {AbortSignal | undefined} signal
   */
  #ask(call, signal) {
    const promise = new Promise((resolve, reject) => {
      if (this.#stage === "stopped") reject(linkError(CLOSED));
      else if (signal?.aborted) reject(linkError(CANCELLED));
      else this.#begin(call, signal, resolve, reject);
    });
    // A caller that lost interest need not catch: the rejection counts as handled.
    promise.catch(() => {});
    return promise;
  }

  /** @param {string} name one of the setting's choices: auto, websocket, http_long, http_short */
  setTransport(name) {
    this.setSettings({ transport: name });
  }

  /** @param {object} settings client settings to change; the rest stay */
  setSettings(settings) {
    // Before the start it only says how to begin.
    if (this.#stage === "idle") this.#session.setSettings(settings, this.#clock());
    else this.#feed((now) => this.#session.setSettings(settings, now));
  }

  /** The person asks: whatever waits for a later time is tried now, the socket too. */
  hurry() {
    this.#feed((now) => this.#session.retry(now));
  }

  /**
   * Ask a live socket for thumbnails, which come as `pack` events.
   *
   * @param {readonly PackItem[]} items
   * @returns {number} the pack's token; 0 when there is no live socket, or one that deflates: pictures do not shrink,
   *   and trying it costs the server ten times the work of the same pack over HTTP (0.6 ms a tile, measured)
   */
  sendPack(items) {
    let token = 0;
    if ([...this.#attachments.values()].some(deflates)) return token;
    this.#feed((now) => {
      token = this.#session.wantPack(items, now);
    });
    return token;
  }

  /** @param {number} token */
  dropPack(token) {
    this.#feed((now) => this.#session.dropPack(token, now));
  }

  /** Whether this page may park polls. @param {boolean} leading */
  setLeading(leading) {
    this.#feed((now) => this.#session.setLeading(leading, now));
  }

  /** What a test of the connection has found. @param {boolean} socketWorks */
  learn(socketWorks) {
    this.#feed((now) => this.#session.learn(socketWorks, now));
  }

  /** What was learnt about this network is to be learnt anew. */
  forget() {
    this.#feed((now) => this.#session.forget(now));
  }

  status() {
    return {
      ...this.#session.status(),
      timeline: this.#timeline.moments,
      bytes: this.#traffic.summary(),
    };
  }

  // Wakefulness delegate

  /** @param {boolean} visible */
  pageVisibilityChanged(visible) {
    this.#feed((now) => this.#session.visibilityChanged(visible, now));
  }

  /** @param {boolean} online */
  networkOnlineChanged(online) {
    this.#feed((now) => this.#session.onlineChanged(online, now));
  }

  /** What looked open may be dead, and what failed before may work in this place. */
  machineWoke() {
    this.#feed((now) => {
      this.#session.woke(now);
      this.#session.retry(now);
    });
  }

  /** An open socket keeps a page out of the back-forward cache, so all transports are given up. */
  pageLeft() {
    if (this.#stage !== "running") return;
    this.#stage = "frozen";
    this.#disarm();
    for (const attachment of [...this.#attachments.values()]) this.#abandon(attachment);
  }

  pageReturned() {
    if (this.#stage !== "frozen") return;
    this.#stage = "running";
    this.machineWoke();
  }

  // The five steps

  /** @param {(now: number) => void} input */
  #feed(input) {
    if (this.#stage === "idle" || this.#stage === "stopped") return;
    input(this.#clock());
    this.#steps();
  }

  /** Listeners called while dispatching may feed again: that runs the steps once more, not inside. */
  #steps() {
    if (this.#step !== "at rest") {
      this.#step = "once more";
      return;
    }
    try {
      do this.#stepOnce();
      while (this.#stepAgain());
    } finally {
      this.#step = "at rest";
      this.#arm();
    }
  }

  #stepOnce() {
    this.#step = "stepping";
    this.#writeAll();
    this.#dispatchAll();
    this.#matchTransports();
  }

  #stepAgain() {
    return this.#step === "once more";
  }

  /** The session hands out bounded batches, so a socket is written until it has no more. */
  #writeAll() {
    for (const attachment of this.#attachments.values()) {
      if (attachment.kind === "websocket") while (this.#write(attachment) > 0);
    }
  }

  /**
   * @param {Attachment} attachment
   * @returns {number} how many texts were written
   */
  #write({ number, kind, transport }) {
    if (transport.readyState !== OPEN) return 0;
    const texts = this.#session.dataToSend(number, this.#clock());
    for (const text of texts) {
      transport.send(text);
      this.#traffic.sent(kind, text.length);
    }
    return texts.length;
  }

  #dispatchAll() {
    for (const event of this.#session.eventsReceived()) this.#dispatch(event);
  }

  /** @param {ReturnType<ClientSession["eventsReceived"]>[number]} event */
  #dispatch(event) {
    if (event.type === "result") this.#take(event.id)?.resolve(event.body);
    else if (event.type === "error") this.#reject(event.id, event);
    else {
      if (event.type === "event") this.#obey(event);
      if (event.type === "change") this.#note(event);
      this.#announce(event);
    }
  }

  /**
   * Settings changed on the server hold for the link as well.
   *
   * @param {{name: string, data: any}} event
   */
  #obey({ name, data }) {
    if (name === "settings_changed") this.setSettings(data.settings);
  }

  /** @param {{state: string, transport: string, reason: string}} change */
  #note({ state, transport, reason }) {
    this.#timeline.add({ atMs: this.#clock(), state, transport, reason });
  }

  /** @param {{type: string}} event */
  #announce({ type, ...detail }) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #arm() {
    this.#disarm();
    const deadline = this.#session.nextDeadline(this.#clock());
    if (this.#stage !== "running" || deadline === null) return;
    const delayMs = Math.min(Math.max(0, Math.ceil(deadline - this.#clock())), LONGEST_DELAY_MS);
    this.#timer = this.#timers.setTimeout(() => this.#onTimer(), delayMs);
  }

  #disarm() {
    if (this.#timer !== null) this.#timers.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #onTimer() {
    this.#timer = null;
    this.#feed((now) => this.#session.handleTimer(now));
  }

  /** Transports that are no longer wanted go first: a hanging handshake would block a new one. */
  #matchTransports() {
    if (this.#stage !== "running") return;
    const wanted = this.#session.transportsWanted();
    const numbers = new Set(wanted.map(({ attachment }) => attachment));
    for (const attachment of [...this.#attachments.values()]) {
      if (!numbers.has(attachment.number)) this.#close(attachment);
    }
    for (const one of wanted) if (!this.#attachments.has(one.attachment)) this.#open(one);
  }

  // Transports

  /** @param {Wanted} wanted */
  #open(wanted) {
    const transport = this.#transports[wanted.kind](wanted);
    const { attachment: number, kind } = wanted;
    const attachment = { number, kind, transport, opened: false };
    this.#attachments.set(number, attachment);
    transport.onopen = () => this.#onOpen(attachment);
    transport.onmessage = ({ data }) => this.#onMessage(attachment, data);
    transport.onclose = (event) => this.#onClose(attachment, event);
    transport.onerror = null; // says nothing a close does not say
  }

  /** @param {Attachment} attachment */
  #onOpen(attachment) {
    attachment.opened = true;
    this.#feed((now) => {
      this.#session.transportOpened(attachment.number, now);
      // A poll takes its batch while it opens; a socket is written by the next step.
      if (attachment.kind === "http") this.#write(attachment);
    });
  }

  /**
   * @param {Attachment} attachment
   * @param {unknown} data
   */
  #onMessage(attachment, data) {
    if (data instanceof ArrayBuffer) this.#onFrame(attachment, new Uint8Array(data));
    else if (typeof data === "string") this.#onText(attachment, data);
  }

  /**
   * @param {Attachment} attachment
   * @param {string} text
   */
  #onText({ number, kind }, text) {
    this.#traffic.received(kind, text.length);
    this.#feed((now) => this.#session.receiveText(number, text, now));
  }

  /**
   * @param {Attachment} attachment
   * @param {Uint8Array} bytes
   */
  #onFrame({ number }, bytes) {
    this.#feed((now) => this.#session.receiveBytes(number, bytes, now));
    this.dispatchEvent(new CustomEvent("pack", { detail: { bytes } }));
  }

  /**
   * @param {Attachment} attachment
   * @param {any} event
   */
  #onClose(attachment, event) {
    const { number, opened } = attachment;
    this.#attachments.delete(number);
    const failure = failureOfClose(event, opened);
    this.#feed((now) => {
      if (opened) this.#session.transportClosed(number, failure, now);
      else this.#session.transportFailed(number, failure, now);
    });
  }

  /** The session does not want it any more, so it hears no more of it. @param {Attachment} attachment */
  #close({ number, transport }) {
    this.#attachments.delete(number);
    transport.onopen = null;
    transport.onmessage = null;
    transport.onclose = null;
    // Also while CONNECTING: Chromium lets one hanging handshake block every later socket to the host.
    if (transport.readyState === CONNECTING || transport.readyState === OPEN) transport.close();
  }

  /** We give it up while the session still counts on it. @param {Attachment} attachment */
  #abandon(attachment) {
    this.#close(attachment);
    this.#session.transportClosed(attachment.number, { reason: "closed" }, this.#clock());
  }

  #closeAll() {
    for (const attachment of [...this.#attachments.values()]) this.#close(attachment);
  }

  // Requests

  /**
   * @param {Call} call
   * @param {AbortSignal | undefined} signal
   * @param {(body: any) => void} resolve
   * @param {(error: LinkError) => void} reject
   */
  #begin({ command, params, key }, signal, resolve, reject) {
    const id = this.#session.request(command, params, this.#clock(), key);
    const onAbort = () => this.#cancel(id);
    signal?.addEventListener("abort", onAbort, { once: true });
    const forget = () => signal?.removeEventListener("abort", onAbort);
    this.#outstanding.set(id, { resolve, reject, forget });
    this.#announceActivity();
    this.#feed(() => {});
  }

  /** @param {number} id */
  #cancel(id) {
    if (!this.#outstanding.has(id)) return;
    this.#reject(id, CANCELLED);
    this.#feed((now) => this.#session.cancel(id, now));
  }

  /**
   * @param {number} id
   * @param {{code: string, message: string}} error
   */
  #reject(id, error) {
    this.#take(id)?.reject(linkError(error));
  }

  /** @param {number} id */
  #take(id) {
    const one = this.#outstanding.get(id);
    this.#outstanding.delete(id);
    one?.forget();
    if (one) this.#announceActivity();
    return one;
  }

  #announceActivity() {
    const detail = { outstanding: this.#outstanding.size };
    this.dispatchEvent(new CustomEvent("activity", { detail }));
  }
}

/** @param {Attachment} attachment */
function deflates({ transport }) {
  return transport.extensions?.includes("permessage-deflate") ?? false;
}

/** @param {{code: string, message: string}} error */
function linkError({ code, message }) {
  return new LinkError(code, message);
}

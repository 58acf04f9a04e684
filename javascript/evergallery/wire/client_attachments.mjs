/**
 * The transports a client session has, or wants to have. Twin of evergallery/wire/client_attachments.py.
 * Times are milliseconds of the session's clock.
 */

/** @typedef {import("./messages.mjs").TransportName} TransportName */
/** @typedef {import("./messages.mjs").ClientMessage} ClientMessage */
/**
 * A transport the shell is to have open.
 * @typedef {{attachment: number, kind: TransportName, waitMs: number, ticket: string}} Wanted
 */

/** One socket or one poll. */
export class ClientAttachment {
  /** @type {"opening" | "open" | "asked" | "proved"} */
  phase = "opening";
  /** @type {string | null} */
  helloEpoch = null;
  cursor = 0;
  /** A poll's newest message, known when it was asked. */
  carries = 0;
  /** @type {ClientMessage[]} */
  control = [];
  /** The epoch whose numbers it carries; "" until the server resumed our count on it. */
  epoch = "";
  /** @type {number | null} */
  proofByMs = null;
  provedMs = 0;
  hasSuccessor = false;
  /** Of the ping not answered yet, 0 when there is none. */
  token = 0;
  pingedMs = 0;
  heardMs = 0;
  saidMs = 0;
  ackSaid = 0;
  /** Tokens of what a socket is to bring. @type {Set<number>} */
  packs = new Set();

  /** @param {number} number @param {TransportName} kind @param {number} waitMs @param {number} sinceMs @param {string} ticket */
  constructor(number, kind, waitMs, sinceMs, ticket) {
    this.number = number;
    this.kind = kind;
    this.waitMs = waitMs;
    this.sinceMs = sinceMs;
    this.ticket = ticket;
  }

  get isSocket() {
    return this.kind === "websocket";
  }

  get isProved() {
    return this.phase === "proved";
  }

  /** A socket neither on trial nor in doubt. */
  get isTrusted() {
    return this.isProved && this.proofByMs === null;
  }

  get isWritable() {
    return this.phase !== "opening" && this.phase !== "asked";
  }

  get isWelcomed() {
    return this.epoch !== "";
  }
}

/** Numbered from 1, the oldest first. What a removed socket still owed is kept until it was told. */
export class ClientAttachments {
  /** @type {Map<number, ClientAttachment>} */
  #all = new Map();
  #last = 0;
  /** @type {number[]} */
  #lostPacks = [];

  /** A copy: ends of some may end others. */
  get all() {
    return [...this.#all.values()];
  }

  get sockets() {
    return this.all.filter(({ isSocket }) => isSocket);
  }

  get polls() {
    return this.all.filter(({ isSocket }) => !isSocket);
  }

  /** @param {number} number */
  get(number) {
    return this.#all.get(number);
  }

  /** @param {TransportName} kind @param {number} waitMs @param {number} nowMs @param {string} [ticket] */
  open(kind, waitMs, nowMs, ticket = "") {
    this.#last += 1;
    this.#all.set(this.#last, new ClientAttachment(this.#last, kind, waitMs, nowMs, ticket));
  }

  /** @param {number} number */
  remove(number) {
    const attachment = this.#all.get(number);
    this.#all.delete(number);
    this.#lostPacks.push(...(attachment?.packs ?? []));
    return attachment;
  }

  /**
   * Nobody is to blame.
   * @param {TransportName} kind
   */
  drop(kind) {
    for (const attachment of this.all) if (attachment.kind === kind) this.remove(attachment.number);
  }

  /** @returns {Wanted[]} */
  wanted() {
    return this.all.map(({ number, kind, waitMs, ticket }) => ({
      attachment: number,
      kind,
      waitMs,
      ticket,
    }));
  }

  takeLostPacks() {
    const lost = this.#lostPacks;
    this.#lostPacks = [];
    return lost;
  }
}

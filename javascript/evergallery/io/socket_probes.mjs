import { decodeServer, encode, VERSION, WireError } from "../wire/messages.mjs";
import { ProbeFailed, ProbeSocket } from "./probe_socket.mjs";
import { socketUrl } from "./websocket_transport.mjs";

/** @typedef {import("../model/diagnosis.mjs").Outcome} Outcome */
/** @typedef {import("./transport.mjs").Timers} Timers */

const OPEN_MS = 6_000;
const REPLY_MS = 4_000;
/** Our server opens even for whom it then turns away, to say why. */
const TURNED_AWAY_MS = 500;
const ECHOES = 8;

/** What a WebSocket carries, asked by the page. Each probe ends in an outcome and never rejects. */
export class SocketProbes {
  #WebSocket;
  #base;
  #timers;
  #clock;
  #signal;

  /**
   * @param {object} options
   * @param {any} options.WebSocket
   * @param {string} options.base  absolute, ends with "/"
   * @param {Timers} options.timers
   * @param {() => number} options.clock
   * @param {AbortSignal} options.signal
   */
  constructor({ WebSocket, base, timers, clock, signal }) {
    this.#WebSocket = WebSocket;
    this.#base = base;
    this.#timers = timers;
    this.#clock = clock;
    this.#signal = signal;
  }

  async upgrade() {
    const begun = this.#clock();
    let openedMs = /** @type {number | null} */ (null);
    const outcome = await this.#on("upgrade", probeUrl(this.#base), (socket) => {
      openedMs = Math.round(this.#clock() - begun);
      return socket.silence(TURNED_AWAY_MS);
    });
    return { ...outcome, ms: openedMs ?? outcome.ms };
  }

  /** What the gallery asks of a socket before it trusts it. @param {string} session */
  welcome(session) {
    return this.#on("welcome", socketUrl(this.#base), async (socket) => {
      socket.send(hello(session, "websocket"));
      await message(socket, "welcome");
      socket.send(encode({ type: "ping", ack: 0, body: { token: 7 } }));
      await message(socket, "pong");
      socket.send(encode({ type: "bye", ack: 0, body: { code: "bye", message: "" } }));
    });
  }

  /** A frame there and back, as text and as bytes. @param {number} kib */
  frame(kib) {
    const text = "x".repeat(kib * 1024);
    const bytes = new Uint8Array(kib * 1024).map((_, index) => index);
    return this.#on(`frame_${kib}`, probeUrl(this.#base), async (socket) => {
      socket.send(text);
      expect((await socket.next(REPLY_MS)) === text);
      socket.send(bytes);
      expect(isSame(await socket.next(REPLY_MS), bytes));
    });
  }

  async roundTrip() {
    /** @type {number[]} */
    const timesMs = [];
    const outcome = await this.#on("round_trip_socket", probeUrl(this.#base), async (socket) => {
      for (let number = 0; number < ECHOES; number++) {
        const begun = this.#clock();
        socket.send(String(number));
        await socket.next(REPLY_MS);
        timesMs.push(this.#clock() - begun);
      }
    });
    return outcome.result === "ok" ? { ...outcome, ms: middle(timesMs) } : outcome;
  }

  /** A socket nobody speaks on, and whether it still carries something afterwards. @param {number} holdS */
  async idle(holdS) {
    const outcome = await this.#on(`idle_${holdS}`, probeUrl(this.#base), async (socket) => {
      await socket.silence(holdS * 1000);
      socket.send("still there?");
      expect((await socket.next(REPLY_MS)) === "still there?");
    });
    // One that did not open says nothing about silence.
    return ["ok", "cut", "silent"].includes(outcome.result) ? outcome : skipped(outcome.probe);
  }

  /**
   * @param {string} probe
   * @param {string} url
   * @param {(socket: ProbeSocket) => Promise<void>} converse
   * @returns {Promise<Outcome>}
   */
  async #on(probe, url, converse) {
    const begun = this.#clock();
    const result = await this.#resultOf(url, converse);
    return { probe, result, ms: Math.round(this.#clock() - begun), status: 0, by: "" };
  }

  /**
   * @param {string} url
   * @param {(socket: ProbeSocket) => Promise<void>} converse
   * @returns {Promise<import("../model/diagnosis.mjs").Result>}
   */
  async #resultOf(url, converse) {
    let socket;
    try {
      socket = new ProbeSocket(new this.#WebSocket(url), this.#timers, this.#signal);
      await socket.opened(OPEN_MS);
      await converse(socket);
      return "ok";
    } catch (error) {
      // What is neither comes from the constructor: a policy of the page, or no WebSocket at all.
      return error instanceof ProbeFailed ? error.result : "refused";
    } finally {
      socket?.close();
    }
  }
}

/**
 * @param {string} session
 * @param {"websocket" | "http"} transport
 */
export function hello(session, transport) {
  const body = { version: VERSION, session, epoch: "", transport, wait_ms: 0, nonce: 1 };
  return encode({ type: "hello", ack: 0, body });
}

/** @param {string} probe @returns {Outcome} */
export function skipped(probe) {
  return { probe, result: "skipped", ms: null, status: 0, by: "" };
}

/** @param {number[]} numbers */
export function middle(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

/** @param {string} base */
function probeUrl(base) {
  return socketUrl(base).replace(/socket$/, "probe");
}

/** @param {ProbeSocket} socket @param {string} type */
async function message(socket, type) {
  for (;;) {
    const said = decoded(await socket.next(REPLY_MS));
    if (said.type === type) return;
    if (said.type === "bye") throw new ProbeFailed("refused");
  }
}

/** @param {string | ArrayBuffer} data */
function decoded(data) {
  try {
    return decodeServer(String(data));
  } catch (error) {
    throw error instanceof WireError ? new ProbeFailed("garbled") : error;
  }
}

/** @param {boolean} isSo */
function expect(isSo) {
  if (!isSo) throw new ProbeFailed("garbled");
}

/** @param {string | ArrayBuffer} data @param {Uint8Array} bytes */
function isSame(data, bytes) {
  if (typeof data === "string" || data.byteLength !== bytes.length) return false;
  return new Uint8Array(data).every((byte, index) => byte === bytes[index]);
}

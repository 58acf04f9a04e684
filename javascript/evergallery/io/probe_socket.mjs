/** @typedef {import("../model/diagnosis.mjs").Result} Result */
/** @typedef {import("./transport.mjs").Timers} Timers */
/** @typedef {string | ArrayBuffer} Data */

/** Close codes of our server that say more than "cut". @type {Readonly<Record<number, Result>>} */
const RESULT_OF_CODE = Object.freeze({ 4401: "login", 4403: "origin", 1013: "busy" });

/** A probe that ended otherwise than well. */
export class ProbeFailed extends Error {
  /** @param {Result} result */
  constructor(result) {
    super(result);
    this.name = "ProbeFailed";
    this.result = result;
  }
}

/**
 * A socket that is asked one thing at a time. Every wait has an end; the signal ends them all.
 */
export class ProbeSocket {
  #socket;
  #timers;
  /** @type {Data[]} */ #heard = [];
  /** @type {Result | null} */ #ended = null;
  #wasOpen = false;
  /** @type {() => void} */ #wake = () => {};

  /**
   * @param {any} socket  a WebSocket, just made
   * @param {Timers} timers
   * @param {AbortSignal} signal
   */
  constructor(socket, timers, signal) {
    this.#socket = socket;
    this.#timers = timers;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#opened();
    socket.onmessage = (/** @type {{data: Data}} */ { data }) => this.#received(data);
    socket.onerror = () => this.#failed();
    socket.onclose = (/** @type {{code?: number}} */ { code }) => this.#closed(code ?? 0);
    signal.addEventListener("abort", () => this.close(), { once: true });
  }

  /** @param {number} withinMs @throws {ProbeFailed} */
  async opened(withinMs) {
    await this.#until(() => this.#wasOpen, withinMs, "timeout");
  }

  /** The next thing said. @param {number} withinMs @returns {Promise<Data>} @throws {ProbeFailed} */
  async next(withinMs) {
    await this.#until(() => this.#heard.length > 0, withinMs, "silent");
    return /** @type {Data} */ (this.#heard.shift());
  }

  /** Listens for so long. @param {number} ms @throws {ProbeFailed} when the socket ends meanwhile */
  async silence(ms) {
    try {
      await this.#until(() => false, ms, "silent");
    } catch (error) {
      if (/** @type {ProbeFailed} */ (error).result !== "silent") throw error;
    }
  }

  /** @param {string | Uint8Array} data */
  send(data) {
    if (this.#ended === null) this.#socket.send(data);
  }

  close() {
    this.#socket.close();
    this.#closed(0);
  }

  /**
   * @param {() => boolean} isThere
   * @param {number} withinMs
   * @param {Result} late  what it means when the time is over
   */
  async #until(isThere, withinMs, late) {
    let isLate = false;
    const timer = this.#timers.setTimeout(() => {
      isLate = true;
      this.#wake();
    }, withinMs);
    while (!isThere() && this.#ended === null && !isLate) await this.#news();
    this.#timers.clearTimeout(timer);
    if (!isThere()) throw new ProbeFailed(this.#ended ?? late);
  }

  #news() {
    return new Promise((resolve) => {
      this.#wake = () => resolve(undefined);
    });
  }

  #opened() {
    this.#wasOpen = true;
    this.#wake();
  }

  /** @param {Data} data */
  #received(data) {
    this.#heard.push(data);
    this.#wake();
  }

  /** A close follows in browsers, and does not in every other program that has sockets. */
  #failed() {
    if (!this.#wasOpen) this.#closed(0);
  }

  /** A browser says 1006 for every refusal, so not having opened says more. @param {number} code */
  #closed(code) {
    this.#ended ??= RESULT_OF_CODE[code] ?? (this.#wasOpen ? "cut" : "refused");
    this.#wake();
  }
}

import { decodeBatch, encodeBatch, WireError } from "../wire/messages.mjs";
import { CallFailed } from "./gradio_call.mjs";
import { CLOSED, CONNECTING, closing, OPEN } from "./transport.mjs";

/** @typedef {import("./transport.mjs").Transport} Transport */
/** @typedef {import("./transport.mjs").Timers} Timers */
/** @typedef {import("./transport.mjs").Failure} Failure */
/** @typedef {import("./gradio_call.mjs").GradioCall} GradioCall */

/**
 * A poll with the face of a WebSocket, living for one question and one answer: it opens, takes what is
 * sent while `onopen` runs, posts it as one batch, delivers each message of the answer, and closes
 * with the reason "done".
 *
 * Every message comes in its own macrotask, as from a WebSocket: what promises resolved by one message
 * set going has ended before the next arrives.
 */
export class PollTransport {
  /** @type {Transport["onopen"]} */ onopen = null;
  /** @type {Transport["onmessage"]} */ onmessage = null;
  /** @type {Transport["onerror"]} */ onerror = null;
  /** @type {Transport["onclose"]} */ onclose = null;
  readyState = CONNECTING;

  #call;
  #timers;
  #abort = new AbortController();
  /** @type {string[]} */ #batch = [];
  /** @type {Set<any>} */ #scheduled = new Set();

  /** @param {{call: GradioCall, timers: Timers}} options */
  constructor({ call, timers }) {
    this.#call = call;
    this.#timers = timers;
    this.#later(() => this.#open());
  }

  /** Only while `onopen` runs; later texts belong to the next poll. @param {string} text */
  send(text) {
    if (this.readyState === OPEN) this.#batch.push(text);
  }

  /** Gives the poll up: the request is aborted and what was not yet delivered is dropped. */
  close() {
    this.#end({ reason: "closed" });
  }

  #open() {
    this.readyState = OPEN;
    this.onopen?.({});
    if (this.readyState === OPEN) void this.#exchange();
  }

  async #exchange() {
    try {
      const answer = await this.#call.post(encodeBatch(this.#batch), this.#abort.signal);
      this.#deliver(decodeBatch(answer));
    } catch (error) {
      this.#end(failureOf(error));
    }
  }

  /** @param {string[]} texts */
  #deliver(texts) {
    for (const data of texts) this.#later(() => this.onmessage?.({ data }));
    this.#later(() => this.#end({ reason: "done" }));
  }

  /** @param {Failure} failure */
  #end(failure) {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.#abort.abort();
    for (const handle of this.#scheduled) this.#timers.clearTimeout(handle);
    this.#scheduled.clear();
    this.onclose?.(closing(failure));
  }

  /** @param {() => void} callback */
  #later(callback) {
    const handle = this.#timers.setTimeout(() => {
      this.#scheduled.delete(handle);
      if (this.readyState !== CLOSED) callback();
    }, 0);
    this.#scheduled.add(handle);
  }
}

/**
 * @param {{call: GradioCall, timers: Timers}} options
 * @returns {() => PollTransport}
 */
export function pollTransport(options) {
  return () => new PollTransport(options);
}

/**
 * @param {unknown} error
 * @returns {Failure}
 */
function failureOf(error) {
  if (error instanceof CallFailed) return error.failure;
  // What is no batch of messages was not written by our server.
  return { reason: error instanceof WireError ? "html" : "network" };
}

import { FrameReader } from "../wire/frame_reader.mjs";
import { WireError } from "../wire/messages.mjs";
import { Patience } from "./patience.mjs";
import { retryAfter } from "./retry_after.mjs";

/** @typedef {import("./later.mjs").Later} Later */
/** @typedef {import("./pack.mjs").Pack<any>} Pack */
/** @typedef {import("./pack.mjs").PackFailure} PackFailure */
/** @typedef {(url: string, init: RequestInit) => Promise<Response>} Fetch */

/** Neither an answer nor more of one for so long: a proxy that buffers sends nothing until all is there. */
const STALL_MS = 8_000;

/** "Not now", said by a server, or by a proxy that counts requests. */
const BUSY = new Set([429, 503]);

/** Packs over plain HTTP: one request, one answer, shown as far as it got when it is cut. */
export class HttpPacks {
  name = /** @type {const} */ ("http");
  #fetch;
  #url;
  #later;
  #clock;
  /** @type {Map<Pack, AbortController>} */ #underWay = new Map();

  /**
   * @param {object} options
   * @param {Fetch} options.fetch
   * @param {string} options.base absolute, ends with "/": the folder our routes lie in
   * @param {Later} options.later
   * @param {() => number} options.clock wall clock in ms
   */
  constructor({ fetch, base, later, clock }) {
    this.#fetch = fetch;
    this.#url = new URL("evergallery/v1/pack", base).href;
    this.#later = later;
    this.#clock = clock;
  }

  isOpen() {
    return true;
  }

  /**
   * @param {Pack} pack
   * @param {(failure: PackFailure | null) => void} ended
   */
  send(pack, ended) {
    const call = new AbortController();
    this.#underWay.set(pack, call);
    this.#exchange(pack, call).then((failure) => {
      if (this.#underWay.delete(pack)) ended(failure);
    });
    return true;
  }

  /** @param {Pack} pack */
  drop(pack) {
    const call = this.#underWay.get(pack);
    this.#underWay.delete(pack);
    call?.abort();
  }

  /**
   * @param {Pack} pack
   * @param {AbortController} call
   * @returns {Promise<PackFailure | null>}
   */
  async #exchange(pack, call) {
    const onOver = () => call.abort();
    const patience = new Patience({ later: this.#later, waitMs: STALL_MS, onOver });
    try {
      const response = await this.#fetch(this.#url, requestOf(pack, call.signal));
      return this.#refusalOf(response) ?? (await read(response, pack, patience));
    } catch (error) {
      if (error instanceof WireError) return { reason: "garbled" };
      return { reason: call.signal.aborted ? "stalled" : "network" };
    } finally {
      patience.end();
      call.abort(); // of an answer that is not ours the rest is not fetched
    }
  }

  /** @param {Response} response @returns {PackFailure | null} */
  #refusalOf(response) {
    const { ok, status: code } = response;
    if (ok) return null;
    if (!BUSY.has(code)) return { reason: "refused", code };
    return { reason: "busy", code, ...retryAfter(response, this.#clock()) };
  }
}

/**
 * @param {Pack} pack
 * @param {AbortSignal} signal
 * @returns {RequestInit}
 */
function requestOf(pack, signal) {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ items: pack.items }),
    cache: "no-store",
    credentials: "same-origin",
    signal,
  };
}

/**
 * @param {Response} response
 * @param {Pack} pack
 * @param {Patience} patience
 * @returns {Promise<PackFailure | null>}
 */
async function read(response, pack, patience) {
  const frame = new FrameReader();
  const pieces = response.body?.getReader();
  for (let piece = await pieces?.read(); piece?.value; piece = await pieces?.read()) {
    patience.renew();
    pack.take(frame.push(piece.value));
  }
  frame.end();
  // Cut between two pictures, even by a proxy that ends the answer properly: something is missing.
  return pack.isDone ? null : { reason: "cut" };
}

import { WireError } from "../wire/messages.mjs";
import { decodeFrame } from "../wire/pack_frame.mjs";
import { Patience } from "./patience.mjs";

/** @typedef {import("./later.mjs").Later} Later */
/** @typedef {import("./pack.mjs").Pack<any>} Pack */
/** @typedef {import("./pack.mjs").PackFailure} PackFailure */

/**
 * What packs need of io/driver.mjs.
 *
 * @typedef {EventTarget & {
 *   status: () => {state: string, transport: string},
 *   sendPack?: (items: [number, string][]) => number,
 *   dropPack?: (token: number) => void,
 * }} PackLink
 */

/** @typedef {{pack: Pack, ended: (failure: PackFailure | null) => void, patience: Patience}} UnderWay */

/** Not a byte of a pack for so long on a socket that is well otherwise: something holds binary frames back. */
const STALL_MS = 3_000;

/**
 * Packs over the link's socket: no request, no header, no connection of the browser's six. Answers come in
 * binary frames as pictures get ready, and are lost with the socket.
 */
export class SocketPacks {
  name = /** @type {const} */ ("socket");
  #link;
  #later;
  /** @type {Map<number, UnderWay>} by token */ #underWay = new Map();

  /** @param {{link: PackLink, later: Later, signal: AbortSignal}} options */
  constructor({ link, later, signal }) {
    this.#link = link;
    this.#later = later;
    const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ heard) =>
      link.addEventListener(name, (event) => heard(/** @type {CustomEvent} */ (event).detail), {
        signal,
      });
    on("pack", ({ bytes }) => this.#onFrame(bytes));
    on("packs_lost", ({ tokens }) => this.#onLost(tokens));
  }

  isOpen() {
    return this.#link.sendPack !== undefined && this.#link.status().transport === "websocket";
  }

  /**
   * @param {Pack} pack
   * @param {UnderWay["ended"]} ended
   */
  send(pack, ended) {
    const token = this.#link.sendPack?.(pack.items) ?? 0;
    if (token === 0) return false;
    const onOver = () => this.#onStill(token);
    const patience = new Patience({ later: this.#later, waitMs: STALL_MS, onOver });
    this.#underWay.set(token, { pack, ended, patience });
    return true;
  }

  /** @param {Pack} pack */
  drop(pack) {
    for (const [token, one] of this.#underWay) if (one.pack === pack) this.#giveUp(token);
  }

  /** @param {Uint8Array} bytes */
  #onFrame(bytes) {
    const frame = frameOf(bytes);
    const one = frame && this.#underWay.get(frame.token);
    if (!frame || !one) return;
    one.patience.renew();
    const isSound = taken(one.pack, frame.entries);
    if (one.pack.isDone && frame.isLast) this.#end(frame.token, null);
    else if (one.pack.isDone) this.#giveUp(frame.token, null);
    else if (!isSound) this.#giveUp(frame.token, { reason: "garbled" });
    else if (frame.isLast) this.#end(frame.token, { reason: "cut" });
  }

  /** @param {number[]} tokens */
  #onLost(tokens) {
    for (const token of tokens) this.#end(token, { reason: "lost" });
  }

  /** A link that is in doubt itself settles that first: then the pack is lost with it, or goes on. */
  #onStill(/** @type {number} */ token) {
    if (this.#link.status().state === "ws_live") this.#giveUp(token, { reason: "stalled" });
    else this.#underWay.get(token)?.patience.renew();
  }

  /**
   * @param {number} token
   * @param {PackFailure | null} [failure] without one nobody is told
   */
  #giveUp(token, failure) {
    this.#link.dropPack?.(token);
    this.#end(token, failure);
  }

  /**
   * @param {number} token
   * @param {PackFailure | null} [failure]
   */
  #end(token, failure) {
    const one = this.#underWay.get(token);
    this.#underWay.delete(token);
    one?.patience.end();
    if (failure !== undefined) one?.ended(failure);
  }
}

/** @param {Uint8Array} bytes */
function frameOf(bytes) {
  try {
    return decodeFrame(bytes);
  } catch {
    return null; // whichever pack it was of will be missed
  }
}

/**
 * @param {Pack} pack
 * @param {import("../wire/pack_frame.mjs").Entry[]} entries
 */
function taken(pack, entries) {
  try {
    pack.take(entries);
    return true;
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
}

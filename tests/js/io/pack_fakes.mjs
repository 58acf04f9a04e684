import { encodeFrames, KIND } from "../../../javascript/evergallery/wire/pack_frame.mjs";
import { FakeTime } from "./fakes.mjs";

/** A clock and `later` that move only when told. */
export class FakeLater extends FakeTime {
  /** @type {import("../../../javascript/evergallery/io/later.mjs").Later} */
  later = (callback, delayMs) => {
    const handle = this.timers.setTimeout(callback, delayMs);
    return () => this.timers.clearTimeout(handle);
  };
}

/** An <img> whose load and error events are fired by the test. */
export class FakePicture extends EventTarget {
  src = "";

  /** @param {string} name */
  removeAttribute(name) {
    if (name === "src") this.src = "";
  }

  /** @param {"load" | "error"} name */
  fire(name) {
    this.dispatchEvent(new Event(name));
  }
}

/** The two functions of URL; `held` are the addresses not taken back. */
export class FakeUrls {
  #made = 0;
  /** @type {Map<string, Blob>} */ held = new Map();

  createObjectURL = (/** @type {Blob} */ blob) => {
    this.#made += 1;
    this.held.set(`blob:${this.#made}`, blob);
    return `blob:${this.#made}`;
  };

  revokeObjectURL = (/** @type {string} */ url) => {
    if (!this.held.delete(url)) throw new Error(`${url} was revoked twice`);
  };
}

/** A link whose socket is the test. */
export class FakeLink extends EventTarget {
  state = "ws_live";
  transport = "websocket";
  /** @type {[number, string][][]} */ sent = [];
  /** @type {number[]} */ dropped = [];

  status() {
    return { state: this.state, transport: this.transport };
  }

  /** @param {[number, string][]} items @returns {number} */
  sendPack(items) {
    if (this.transport !== "websocket") return 0;
    return this.sent.push(items);
  }

  /** @param {number} token */
  dropPack(token) {
    this.dropped.push(token);
  }

  /** @param {string} name @param {object} detail */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** A way for packs whose other end is the test. */
export class FakeWay {
  isUsable = true;
  takes = true;
  /** @type {{pack: any, ended: (failure: any) => void}[]} */ sent = [];
  /** @type {any[]} */ dropped = [];

  /** @param {"socket" | "http"} name */
  constructor(name) {
    this.name = name;
  }

  isOpen() {
    return this.isUsable;
  }

  /** @param {any} pack @param {(failure: any) => void} ended */
  send(pack, ended) {
    if (this.takes) this.sent.push({ pack, ended });
    return this.takes;
  }

  /** @param {any} pack */
  drop(pack) {
    this.dropped.push(pack);
  }

  /** Ids asked for, pack by pack. */
  get asked() {
    return this.sent.map(({ pack }) =>
      pack.items.map((/** @type {[number, string]} */ [id]) => id),
    );
  }

  /**
   * Answers a pack in full.
   *
   * @param {number} at
   * @param {number} [kind]
   */
  answer(at, kind = KIND.complete) {
    const { pack, ended } = this.sent[at];
    const size = kind === KIND.complete ? 3 : 0;
    pack.take(
      pack.items.map((/** @type {any} */ _, /** @type {number} */ index) =>
        entry(index, kind, size),
      ),
    );
    ended(null);
  }
}

/**
 * @param {number} index
 * @param {number} [kind]
 * @param {number} [size] of its bytes, each of which is the index
 */
export function entry(index, kind = KIND.complete, size = kind <= KIND.slice ? 3 : 0) {
  return { index, kind, bytes: new Uint8Array(size).fill(index) };
}

/**
 * @param {number} token
 * @param {import("../../../javascript/evergallery/wire/pack_frame.mjs").Entry[]} entries
 * @param {number} [limitBytes]
 */
export function framesOf(token, entries, limitBytes = 65_536) {
  return encodeFrames(token, entries, limitBytes);
}

/** The same frame, with more of its pack to follow. @param {Uint8Array} frame */
export function unfinished(frame) {
  const copy = frame.slice();
  copy[1] = 0;
  return copy;
}

import { CLOSED, CONNECTING, closing } from "./transport.mjs";

/** @typedef {import("./transport.mjs").Transport} Transport */
/** @typedef {import("./transport.mjs").Failure} Failure */
/** @typedef {Transport & {binaryType: string}} BinaryTransport */

/**
 * Close codes that say more than "closed". A refusal before the handshake is always 1006 in a browser,
 * so the server accepts first when it wants one of these to be heard.
 *
 * @type {Record<number, Failure["reason"]>}
 */
const REASON_OF_CODE = { 1008: "auth", 1013: "busy", 4401: "auth", 4403: "origin" };

/**
 * The address of our socket beside `base`: same host, same sub-path, ws for http and wss for https.
 *
 * @param {string} base absolute, ends with "/"
 */
export function socketUrl(base) {
  const url = new URL("evergallery/v1/socket", base);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/**
 * A maker of browser sockets that never throws: a constructor that does (mixed content, a content
 * security policy, no WebSocket at all) gives a transport that closes by itself.
 *
 * @param {{WebSocket: (new (url: string) => BinaryTransport) | undefined, base: string}} options
 * @returns {(wanted: {ticket: string}) => Transport}
 */
export function websocketTransport({ WebSocket, base }) {
  const url = socketUrl(base);
  return ({ ticket }) => {
    try {
      if (!WebSocket) return new RefusedTransport();
      const socket = new WebSocket(ticket ? `${url}?ticket=${encodeURIComponent(ticket)}` : url);
      socket.binaryType = "arraybuffer";
      return socket;
    } catch {
      return new RefusedTransport();
    }
  };
}

/**
 * What the close event of a socket means.
 *
 * @param {{code?: number, failure?: Failure}} event
 * @param {boolean} opened whether the socket had been open
 * @returns {Failure}
 */
export function failureOfClose(event, opened) {
  if (event.failure) return event.failure;
  const code = event.code ?? 0;
  return { reason: REASON_OF_CODE[code] ?? (opened ? "closed" : "refused"), code };
}

/** A socket the browser would not even try. Closes in a microtask: handlers are set by then. */
class RefusedTransport {
  /** @type {Transport["onopen"]} */ onopen = null;
  /** @type {Transport["onmessage"]} */ onmessage = null;
  /** @type {Transport["onerror"]} */ onerror = null;
  /** @type {Transport["onclose"]} */ onclose = null;
  readyState = CONNECTING;

  constructor() {
    queueMicrotask(() => this.#refuse());
  }

  #refuse() {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.onclose?.(closing({ reason: "refused", code: 0 }));
  }

  send() {}

  close() {
    this.readyState = CLOSED;
  }
}

/** A server to be probed, in this process: sockets and answers do what the test says, at once. */

/** A WebSocket whose other end is `behave`. */
export class FakeWebSocket {
  /** @type {((event: any) => void) | null} */ onopen = null;
  /** @type {((event: any) => void) | null} */ onmessage = null;
  /** @type {((event: any) => void) | null} */ onerror = null;
  /** @type {((event: any) => void) | null} */ onclose = null;
  binaryType = "";
  isClosed = false;

  /**
   * @param {string} url
   * @param {(socket: FakeWebSocket, data?: any) => void} behave  called once made, then with all that is sent
   */
  constructor(url, behave) {
    this.url = url;
    this.behave = behave;
    queueMicrotask(() => behave(this));
  }

  /** @param {any} data */
  send(data) {
    queueMicrotask(() => this.behave(this, data));
  }

  /** @param {any} data */
  say(data) {
    const isBytes = typeof data !== "string";
    this.onmessage?.({ data: isBytes ? data.slice().buffer : data });
  }

  /** @param {number} code */
  end(code) {
    this.onclose?.({ code });
  }

  close() {
    this.isClosed = true;
  }
}

/**
 * A constructor of sockets that all do the same.
 *
 * @param {(socket: FakeWebSocket, data?: any) => void} behave
 * @param {FakeWebSocket[]} [made]
 * @returns {any}
 */
export function socketsThat(behave, made = []) {
  return class extends FakeWebSocket {
    /** @param {string} url */
    constructor(url) {
      super(url, behave);
      made.push(this);
    }
  };
}

/** Opens and echoes; on the gallery's own socket it greets. @param {FakeWebSocket} socket @param {any} [data] */
export function healthy(socket, data) {
  if (data === undefined) socket.onopen?.({});
  else if (socket.url.endsWith("/socket")) greet(socket, JSON.parse(data));
  else socket.say(data);
}

/** What a gallery answers to a hello. */
export const WELCOME = JSON.stringify({
  type: "welcome",
  ack: 0,
  body: { version: 1, epoch: "e", resumed: false },
});

/** @param {FakeWebSocket} socket @param {any} message */
function greet(socket, { type, body }) {
  if (type === "hello") socket.say(WELCOME);
  if (type === "ping") socket.say(JSON.stringify({ type: "pong", ack: 0, body }));
}

/** An answer of the gallery's. @param {BodyInit} [body] @param {ResponseInit} [init] */
export function ours(body = '{"probe":1}', { headers, ...init } = {}) {
  return new Response(body, { ...init, headers: { "Evergallery-Probe": "answer", ...headers } });
}

/** Answers as a healthy server does. @param {string} url */
export async function healthyFetch(url) {
  const query = new URL(url).searchParams;
  return ours(new Uint8Array(Number(query.get("bytes") ?? 2)));
}

/** Timers of this process, a hundred times as fast. */
export const fastTimers = {
  /** @param {() => void} callback @param {number} delayMs */
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs / 100),
  /** @param {any} handle */
  clearTimeout: (handle) => clearTimeout(handle),
};

/** A clock of the same speed. */
export const fastClock = () => performance.now() * 100;

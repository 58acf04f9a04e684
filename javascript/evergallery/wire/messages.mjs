/**
 * The messages both transports carry; twin of evergallery/wire/messages.py, which describes them.
 * What a server sends is checked for its shape before anything relies on it.
 */

/** @typedef {{type: "hello", ack: number, body: {version: number, session: string, epoch: string, transport: TransportName, wait_ms: number, nonce: number}}} Hello */
/** @typedef {{type: "welcome", ack: number, body: {version: number, epoch: string, resumed: boolean, nonce: number, held_ms: number, sockets: boolean, ticket: string, library: string, user_tag: string, settings: Record<string, unknown>}}} Welcome */
/** @typedef {{type: "ping" | "pong", ack: number, body: {token: number}}} PingPong */
/** @typedef {{type: "ack", ack: number}} Ack */
/** @typedef {{type: "bye", ack: number, body: {code: string, message: string}}} Bye */
/** @typedef {{type: "request", seq: number, ack: number, id: number, body: {command: string, params: object, key: string}}} Request */
/** @typedef {{type: "cancel", seq: number, ack: number, id: number}} Cancel */
/** @typedef {{type: "result", seq: number, ack: number, id: number, body: unknown}} Result */
/** @typedef {{type: "error", seq: number, ack: number, id: number, body: {code: string, message: string}}} ErrorMessage */
/** @typedef {{type: "part", seq: number, ack: number, body: {text: string, last: boolean}}} Part */
/** @typedef {{type: "pack", ack: number, body: {token: number, items: readonly PackItem[]}}} Pack */
/** @typedef {{type: "unpack", ack: number, body: {token: number}}} Unpack */
/** @typedef {readonly [id: number, version: string]} PackItem */
/** @typedef {{type: "event", seq: number, ack: number, body: {name: string, data: unknown}}} EventMessage */
/** @typedef {"websocket" | "http"} TransportName */
/** @typedef {Request | Cancel} Sequenced */
/** @typedef {Hello | PingPong | Ack | Bye | Sequenced | Pack | Unpack} ClientMessage */
/** @typedef {Result | ErrorMessage | EventMessage} Whole */
/** @typedef {Whole | Part} Said */
/** @typedef {Welcome | PingPong | Ack | Bye | Said} ServerMessage */

export const VERSION = 1;

/** A poll holds at most so many messages; the server refuses more. */
export const MAX_BATCH_MESSAGES = 64;

/** A pack holds at most so many thumbnails. */
export const MAX_PACK_ITEMS = 128;

/** The text is not a message a server may send. */
export class WireError extends Error {}

/** @param {unknown} value */
const isNumber = (value) => Number.isSafeInteger(value) && /** @type {number} */ (value) >= 0;
/** @param {unknown} value */
const isText = (value) => typeof value === "string";
/** @param {unknown} value */
const isTruth = (value) => typeof value === "boolean";
/** @param {unknown} value */
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @typedef {Record<string, (value: unknown) => boolean>} Shape */

/** @type {ReadonlyMap<unknown, {head: Shape, body?: Shape}>} */
const SHAPES = new Map(
  /** @type {[string, {head: Shape, body?: Shape}][]} */ (
    Object.entries({
      welcome: { head: {}, body: { version: isNumber, epoch: isText, resumed: isTruth } },
      ping: { head: {}, body: { token: isNumber } },
      pong: { head: {}, body: { token: isNumber } },
      ack: { head: {} },
      bye: { head: {}, body: { code: isText, message: isText } },
      result: { head: { seq: isNumber, id: isNumber } },
      error: { head: { seq: isNumber, id: isNumber }, body: { code: isText, message: isText } },
      event: { head: { seq: isNumber }, body: { name: isText } },
      part: { head: { seq: isNumber }, body: { text: isText, last: isTruth } },
    })
  ),
);

const WELCOME_DEFAULTS = Object.freeze({
  nonce: 0,
  held_ms: 0,
  sockets: true,
  ticket: "",
  library: "",
  user_tag: "",
  settings: {},
});

/** @param {ClientMessage} message */
export function encode(message) {
  return JSON.stringify(message);
}

/**
 * What a server may say.
 * @param {string} text
 * @returns {ServerMessage}
 * @throws {WireError}
 */
export function decodeServer(text) {
  const message = parsed(text);
  const shape = SHAPES.get(message.type);
  if (!shape || !isNumber(message.ack) || !fits(message, shape.head)) throw new WireError();
  if (shape.body && !(isRecord(message.body) && fits(message.body, shape.body))) {
    throw new WireError();
  }
  if (message.type === "welcome") message.body = { ...WELCOME_DEFAULTS, ...message.body };
  return message;
}

/** @param {string} text @returns {any} */
function parsed(text) {
  try {
    const value = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // Falls through: what is no JSON is no message.
  }
  throw new WireError();
}

/** @param {Record<string, unknown>} value @param {Shape} shape */
function fits(value, shape) {
  return Object.entries(shape).every(([key, check]) => check(value[key]));
}

/**
 * A poll's body: a JSON array of messages that are JSON already.
 * @param {readonly string[]} texts
 */
export function encodeBatch(texts) {
  return `[${texts.join(",")}]`;
}

/**
 * The messages of a poll's answer, each as text.
 * @param {string} text
 * @returns {string[]}
 * @throws {WireError}
 */
export function decodeBatch(text) {
  const messages = parsedList(text);
  return messages.map((message) => JSON.stringify(message));
}

/** @param {string} text @returns {unknown[]} */
function parsedList(text) {
  try {
    const value = JSON.parse(text);
    if (Array.isArray(value)) return value;
  } catch {
    // Falls through.
  }
  throw new WireError();
}

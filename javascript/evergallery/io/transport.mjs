/**
 * The face both transports share: the part of the browser's WebSocket the driver uses.
 *
 * @typedef {object} Transport
 * @property {number} readyState
 * @property {((event: any) => void) | null} onopen
 * @property {((event: any) => void) | null} onmessage  `event.data` is one text, or an ArrayBuffer
 * @property {((event: any) => void) | null} onerror    never carries details; a close follows
 * @property {((event: any) => void) | null} onclose    `event` is a CloseEvent or a Closing
 * @property {string} [extensions]  of a socket that is open, as its server chose them
 * @property {(text: string) => void} send
 * @property {(code?: number, reason?: string) => void} close
 */

/** @typedef {import("../wire/ladder.mjs").Failure} Failure */
/** @typedef {import("../wire/client_attachments.mjs").Wanted} Wanted */

/**
 * What our own transports hand to `onclose`: a CloseEvent that knows its failure.
 *
 * @typedef {object} Closing
 * @property {number} code
 * @property {string} reason
 * @property {boolean} wasClean
 * @property {Failure} failure
 */

/**
 * Timers as the browser has them, so that tests bring their own.
 *
 * @typedef {object} Timers
 * @property {(callback: () => void, delayMs: number) => any} setTimeout
 * @property {(handle: any) => void} clearTimeout
 */

export const CONNECTING = 0;
export const OPEN = 1;
export const CLOSED = 3;

/** RFC 6455: the code a browser reports when a socket ended without a close frame. */
export const ABNORMAL = 1006;
export const NORMAL = 1000;

/**
 * @param {Failure} failure
 * @returns {Closing}
 */
export function closing(failure) {
  const wasClean = failure.reason === "done";
  return { code: wasClean ? NORMAL : ABNORMAL, reason: failure.reason, wasClean, failure };
}

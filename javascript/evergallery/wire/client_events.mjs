/** What a client session tells the program above it. Twin of evergallery/wire/client_events.py. */

/** @typedef {{type: "result", id: number, body: unknown}} ResultReceived */
/** @typedef {{type: "error", id: number, code: string, message: string}} ErrorReceived */
/** @typedef {{type: "event", name: string, data: unknown}} EventReceived */
/** @typedef {{type: "welcome", epoch: string, library: string, user_tag: string, settings: Record<string, unknown>}} Welcomed */
/**
 * The server remembers nothing of us. Outstanding requests are on their way again; views must be reopened.
 * @typedef {{type: "reset", epoch: string}} Reset
 */
/** @typedef {{type: "change", state: string, transport: "websocket" | "http" | "none", reason: string}} Changed */
/**
 * Something was learnt that should outlive the page.
 * @typedef {{type: "memory", memory: import("./link_memory.mjs").Kept}} MemoryChanged
 */
/**
 * The socket that was to bring these packs is gone; what is missing is asked for elsewhere.
 * @typedef {{type: "packs_lost", tokens: number[]}} PacksLost
 */
/** @typedef {ResultReceived | ErrorReceived | EventReceived | Welcomed | Reset | Changed | MemoryChanged | PacksLost} ClientEvent */

/**
 * @param {import("./messages.mjs").Result | import("./messages.mjs").ErrorMessage} message
 * @returns {ResultReceived | ErrorReceived}
 */
export function answerOf(message) {
  if (message.type === "result") return { type: "result", id: message.id, body: message.body };
  return { type: "error", id: message.id, ...message.body };
}

/**
 * @param {import("./messages.mjs").EventMessage} message
 * @returns {EventReceived}
 */
export function eventOf({ body: { name, data } }) {
  return { type: "event", name, data };
}

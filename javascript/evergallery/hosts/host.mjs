/**
 * What the gallery needs of the program it is in. Everything else (theme, size) it sees for itself.
 *
 * @typedef {object} Host
 * @property {(callback: () => void, signal: AbortSignal) => void} onTabShown   our tab may have been opened
 * @property {(callback: () => void, signal: AbortSignal) => void} onOptionsChanged
 * @property {() => Record<string, unknown>} options   our options as they are now, without the prefix
 */

/** Anything that has functions a host may have put there. @typedef {Record<string, any>} Scope */

export {};

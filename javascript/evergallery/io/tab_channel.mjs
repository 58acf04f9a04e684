/** @typedef {{onmessage: ((message: any) => void) | null, post: (message: object) => void, close: () => void}} TabChannel */

/**
 * Between the tabs of one address: a BroadcastChannel, or the event that localStorage sends to other tabs where
 * there is none. Without both, nobody hears.
 *
 * @param {string} name
 * @param {Window & typeof globalThis} scope
 * @returns {TabChannel}
 */
export function tabChannel(name, scope) {
  try {
    return new Broadcast(new scope.BroadcastChannel(name));
  } catch {
    return new StorageEcho(name, scope); // absent, or forbidden in a sandboxed frame
  }
}

/** @implements {TabChannel} */
class Broadcast {
  /** @type {((message: any) => void) | null} */ onmessage = null;
  #channel;

  /** @param {BroadcastChannel} channel */
  constructor(channel) {
    this.#channel = channel;
    channel.onmessage = ({ data }) => this.onmessage?.(data);
  }

  /** @param {object} message */
  post(message) {
    this.#channel.postMessage(message);
  }

  close() {
    this.#channel.close();
  }
}

/** @implements {TabChannel} */
class StorageEcho {
  /** @type {((message: any) => void) | null} */ onmessage = null;
  #name;
  #scope;
  #count = 0;
  #lifetime = new AbortController();

  /** @param {string} name @param {Window} scope */
  constructor(name, scope) {
    this.#name = name;
    this.#scope = scope;
    const { signal } = this.#lifetime;
    scope.addEventListener("storage", (event) => this.#onStorage(event), { signal });
  }

  /** @param {object} message */
  post(message) {
    this.#count += 1; // the same text twice would be no change, and no event
    try {
      this.#scope.localStorage.setItem(this.#name, JSON.stringify([this.#count, message]));
    } catch {
      // Forbidden or full: each tab is alone then.
    }
  }

  close() {
    this.#lifetime.abort();
  }

  /** @param {StorageEvent} event */
  #onStorage({ key, newValue }) {
    if (key !== this.#name || !newValue) return;
    this.onmessage?.(messageIn(newValue));
  }
}

/** @param {string} text */
function messageIn(text) {
  try {
    return JSON.parse(text)?.[1];
  } catch {
    return null;
  }
}

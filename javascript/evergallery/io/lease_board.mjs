import { leaseFrom } from "./lease.mjs";

/** @typedef {import("./lease.mjs").Lease} Lease */
/** @typedef {import("./store.mjs").Store} Store */

/**
 * Where the tabs of one address read who leads: in localStorage, and in what the others said aloud, for browsers
 * that forbid one of them. A tab that hears of neither leads, as if it were alone.
 */
export class LeaseBoard {
  #store;
  #key;
  #tell;
  /** @type {Lease | null} */ #heard = null;

  /**
   * @param {object} options
   * @param {Store} options.store
   * @param {string} options.key
   * @param {(lease: Lease | null) => void} options.tell to the other tabs
   */
  constructor({ store, key, tell }) {
    this.#store = store;
    this.#key = key;
    this.#tell = tell;
  }

  /** @returns {Lease | null} the newer of the two */
  read() {
    return newer(leaseFrom(this.#store.get(this.#key, null)), this.#heard);
  }

  /** @param {Lease} lease */
  write(lease) {
    this.#heard = null;
    this.#store.set(this.#key, lease);
    this.#tell(lease);
  }

  /** Free for others, if it was this tab's. @param {string} holder */
  give(holder) {
    this.#heard = null;
    if (this.read()?.holder !== holder) return;
    this.#store.remove(this.#key);
    this.#tell(null);
  }

  /** What another tab said. @param {any} value null when it gave the lease back */
  hear(value) {
    const lease = leaseFrom(value);
    this.#heard = lease && newer(lease, this.#heard);
  }
}

/**
 * Of two written in the same millisecond all tabs take the same one.
 *
 * @param {Lease | null} one
 * @param {Lease | null} other
 * @returns {Lease | null}
 */
function newer(one, other) {
  if (!one || !other) return one ?? other;
  if (one.untilMs !== other.untilMs) return one.untilMs > other.untilMs ? one : other;
  return one.holder > other.holder ? one : other;
}

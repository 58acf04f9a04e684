/**
 * Named points in time, in milliseconds of whatever clock the shell passes in: a core keeps many, its shell needs only the next one.
 * Twin of evergallery/wire/deadlines.py.
 */
export class Deadlines {
  /** @type {Map<string, number>} */
  #at = new Map();

  /** @param {string} name @param {number} atMs */
  set(name, atMs) {
    this.#at.set(name, atMs);
  }

  /** @param {...string} names */
  clear(...names) {
    for (const name of names) this.#at.delete(name);
  }

  clearAll() {
    this.#at.clear();
  }

  /** @param {string} name */
  get(name) {
    return this.#at.get(name) ?? null;
  }

  next() {
    return earliest([...this.#at.values()]);
  }

  /**
   * The names whose time has come, earliest first; they are forgotten.
   * @param {number} nowMs
   */
  takeDue(nowMs) {
    const due = [...this.#at].filter(([, at]) => at <= nowMs);
    due.sort(([nameA, a], [nameB, b]) => a - b || (nameA < nameB ? -1 : 1));
    for (const [name] of due) this.#at.delete(name);
    return due.map(([name]) => name);
  }
}

/**
 * The smallest of the times that are set, or null.
 * @param {(number | null)[]} times
 */
export function earliest(times) {
  const set = times.filter((at) => at !== null);
  return set.length > 0 ? Math.min(...set) : null;
}

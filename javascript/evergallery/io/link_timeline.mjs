/** @typedef {{atMs: number, state: string, transport: string, reason: string}} Moment */

const KEPT = 50;

/** The newest changes of a link, oldest first: what a person or a maintainer reads to see what happened. */
export class LinkTimeline {
  /** @type {Moment[]} */
  #moments = [];

  /** @param {Moment} moment */
  add(moment) {
    this.#moments = [...this.#moments, moment].slice(-KEPT);
  }

  /** @returns {Moment[]} */
  get moments() {
    return [...this.#moments];
  }
}

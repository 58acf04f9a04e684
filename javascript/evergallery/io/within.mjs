/** @typedef {import("./later.mjs").Later} Later */

/**
 * What a promise brings, or a substitute when it takes too long or fails: for what is only ever a
 * convenience, such as a browser's database.
 *
 * @template T, S
 * @param {Promise<T>} promise
 * @param {object} options
 * @param {number} options.waitMs
 * @param {S} options.substitute
 * @param {Later} options.later
 * @returns {Promise<T | S>} never rejects
 */
export function within(promise, { waitMs, substitute, later }) {
  return new Promise((resolve) => {
    const callOff = later(() => resolve(substitute), waitMs);
    const end = (/** @type {T | S} */ value) => {
      callOff();
      resolve(value);
    };
    promise.then(end, () => end(substitute));
  });
}

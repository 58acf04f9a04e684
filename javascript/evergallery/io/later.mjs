/**
 * Runs something once, later.
 *
 * @callback Later
 * @param {() => void} callback
 * @param {number} delayMs
 * @returns {() => void} calls it off
 */

/**
 * @param {Pick<Window, "setTimeout" | "clearTimeout">} scope the window
 * @returns {Later}
 */
export function laterIn(scope) {
  return (callback, delayMs) => {
    const handle = scope.setTimeout(callback, delayMs);
    return () => scope.clearTimeout(handle);
  };
}

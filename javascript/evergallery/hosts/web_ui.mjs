/** @typedef {import("./host.mjs").Host} Host */
/** @typedef {import("./host.mjs").Scope} Scope */

const PREFIX = "evergallery_";

/**
 * AUTOMATIC1111, Forge, reForge and SD.Next: their classic scripts put `opts`, `onUiTabChange` and
 * `onOptionsChanged` on the window. `opts` is read anew each time, because SD.Next replaces the object when
 * settings are applied. Callbacks cannot be taken back there, hence the signal.
 *
 * @param {Scope} scope the window
 * @returns {Host}
 */
export function webUi(scope) {
  return {
    onTabShown: (callback, signal) => register(scope.onUiTabChange, callback, signal),
    onOptionsChanged: (callback, signal) => register(scope.onOptionsChanged, callback, signal),
    options: () => ours(scope.opts ?? {}),
  };
}

/**
 * @param {unknown} hook
 * @param {() => void} callback
 * @param {AbortSignal} signal
 */
function register(hook, callback, signal) {
  if (typeof hook !== "function") return;
  hook(() => {
    if (!signal.aborted) callback();
  });
}

/** @param {Record<string, unknown>} opts */
function ours(opts) {
  const entries = Object.entries(opts).filter(([key]) => key.startsWith(PREFIX));
  return Object.fromEntries(entries.map(([key, value]) => [key.slice(PREFIX.length), value]));
}

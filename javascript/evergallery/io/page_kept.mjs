import { KeptGallery } from "./kept_gallery.mjs";

/**
 * What a real browser keeps of the gallery at this address.
 *
 * @param {Window & typeof globalThis} scope
 * @param {object} options
 * @param {import("./store.mjs").Store} options.store
 * @param {string} options.base absolute, ends with "/"
 * @param {import("./later.mjs").Later} options.later
 * @param {{browser_cache_mb?: number}} options.settings
 */
export function pageKept(scope, { store, base, later, settings }) {
  const clock = () => Date.now();
  return new KeptGallery({ indexedDB: databasesOf(scope), store, base, clock, later, settings });
}

/** A sandboxed frame throws at the mere look. @param {Window & typeof globalThis} scope */
function databasesOf(scope) {
  try {
    return scope.indexedDB;
  } catch {
    return undefined;
  }
}

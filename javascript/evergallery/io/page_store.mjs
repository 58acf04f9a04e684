import { Store } from "./store.mjs";

/**
 * The store of a real page.
 *
 * @param {Window} scope
 */
export function pageStore(scope) {
  return new Store(() => scope.localStorage);
}

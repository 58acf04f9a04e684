import { plainPage } from "./plain_page.mjs";
import { webUi } from "./web_ui.mjs";

/** @typedef {import("./host.mjs").Host} Host */
/** @typedef {import("./host.mjs").Scope} Scope */

/**
 * By what the page offers, not by its name: forks keep the functions and change the name.
 *
 * @param {Scope} scope the window
 * @returns {Host}
 */
export function hostOf(scope) {
  return typeof scope.onUiTabChange === "function" ? webUi(scope) : plainPage();
}

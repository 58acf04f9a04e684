/** @typedef {import("./host.mjs").Host} Host */

/**
 * Any Gradio app, and our own page: no options page, and a tab that is opened is noticed by its size.
 *
 * @returns {Host}
 */
export function plainPage() {
  return {
    onTabShown: () => {},
    onOptionsChanged: () => {},
    options: () => ({}),
  };
}

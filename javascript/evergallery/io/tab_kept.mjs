import { Bookmark } from "./bookmark.mjs";
import { newSecret } from "./make_driver.mjs";
import { MarkJournal } from "./mark_journal.mjs";
import { Store } from "./store.mjs";

/** @typedef {ReturnType<typeof tabKept>} TabKept */

/**
 * What the next page in the same tab goes on with. Another tab has its own: two would fight over one place.
 *
 * @param {Window & typeof globalThis} scope
 * @param {object} options
 * @param {string} options.base absolute, ends with "/"
 * @param {import("./later.mjs").Later} options.later
 */
export function tabKept(scope, { base, later }) {
  const store = new Store(() => scope.sessionStorage);
  const clock = () => Date.now();
  const newKey = () => newSecret(scope.crypto);
  return {
    bookmark: new Bookmark({ store, base, clock, later }),
    journal: new MarkJournal({ store, base, clock, newKey }),
  };
}

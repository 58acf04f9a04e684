/** @typedef {import("./marks.mjs").Wish} Wish */
/** @typedef {import("./owner.mjs").Owner} Owner */

/** Raised when the meaning of what is kept changes: older wishes are not understood any more. */
const FORM = 1;

/** More undelivered marks than this are only kept by the page itself. The newest count. */
const MOST_WISHES = 200;

/** The server's journal knows a key for seven days (library/journal.py): well before that it is forgotten here. */
const KEPT_MS = 24 * 3_600_000;

/** As the server takes it (docs/commands.md). */
const LONGEST_KEY = 64;
const LONGEST_VERSION = 64;

/**
 * Wishes of one person that the server may not know.
 *
 * @param {any} kept whatever lay there
 * @param {Owner} owner
 * @param {number} nowMs since 1970
 * @returns {Wish[]}
 */
export function wishesFrom(kept, owner, nowMs) {
  return entriesFrom(kept, nowMs)
    .filter((entry) => entry.owner === owner)
    .map(({ owner: _, ...wish }) => wish);
}

/**
 * What to keep when these are the person's wishes now. Those of others who log in in this tab stay.
 *
 * @param {any} kept whatever lay there
 * @param {Owner} owner
 * @param {Wish[]} wishes
 * @param {number} nowMs since 1970
 */
export function withWishes(kept, owner, wishes, nowMs) {
  const others = entriesFrom(kept, nowMs).filter((entry) => entry.owner !== owner);
  const own = wishes.map((wish) => ({ owner, ...wish }));
  return { form: FORM, wishes: [...others, ...own].slice(-MOST_WISHES) };
}

/**
 * @param {any} kept
 * @param {number} nowMs
 * @returns {(Wish & {owner: Owner})[]}
 */
function entriesFrom(kept, nowMs) {
  if (kept?.form !== FORM || !Array.isArray(kept.wishes)) return [];
  return kept.wishes.filter(
    (/** @type {any} */ entry) => isEntry(entry) && nowMs - entry.sinceMs < KEPT_MS,
  );
}

/** @param {any} entry */
function isEntry(entry) {
  return (
    Number.isSafeInteger(entry?.id) &&
    typeof entry.owner === "string" &&
    typeof entry.wanted === "boolean" &&
    typeof entry.said === "boolean" &&
    isText(entry.version, LONGEST_VERSION) &&
    isText(entry.key, LONGEST_KEY) &&
    entry.key !== "" &&
    Number.isFinite(entry.sinceMs)
  );
}

/** @param {unknown} text @param {number} longest */
function isText(text, longest) {
  return typeof text === "string" && text.length <= longest;
}

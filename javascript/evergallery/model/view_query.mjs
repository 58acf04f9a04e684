/**
 * What a person wants to see.
 *
 * @typedef {object} ViewQuery
 * @property {number | null} folder   null for everything
 * @property {boolean} recursive
 * @property {string} words
 * @property {"date" | "name" | "size" | "dimensions"} sort
 * @property {boolean} descending
 */

/** @type {Readonly<ViewQuery>} */
export const NEWEST_FIRST = Object.freeze({
  folder: null,
  recursive: true,
  words: "",
  sort: "date",
  descending: true,
});

/** @type {Readonly<Record<ViewQuery["sort"], string>>} */
export const SORTS = Object.freeze({
  date: "Date",
  name: "Name",
  size: "File size",
  dimensions: "Dimensions",
});

/**
 * The direction a person expects first: newest, largest, but A before Z.
 *
 * @param {ViewQuery["sort"]} sort
 */
export function usuallyDescending(sort) {
  return sort !== "name";
}

/**
 * A query from values kept by an earlier version or changed by hand.
 *
 * @param {any} kept
 * @returns {ViewQuery}
 */
export function queryFrom(kept) {
  const sort = Object.hasOwn(SORTS, kept?.sort) ? kept.sort : NEWEST_FIRST.sort;
  const descending =
    typeof kept?.descending === "boolean" ? kept.descending : usuallyDescending(sort);
  return { ...NEWEST_FIRST, sort, descending };
}

/**
 * @param {ViewQuery} one
 * @param {ViewQuery} other
 */
export function isSameQuery(one, other) {
  return Object.keys(NEWEST_FIRST).every(
    (name) =>
      one[/** @type {keyof ViewQuery} */ (name)] === other[/** @type {keyof ViewQuery} */ (name)],
  );
}

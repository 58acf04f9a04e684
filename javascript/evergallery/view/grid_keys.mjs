/** @typedef {import("../layout/grid_layout.mjs").GridLayout} GridLayout */

/** @type {Readonly<Record<string, "left" | "right" | "up" | "down">>} */
const ARROWS = Object.freeze({
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
});

/** What keys do with a picture. @type {Readonly<Record<string, "open" | "mark">>} */
const DEEDS = Object.freeze({ Enter: "open", " ": "open", s: "mark" });

/**
 * Where a key leads.
 *
 * @param {string} key
 * @param {object} place
 * @param {number} place.at the picture the keyboard is on, -1 for none
 * @param {number} place.firstVisible
 * @param {number} place.rowsPerPage
 * @param {GridLayout} place.layout
 * @returns {number | "open" | "mark" | null} an offset, or what to do with the picture
 */
export function targetOfKey(key, { at, firstVisible, rowsPerPage, layout }) {
  if (layout.count === 0) return null;
  const isOn = at >= 0;
  if (Object.hasOwn(ARROWS, key)) return isOn ? layout.neighbour(at, ARROWS[key]) : firstVisible;
  if (key === "Home") return 0;
  if (key === "End") return layout.count - 1;
  if (key === "PageUp" || key === "PageDown") {
    const direction = key === "PageUp" ? "up" : "down";
    return rowsAway(isOn ? at : firstVisible, direction, rowsPerPage, layout);
  }
  return isOn && Object.hasOwn(DEEDS, key) ? DEEDS[key] : null;
}

/**
 * @param {number} offset
 * @param {"up" | "down"} direction
 * @param {number} rows
 * @param {GridLayout} layout
 */
function rowsAway(offset, direction, rows, layout) {
  let at = offset;
  for (let row = 1; row < rows; row += 1) at = layout.neighbour(at, direction);
  return at;
}

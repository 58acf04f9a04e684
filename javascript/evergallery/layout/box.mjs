/**
 * A rectangle in layout pixels; `y` counts from the top of whatever holds it.
 *
 * @typedef {object} Box
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 */

/**
 * How tiles are laid out.
 *
 * @typedef {object} Frame
 * @property {"rows" | "squares"} mode   justified rows, or a grid of squares
 * @property {number} width              of the space for tiles
 * @property {number} size               wanted row height, or wanted side of a square
 * @property {number} gap
 * @property {number} headerHeight       above each section; 0 for none
 * @property {number} sectionGap         below each section
 * @property {number} aspect             assumed width / height of a picture not heard of yet
 */

export {};

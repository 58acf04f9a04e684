/**
 * Red, green, blue and alpha, each 0 to 1, in sRGB.
 *
 * @typedef {readonly [number, number, number, number]} Color
 */

/** WCAG 2.1, 1.4.3 and 1.4.11: words, and what is not words. */
export const READABLE = 4.5;
export const VISIBLE = 3;

/**
 * @param {string} text a computed colour: rgb(…), rgba(…) or color(srgb …)
 * @returns {Color | null} null for any other notation
 */
export function readColor(text) {
  const [, notation, inside] = /^(rgba?|color)\((.*)\)$/.exec(text) ?? [];
  if (!notation) return null;
  const [red, green, blue, alpha = 1] = (inside.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
  if (blue === undefined) return null;
  if (notation !== "color") return [red / 255, green / 255, blue / 255, alpha];
  return inside.startsWith("srgb ") ? [red, green, blue, alpha] : null;
}

/** @param {Color} color */
export function writeColor([red, green, blue]) {
  return `rgb(${[red, green, blue].map((part) => Math.round(part * 255)).join(" ")})`;
}

/**
 * What is seen of a colour in front of an opaque one.
 *
 * @param {Color} front
 * @param {Color} back
 * @returns {Color} opaque
 */
export function over(front, back) {
  return mixed([front[0], front[1], front[2], 1], back, front[3]);
}

/**
 * @param {Color} one
 * @param {Color} other
 * @param {number} share of the one, 0 to 1
 * @returns {Color}
 */
export function mixed(one, other, share) {
  const part = (/** @type {number} */ index) => one[index] * share + other[index] * (1 - share);
  return [part(0), part(1), part(2), part(3)];
}

/**
 * WCAG's ratio of two opaque colours.
 *
 * @param {Color} one
 * @param {Color} other
 * @returns {number} 1 (the same) to 21 (black and white)
 */
export function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** @param {Color} color @returns {number} 0 (black) to 1 (white) */
export function luminance([red, green, blue]) {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** @param {number} part of a colour, as it is written */
function linear(part) {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

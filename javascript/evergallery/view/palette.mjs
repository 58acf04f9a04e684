import { contrast, luminance, mixed, READABLE, VISIBLE } from "./contrast.mjs";

/** @typedef {import("./contrast.mjs").Color} Color */

/**
 * @typedef {object} Palette   all opaque
 * @property {Color} surface
 * @property {Color} text
 * @property {Color} muted
 * @property {Color} accent
 * @property {boolean} isDark
 */

/** Ours, where no colour of the host's can be read. */
const INKS = /** @type {readonly Color[]} */ ([
  [0.12, 0.16, 0.22, 1],
  [0.92, 0.93, 0.95, 1],
  [0, 0, 0, 1],
  [1, 1, 1, 1],
]);

/** How much of the colour that was asked for is kept, the most first; the rest is text. */
const ACCENT_SHARES = Object.freeze([1, 0.85, 0.7, 0.55, 0.4, 0]);

/** How much text is in muted text. */
const MUTED_SHARES = Object.freeze([0.72, 0.8, 0.88, 1]);

/** The tint behind chips, fields and what the pointer is on: muted words stand there too. */
const TINT_SHARE = 0.08;

/**
 * Colours that can be read on the surface, as near to the host's as that allows: themes leave variables out,
 * and set some for a light page and others for a dark one.
 *
 * @param {object} host
 * @param {Color} host.surface opaque
 * @param {readonly (Color | null)[]} host.texts  what the host may use for text, the likeliest first
 * @param {Color | null} host.accent
 * @returns {Palette}
 */
export function readablePalette({ surface, texts, accent }) {
  const text = readableInk(surface, texts);
  const tint = mixed(text, surface, TINT_SHARE);
  const muted = firstOf(MUTED_SHARES, (share) => mixed(text, surface, share), tint, READABLE);
  const wanted = accent ?? text;
  const seen = firstOf(ACCENT_SHARES, (share) => mixed(wanted, text, share), surface, VISIBLE);
  return { surface, text, muted, accent: seen, isDark: luminance(surface) < luminance(text) };
}

/**
 * @param {Color} surface
 * @param {readonly (Color | null)[]} texts
 */
function readableInk(surface, texts) {
  const inks = [...texts.filter((ink) => ink !== null), ...INKS];
  return inks.find((ink) => contrast(ink, surface) >= READABLE) ?? inks[0];
}

/**
 * @param {readonly number[]} shares
 * @param {(share: number) => Color} made
 * @param {Color} surface
 * @param {number} least
 */
function firstOf(shares, made, surface, least) {
  const colors = shares.map(made);
  return colors.find((color) => contrast(color, surface) >= least) ?? colors[colors.length - 1];
}
